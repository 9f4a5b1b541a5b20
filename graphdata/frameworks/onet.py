"""Reads the O*NET database (USDOL/ETA) from its text edition: tab-separated files, never quoted, English."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..namespaces import framework_graph
from .onet_model import content_model, drawn_on, level_anchors, work_activities
from .onet_occupations import job_zones, occupations, related_occupations, task_activities, tasks
from .onet_ratings import ratings
from .onet_tables import READ_ME, SAMPLE, UNKNOWN, is_onet_table, tables_of, version_of_folder
from .onet_terms import OnetConcepts
from .onet_tools import tools
from .reader import ReadingContext, Release, Triple
from .sources import SourceFile

LANDING_PAGE = "https://www.onetcenter.org/database.html"
PUBLISHER = "U.S. Department of Labor, Employment and Training Administration (USDOL/ETA)"
#: A folder without these is no O*NET database, whatever else in it looks like one.
CORE_TABLES = frozenset({"Occupation Data.txt", "Content Model Reference.txt", "DWA Reference.txt"})


class OnetReader:
    """The FrameworkReader for O*NET."""

    name = "onet"

    def find(self, sources: Sequence[SourceFile]) -> list[Release]:
        """One release per version; folders that state the same version are one release."""
        by_folder: dict[str, list[SourceFile]] = defaultdict(list)
        for source in sources:
            if source.file_name == READ_ME or is_onet_table(source):
                by_folder[source.folder].append(source)
        by_version: dict[str, list[SourceFile]] = defaultdict(list)
        for members in by_folder.values():
            if CORE_TABLES & {member.file_name for member in members}:
                by_version[version_of_folder(members)] += members
        return [_release(version, tuple(by_version[version])) for version in sorted(by_version)]

    def read(self, release: Release, context: ReadingContext) -> Iterator[Triple]:
        """Concepts first, so that every link can be checked at both ends."""
        tables = tables_of(f"O*NET {release.version}", release.sources, context.report)
        if release.version == UNKNOWN:
            context.report.note(
                "O*NET: the version stands neither in the path nor in a read-me; "
                "keep the official folder name, such as db_29_2_text"
            )
        known = OnetConcepts()
        yield from content_model(tables, known)
        yield from work_activities(tables, known)
        yield from level_anchors(tables, known)
        yield from drawn_on(tables, known)
        yield from occupations(tables, known)
        yield from job_zones(tables, known)
        yield from related_occupations(tables, known)
        yield from tasks(tables, known)
        yield from task_activities(tables, known)
        yield from tools(tables, known)
        yield from ratings(tables, known)


def _release(version: str, sources: tuple[SourceFile, ...]) -> Release:
    if version == SAMPLE:
        return _sample_release(sources)
    return Release(
        reader="onet",
        framework="onet",
        version=version,
        graph=framework_graph("onet", version),
        title="O*NET database",
        publisher=PUBLISHER,
        licence="https://creativecommons.org/licenses/by/4.0/",
        licence_name="CC BY 4.0",
        landing_page=LANDING_PAGE,
        sources=sources,
        languages=("en",),
        notice=_notice("" if version == UNKNOWN else f"{version} "),
    )


def _notice(version: str) -> dict[str, str]:
    """The wording that the O*NET licence asks developers to show, and its French translation."""
    return {
        "en": (
            f"This site includes information from the O*NET {version}Database by the U.S. Department of "
            "Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. "
            "O*NET® is a trademark of USDOL/ETA. SkillGraph has modified all or some of this information. "
            "USDOL/ETA has not approved, endorsed, or tested these modifications."
        ),
        "fr": (
            f"Ce site comprend des informations issues de la base de données O*NET {version}du ministère "
            "du Travail des États-Unis, Employment and Training Administration (USDOL/ETA), utilisées sous "
            "la licence CC BY 4.0. O*NET® est une marque de l’USDOL/ETA. SkillGraph a modifié tout ou "
            "partie de ces informations. L’USDOL/ETA n’a ni approuvé, ni cautionné, ni testé ces "
            "modifications."
        ),
    }


def _sample_release(sources: tuple[SourceFile, ...]) -> Release:
    return Release(
        reader="onet",
        framework="onet",
        version=SAMPLE,
        graph=framework_graph("onet", SAMPLE),
        title="O*NET (sample written for SkillGraph, not official)",
        publisher="SkillGraph",
        licence="https://opensource.org/license/mit",
        licence_name="MIT",
        landing_page=LANDING_PAGE,
        sources=sources,
        languages=("en",),
        notice={
            "en": "A sample written for SkillGraph in the layout of O*NET: this is not the O*NET database.",
            "fr": "Exemple rédigé pour SkillGraph dans le format d’O*NET : ce n’est pas la base O*NET.",
        },
        sample=True,
    )


READER = OnetReader()
