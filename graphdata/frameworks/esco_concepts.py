"""ESCO's concept files, row by row: skills, groups, occupations and concept schemes in any language."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rdflib import Literal, URIRef

from ..namespaces import CMO, DCTERMS, OWL, RDF, SKOS, XSD
from . import normalise
from .esco_files import EscoFile
from .iris import iris_in, is_esco_concept, is_iri
from .reader import ReadingContext, Triple
from .tables import Row, read_table

CLASS_OF_ROLE = {
    "skills": CMO.Skill,
    "skillGroups": CMO.SkillGroup,
    "occupations": CMO.Occupation,
    "ISCOGroups": CMO.OccupationGroup,
}
CLASS_OF_SKILL_TYPE = {"knowledge": CMO.Knowledge, "skill/competence": CMO.Skill, "skill": CMO.Skill}
TEXTS = {"description": DCTERMS.description, "definition": SKOS.definition, "scopeNote": SKOS.scopeNote}
REPLACEMENT_COLUMNS = ("replacedBy", "isReplacedBy")

#: Columns that official releases may lack; what a release lacks is noted, not refused.
FURTHER_COLUMNS = {
    "skills": ("reuseLevel", "hiddenLabels", "status", "modifiedDate", "scopeNote", "inScheme"),
    "skillGroups": ("hiddenLabels", "status", "modifiedDate", "scopeNote", "inScheme", "code"),
    "occupations": ("hiddenLabels", "status", "modifiedDate", "scopeNote", "inScheme", "code"),
    "ISCOGroups": ("status", "inScheme", "description"),
}

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
_TRUE = Literal("true", datatype=XSD.boolean)


@dataclass(slots=True)
class Concepts:
    """What has been read of a release so far, for the files that link its concepts.

    ``nodes`` and ``classes`` are keyed by the URI as plain text; ``seen``, ``labelled`` and
    ``described`` by URI and language.
    """

    context: ReadingContext
    nodes: dict[str, URIRef] = field(default_factory=dict)
    classes: dict[str, URIRef] = field(default_factory=dict)
    seen: dict[tuple[str, str], tuple[str, int, int]] = field(default_factory=dict)
    labelled: set[tuple[str, str]] = field(default_factory=set)
    described: set[tuple[str, str]] = field(default_factory=set)
    stated: set[tuple[str, URIRef]] = field(default_factory=set)
    isco_groups: dict[str, str] = field(default_factory=dict)
    schemes: set[str] = field(default_factory=set)
    replacements: dict[tuple[str, str], str] = field(default_factory=dict)
    remarks: Counter[str] = field(default_factory=Counter)

    def note_remarks(self, file: EscoFile) -> None:
        """Turn the remarks counted while reading ``file`` into one note each."""
        for remark, count in self.remarks.items():
            self.context.report.note(f"{file.name}: {count:,} × {remark}")
        self.remarks.clear()


def concept_triples(file: EscoFile, concepts: Concepts) -> Iterator[Triple]:
    """What one concept file states. Rows without a usable URI and repeated rows are reported."""
    report = concepts.context.report
    rows = read_table(file.source, report, columns=file.role.columns)
    for number, row in enumerate(rows):
        if number == 0:
            _note_missing_columns(file, row, concepts)
        uri = row["conceptUri"]
        if not is_esco_concept(uri):
            report.skip(file.name, row.line, f"{uri!r} is no ESCO address", group="unusable conceptUri")
        elif not _is_repeated(file, row, uri, concepts):
            yield from _first_statements(file, row, uri, concepts)
            yield from _plain_statements(row, uri, concepts)
            yield from text_triples(row, uri, file.language, concepts)
    concepts.note_remarks(file)


def _note_missing_columns(file: EscoFile, row: Row, concepts: Concepts) -> None:
    missing = [column for column in FURTHER_COLUMNS[file.role.stem] if column not in row.cells]
    if missing:
        concepts.context.report.note(f"{file.name}: has no column {', '.join(missing)}; left empty")


def _is_repeated(file: EscoFile, row: Row, uri: str, concepts: Concepts) -> bool:
    content = hash(tuple(row.cells.values()))
    earlier = concepts.seen.setdefault((uri, file.language), (file.name, row.line, content))
    if earlier == (file.name, row.line, content):
        return False
    other_file, line, other_content = earlier
    difference = "repeats" if content == other_content else "describes differently"
    concepts.context.report.skip(
        file.name,
        row.line,
        f"{difference} {uri}, which {other_file}, line {line} describes; the first is kept",
        group="concept described twice in one language",
    )
    return True


def _first_statements(file: EscoFile, row: Row, uri: str, concepts: Concepts) -> Iterator[Triple]:
    """Class of a concept, stated once: languages differ in labels, not in what the concept is."""
    if uri in concepts.classes:
        return
    node = concepts.nodes[uri] = URIRef(uri)
    concepts.classes[uri] = _class_of(file, row, uri, concepts)
    yield node, RDF.type, SKOS.Concept
    yield node, RDF.type, concepts.classes[uri]


def _class_of(file: EscoFile, row: Row, uri: str, concepts: Concepts) -> URIRef:
    if file.role.stem != "skills":
        return CLASS_OF_ROLE[file.role.stem]
    skill_type = row["skillType"]
    if skill_type not in CLASS_OF_SKILL_TYPE:
        stated = f"skillType {skill_type!r}" if skill_type else "an empty skillType"
        concepts.context.report.note(f"{file.name}, line {row.line}: {uri} has {stated}; kept as a skill")
    return CLASS_OF_SKILL_TYPE.get(skill_type, CMO.Skill)


def _plain_statements(row: Row, uri: str, concepts: Concepts) -> Iterator[Triple]:
    """Statements without a language. The first file that makes one decides (the main language)."""
    node, cells = concepts.nodes[uri], row.get
    for predicate, text in (
        (SKOS.notation, cells("code")),
        (CMO.reuseLevel, cells("reuseLevel")),
        (CMO.status, cells("status")),
    ):
        if text and _first(uri, predicate, concepts):
            yield node, predicate, Literal(text)
            if predicate == CMO.status and text.lower() != "released":
                yield node, OWL.deprecated, _TRUE
    yield from _modified(node, uri, cells("modifiedDate"), concepts)
    yield from _schemes(node, uri, cells("inScheme"), concepts)
    if (note := cells("regulatedProfessionNote")) and _first(uri, SKOS.note, concepts):
        yield node, SKOS.note, URIRef(note) if is_iri(note) else Literal(normalise.prose(note))
    if group := cells("iscoGroup"):
        concepts.isco_groups.setdefault(uri, group)
    for column in REPLACEMENT_COLUMNS:
        concepts.replacements.update({(uri, other): column for other in iris_in(cells(column))})


def _first(uri: str, predicate: URIRef, concepts: Concepts) -> bool:
    if (uri, predicate) in concepts.stated:
        return False
    concepts.stated.add((uri, predicate))
    return True


def _modified(node: URIRef, uri: str, text: str, concepts: Concepts) -> Iterator[Triple]:
    if text and _first(uri, DCTERMS.modified, concepts):
        if _TIMESTAMP.fullmatch(text):
            yield node, DCTERMS.modified, Literal(text, datatype=XSD.dateTime, normalize=False)
        else:
            yield node, DCTERMS.modified, Literal(text)


def _schemes(node: URIRef, uri: str, cell: str, concepts: Concepts) -> Iterator[Triple]:
    if not cell or not _first(uri, SKOS.inScheme, concepts):
        return
    for scheme in iris_in(cell):
        if is_iri(scheme):
            concepts.schemes.add(scheme)
            yield node, SKOS.inScheme, concepts.nodes.setdefault(scheme, URIRef(scheme))
        else:
            concepts.remarks[f"inScheme {scheme!r} is not a web address; left out"] += 1


def text_triples(
    row: Row, uri: str, language: str, concepts: Concepts, *, separator: str = "\n"
) -> Iterator[Triple]:
    """Labels, descriptions and notes of one row in one language."""
    node = concepts.nodes[uri]
    yield from _labels(row, uri, language, concepts, separator)
    for column, predicate in TEXTS.items():
        if text := normalise.prose(row.get(column)):
            if column == "description":
                concepts.described.add((uri, language))
            yield node, predicate, Literal(text, lang=language)


def _labels(row: Row, uri: str, language: str, concepts: Concepts, separator: str) -> Iterator[Triple]:
    """Each label in one role only, as SKOS S13 demands: preferred before alternative before hidden."""
    node = concepts.nodes[uri]
    given: dict[str, None] = {}
    preferred = normalise.label(row["preferredLabel"])
    if preferred:
        given[preferred] = None
        concepts.labelled.add((uri, language))
        yield node, SKOS.prefLabel, Literal(preferred, lang=language)
    else:
        concepts.remarks["no preferred label; the row's other texts are used"] += 1
    for column, predicate in (("altLabels", SKOS.altLabel), ("hiddenLabels", SKOS.hiddenLabel)):
        for text in _distinct_labels(row.lines(column, separator=separator)):
            if text in given:
                concepts.remarks[f"a label of {column} repeats another of its concept; dropped (S13)"] += 1
            else:
                given[text] = None
                yield node, predicate, Literal(text, lang=language)


def _distinct_labels(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in map(normalise.label, texts) if text))


def scheme_triples(file: EscoFile, concepts: Concepts) -> Iterator[Triple]:
    """The concept schemes of one file. Top concepts that the release does not describe are counted."""
    report = concepts.context.report
    for row in read_table(file.source, report, columns=file.role.columns):
        uri = row["conceptSchemeUri"]
        if not is_iri(uri):
            report.skip(file.name, row.line, f"{uri!r} is not a web address", group="unusable scheme URI")
        elif not _is_repeated(file, row, uri, concepts):
            yield from _scheme(row, uri, file.language, concepts)
    concepts.note_remarks(file)


def _scheme(row: Row, uri: str, language: str, concepts: Concepts) -> Iterator[Triple]:
    node = concepts.nodes.setdefault(uri, URIRef(uri))
    concepts.schemes.add(uri)
    label = normalise.label(row["preferredLabel"])
    title = normalise.label(row.get("title")) or label
    for predicate, text in (
        (SKOS.prefLabel, label),
        (DCTERMS.title, title),
        (DCTERMS.description, normalise.prose(row.get("description"))),
    ):
        if text:
            yield node, predicate, Literal(text, lang=language)
    for top in iris_in(row["hasTopConcept"]):
        if top in concepts.classes:
            yield node, SKOS.hasTopConcept, concepts.nodes[top]
        else:
            concepts.remarks["a top concept is not described in this release; left out"] += 1


def closing_triples(concepts: Concepts) -> Iterator[Triple]:
    """What can be stated only when every concept is known: schemes in use and replacements."""
    for scheme in sorted(concepts.schemes):
        yield concepts.nodes[scheme], RDF.type, SKOS.ConceptScheme
    for (uri, other), column in concepts.replacements.items():
        if other in concepts.classes and other != uri:
            yield concepts.nodes[uri], DCTERMS.isReplacedBy, concepts.nodes[other]
        else:
            concepts.context.report.note(f"{uri}: {column} names {other}, which is no other concept here")
