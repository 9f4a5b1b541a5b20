"""Reads the official ESCO CSV packages, 1.0.x to 1.2.x, in any number of languages.

Files may lie in folders or in the official zips; all files of one version become one release. Skill
relations are read by the types that the skills files give: an essential relation from a skill to
knowledge is a prerequisite, an optional one useful knowledge.
"""

from collections.abc import Iterator, Sequence

from ..namespaces import framework_graph
from .esco_concepts import Concepts, closing_triples, concept_triples, scheme_triples
from .esco_files import (
    MAIN_LANGUAGE,
    SAMPLE,
    UNVERSIONED,
    EscoFile,
    by_role,
    by_version,
    in_reading_order,
    languages_of,
    recognise,
)
from .esco_relations import (
    broader_triples,
    collection_triples,
    hierarchy_triples,
    isco_triples,
    occupation_skill_triples,
    skill_skill_triples,
)
from .reader import ReadingContext, Release, Triple
from .sources import SourceFile

TITLE = "European Skills, Competences, Qualifications and Occupations (ESCO)"
SAMPLE_TITLE = "ESCO (sample written for SkillGraph, not official)"
NOTICE = {
    "en": "This service uses the ESCO classification of the European Commission.",
    "fr": "Ce service utilise la classification ESCO de la Commission européenne.",
}
SAMPLE_NOTICE = {
    "en": "This is a small sample in the layout of ESCO, written for SkillGraph. It is not ESCO.",
    "fr": "Ceci est un petit échantillon au format d’ESCO, écrit pour SkillGraph. Ce n’est pas ESCO.",
}


class EscoReader:
    """The reader of ESCO; see ``FrameworkReader``."""

    name = "esco"

    def find(self, sources: Sequence[SourceFile]) -> list[Release]:
        recognised = [file for source in sources if (file := recognise(source))]
        return [_release(version, files) for version, files in by_version(recognised).items()]

    def read(self, release: Release, context: ReadingContext) -> Iterator[Triple]:
        concepts = Concepts(context)
        files = in_reading_order(file for source in release.sources if (file := by_role(source)))
        _note_oddities(release, files, context)
        children: set[str] = set()
        for file in files:
            yield from _file_triples(file, concepts, children)
        yield from isco_triples(concepts, children)
        yield from closing_triples(concepts)


def _file_triples(file: EscoFile, concepts: Concepts, children: set[str]) -> Iterator[Triple]:
    match file.role.kind, file.role.stem:
        case "concepts", _:
            return concept_triples(file, concepts)
        case "schemes", _:
            return scheme_triples(file, concepts)
        case "hierarchy", _:
            return hierarchy_triples(file, concepts)
        case "collection", _:
            return collection_triples(file, concepts)
        case _, "skillSkillRelations":
            return skill_skill_triples(file, concepts)
        case _, "occupationSkillRelations":
            return occupation_skill_triples(file, concepts)
        case _:
            return broader_triples(file, concepts, on_child=children.add)


def _note_oddities(release: Release, files: list[EscoFile], context: ReadingContext) -> None:
    if release.version == UNVERSIONED:
        context.report.note(
            "ESCO: no folder or zip names a version; put the files into a folder such as esco-1.2.0"
        )
    if release.languages and MAIN_LANGUAGE not in release.languages:
        context.report.note(f"ESCO: no English files; {release.languages[0]!r} decides what concepts are")
    if not any(file.role.kind == "concepts" for file in files):
        context.report.note("ESCO: only files that link concepts were found, none that describes them")


def _release(version: str, files: Sequence[EscoFile]) -> Release:
    sample = version == SAMPLE
    return Release(
        reader=EscoReader.name,
        framework="esco",
        version=version,
        graph=framework_graph("esco", version),
        title=SAMPLE_TITLE if sample else TITLE,
        publisher="SkillGraph" if sample else "European Commission",
        licence="https://opensource.org/license/mit"
        if sample
        else "https://eur-lex.europa.eu/eli/dec/2011/833/oj",
        licence_name="MIT" if sample else "Commission Decision 2011/833/EU",
        landing_page="" if sample else "https://esco.ec.europa.eu",
        sources=tuple(file.source for file in files),
        languages=languages_of(files),
        notice=SAMPLE_NOTICE if sample else NOTICE,
        sample=sample,
    )


READER = EscoReader()
