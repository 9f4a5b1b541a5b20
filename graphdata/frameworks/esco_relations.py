"""ESCO's files that link concepts: hierarchies, thematic collections, relations of skills."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from rdflib import Literal, URIRef

from ..namespaces import BASE, CMO, DCTERMS, ESCO_PREFIX, RDF, RDFS, SKOS
from . import normalise
from .esco_concepts import Concepts, text_triples
from .esco_files import EscoFile
from .reader import Triple
from .tables import Row, read_table

_LEARNABLE = frozenset({CMO.Skill, CMO.Knowledge})
_LEVELS = range(4)
_MEMBER_SEPARATOR = " | "

#: The official schemes that the collections stand for. A collection gets a URI of its own, because
#: SKOS S37 forbids one resource to be both a concept scheme and a collection.
_SCHEME_OF_COLLECTION = {
    "greenskillscollection": "green",
    "digitalskillscollection": "6c930acd-c104-4ece-acf7-f44fd7333036",
    "digcompskillscollection": "digcomp",
    "transversalskillscollection": "skill-transversal-groups",
    "languageskillscollection": "skill-language-groups",
    "researchskillscollection": "research",
    "researchoccupationscollection": "8ae4b9f3-507e-4057-a145-2f96f0132613",
}
_COLLECTION_LABELS = {
    "greenSkillsCollection": ("green skills", "compétences vertes"),
    "digitalSkillsCollection": ("digital skills", "compétences numériques"),
    "ictSkillsCollection": ("digital skills", "compétences numériques"),
    "digCompSkillsCollection": ("DigComp skills", "compétences DigComp"),
    "transversalSkillsCollection": ("transversal skills", "compétences transversales"),
    "languageSkillsCollection": ("language skills", "compétences linguistiques"),
    "researchSkillsCollection": ("research skills", "compétences en recherche"),
    "researchOccupationsCollection": ("research occupations", "métiers de la recherche"),
}


def _ends(
    file: EscoFile, row: Row, first: str, second: str, concepts: Concepts
) -> tuple[URIRef, URIRef] | None:
    """Both ends of a relation row; None, and the row reported, where one is unknown or both are one."""
    report, nodes = concepts.context.report, concepts.nodes
    left, right = row[first], row[second]
    unknown = [uri for uri in (left, right) if uri not in concepts.classes]
    if unknown:
        reason = f"no file of this release describes {' or '.join(map(repr, unknown))}"
        report.skip(file.name, row.line, reason, group="an end is not described in this release")
        return None
    if left == right:
        report.skip(file.name, row.line, f"links {left} to itself", group="links a concept to itself")
        return None
    return nodes[left], nodes[right]


def broader_triples(
    file: EscoFile, concepts: Concepts, *, on_child: Callable[[str], None]
) -> Iterator[Triple]:
    """``broaderRelations*``: a skill below a skill is also its sub-skill; ``on_child`` hears every child."""
    for row in read_table(file.source, concepts.context.report, columns=file.role.columns):
        if ends := _ends(file, row, "conceptUri", "broaderUri", concepts):
            child, parent = ends
            on_child(row["conceptUri"])
            yield child, SKOS.broader, parent
            if {concepts.classes[row["conceptUri"]], concepts.classes[row["broaderUri"]]} <= _LEARNABLE:
                yield parent, CMO.hasSubSkill, child


def occupation_skill_triples(file: EscoFile, concepts: Concepts) -> Iterator[Triple]:
    predicates = {
        "essential": CMO.isEssentialForOccupation,
        "optional": CMO.isOptionalForOccupation,
    }
    for row in read_table(file.source, concepts.context.report, columns=file.role.columns):
        predicate = predicates.get(row["relationType"])
        if predicate is None:
            _skip_unknown_type(file, row, concepts)
        elif ends := _ends(file, row, "occupationUri", "skillUri", concepts):
            yield ends[1], predicate, ends[0]


def skill_skill_triples(file: EscoFile, concepts: Concepts) -> Iterator[Triple]:
    """``skillSkillRelations``, with types from the skills files: the row's own two are always equal."""
    for row in read_table(file.source, concepts.context.report, columns=file.role.columns):
        if row["relationType"] not in {"essential", "optional"}:
            _skip_unknown_type(file, row, concepts)
        elif ends := _ends(file, row, "originalSkillUri", "relatedSkillUri", concepts):
            classes = concepts.classes[row["originalSkillUri"]], concepts.classes[row["relatedSkillUri"]]
            yield ends[0], _skill_predicate(row["relationType"], classes), ends[1]


def _skill_predicate(relation_type: str, classes: tuple[URIRef, URIRef]) -> URIRef:
    from_skill_to_knowledge = classes == (CMO.Skill, CMO.Knowledge)
    if relation_type == "essential":
        return CMO.hasPrerequisite if from_skill_to_knowledge else CMO.essentialRelation
    return CMO.usefulKnowledge if from_skill_to_knowledge else CMO.optionalRelation


def _skip_unknown_type(file: EscoFile, row: Row, concepts: Concepts) -> None:
    concepts.context.report.skip(
        file.name,
        row.line,
        f"relationType {row['relationType']!r} is neither 'essential' nor 'optional'",
        group="unknown relationType",
    )


def hierarchy_triples(file: EscoFile, concepts: Concepts) -> Iterator[Triple]:
    """``skillsHierarchy``: a row is a path from level 0 down to one group, and describes that group.

    Empty cells at the end of a row are left out of the official file, hence the padding.
    """
    report = concepts.context.report
    for row in read_table(file.source, report, columns=file.role.columns, pad_short_rows=True):
        path = [uri for level in _LEVELS if (uri := row.get(f"Level {level} URI"))]
        if not path or path[-1] not in concepts.classes:
            reason = f"no file of this release describes the group {path[-1] if path else ''!r}"
            report.skip(file.name, row.line, reason, group="group not described in this release")
            continue
        yield from _hierarchy_path(path, concepts)
        yield from _group_texts(row, path, file.language, concepts)


def _hierarchy_path(path: list[str], concepts: Concepts) -> Iterator[Triple]:
    for parent, child in pairwise(path):
        if parent in concepts.classes and child in concepts.classes and parent != child:
            yield concepts.nodes[child], SKOS.broader, concepts.nodes[parent]


def _group_texts(row: Row, path: list[str], language: str, concepts: Concepts) -> Iterator[Triple]:
    """Label, description and code of the row's group, as far as its own file left them out."""
    uri, level = path[-1], len(path) - 1
    node = concepts.nodes[uri]
    label = normalise.label(row.get(f"Level {level} preferred term"))
    if label and (uri, language) not in concepts.labelled:
        concepts.labelled.add((uri, language))
        yield node, SKOS.prefLabel, Literal(label, lang=language)
    description = normalise.prose(row.get("Description"))
    if description and (uri, language) not in concepts.described:
        concepts.described.add((uri, language))
        yield node, DCTERMS.description, Literal(description, lang=language)
    code = row.get(f"Level {level} code")
    if code and (uri, SKOS.notation) not in concepts.stated:
        concepts.stated.add((uri, SKOS.notation))
        yield node, SKOS.notation, Literal(code)


def collection_uri(stem: str) -> URIRef:
    name = "digitalSkillsCollection" if stem == "ictSkillsCollection" else stem
    return URIRef(f"{BASE}collection/esco/{name}")


def collection_triples(file: EscoFile, concepts: Concepts) -> Iterator[Triple]:
    """A thematic collection: its members, their theme, and labels that the main file lacks."""
    report, stem = concepts.context.report, file.role.stem
    collection, theme = collection_uri(stem), Literal(file.role.theme)
    yield from _collection_head(collection, stem)
    for row in read_table(file.source, report, columns=file.role.columns):
        uri = row["conceptUri"]
        if uri not in concepts.classes:
            reason = f"no file of this release describes {uri!r}"
            report.skip(file.name, row.line, reason, group="member not described in this release")
            continue
        yield collection, SKOS.member, concepts.nodes[uri]
        yield concepts.nodes[uri], CMO.theme, theme
        if (uri, file.language) not in concepts.labelled and row["preferredLabel"]:
            yield from text_triples(row, uri, file.language, concepts, separator=_MEMBER_SEPARATOR)
    concepts.note_remarks(file)


def _collection_head(collection: URIRef, stem: str) -> Iterator[Triple]:
    yield collection, RDF.type, SKOS.Collection
    for language, label in zip(("en", "fr"), _COLLECTION_LABELS[stem], strict=True):
        yield collection, SKOS.prefLabel, Literal(label, lang=language)
    if scheme := _SCHEME_OF_COLLECTION.get(stem.lower()):
        yield collection, RDFS.seeAlso, URIRef(f"{ESCO_PREFIX}concept-scheme/{scheme}")


def isco_triples(concepts: Concepts, children: set[str]) -> Iterator[Triple]:
    """ISCO group of the occupations that ``broaderRelationsOccPillar`` leaves without a broader one.

    For the others the group is already reached through the broader occupation, and a short cut
    would only show every path twice.
    """
    unknown = 0
    for uri, code in concepts.isco_groups.items():
        group = f"{ESCO_PREFIX}isco/C{code.removeprefix('C')}"
        if uri in children:
            continue
        if group in concepts.classes:
            yield concepts.nodes[uri], SKOS.broader, concepts.nodes[group]
        else:
            unknown += 1
    if unknown:
        concepts.context.report.note(
            f"{unknown:,} occupations have no broader concept: their ISCO group is not in this release"
        )
