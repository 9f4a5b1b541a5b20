"""Reads ROME 4.x, France Travail's directory of occupations and skills, from its open-data CSV set.

A release is the set of files ``unix_<table>_v<version>_utf8.csv`` (comma, quoted, French; an empty
string stands for null) in a folder or zip, and a file with the tree of macro-competences where found.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..namespaces import framework_graph
from .reader import ReadingContext, Release, Triple
from .rome_links import competence_tree, item_links, mobility
from .rome_occupations import appellations, fiches, occupation_groups, texts
from .rome_skills import RomeConcepts, competences, savoirs
from .rome_tables import is_tree, release_code, tables_of, tree_code
from .sources import SourceFile

LANDING_PAGE = "https://www.francetravail.org/opendata/repertoire-operationnel-des-meti.html"
LICENCE = "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf"
#: The version that the project's own sample bears in its file names.
SAMPLE_CODE = "000"


class RomeReader:
    """The FrameworkReader for ROME."""

    name = "rome"

    def find(self, sources: Sequence[SourceFile]) -> list[Release]:
        """One release per version number in the file names, oldest first."""
        by_code: dict[str, list[SourceFile]] = defaultdict(list)
        trees = []
        for source in sources:
            if code := release_code(source):
                by_code[code].append(source)
            elif is_tree(source):
                trees.append(source)
        for tree in trees:
            # A tree that names no version belongs to the newest release found beside it.
            code = tree_code(tree) or max(by_code, default="")
            if code in by_code:
                by_code[code].append(tree)
        return [_release(code, tuple(by_code[code])) for code in sorted(by_code)]

    def read(self, release: Release, context: ReadingContext) -> Iterator[Triple]:
        """Concepts first, so that every link can be checked at both ends."""
        tables = tables_of(f"ROME {release.version}", release.sources, context.report)
        known = RomeConcepts()
        yield from competences(tables, known)
        yield from savoirs(tables, known)
        yield from occupation_groups(tables, known)
        yield from fiches(tables, known)
        yield from texts(tables, known)
        yield from appellations(tables, known)
        yield from competence_tree(tables, known)
        yield from item_links(tables, known)
        yield from mobility(tables, known)


def _release(code: str, sources: tuple[SourceFile, ...]) -> Release:
    if code == SAMPLE_CODE:
        return _sample_release(sources)
    version = f"{code[0]}.{code[1:]}"
    return Release(
        reader="rome",
        framework="rome",
        version=version,
        graph=framework_graph("rome", version),
        title="ROME 4.0",
        publisher="France Travail",
        licence=LICENCE,
        licence_name="Licence Ouverte / Etalab 2.0",
        landing_page=LANDING_PAGE,
        sources=sources,
        languages=("fr",),
        notice={
            "fr": f"Source : France Travail, ROME 4.0, version {code}, Licence Ouverte 2.0.",
            "en": f"Source: France Travail, ROME 4.0, version {code}, Open Licence (Licence Ouverte) 2.0.",
        },
    )


def _sample_release(sources: tuple[SourceFile, ...]) -> Release:
    return Release(
        reader="rome",
        framework="rome",
        version="sample",
        graph=framework_graph("rome", "sample"),
        title="ROME (sample written for SkillGraph, not official)",
        publisher="SkillGraph",
        licence="https://opensource.org/license/mit",
        licence_name="MIT",
        landing_page=LANDING_PAGE,
        sources=sources,
        languages=("fr",),
        notice={
            "fr": "Exemple rédigé pour SkillGraph dans le format du ROME : ce n’est pas le ROME officiel.",
            "en": "A sample written for SkillGraph in the layout of ROME: this is not the official ROME.",
        },
        sample=True,
    )


READER = RomeReader()
