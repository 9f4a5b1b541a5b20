"""ROME competences under their macro-competences, and savoirs, some of which are certifications."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rdflib import Literal, URIRef

from ..namespaces import CMO, DCTERMS, RDF, SKOS, concept_uri
from . import normalise
from .reader import Triple
from .release_tables import ReleaseTables
from .tables import Row

MACRO = "Macro-compétence"
_CLASS_OF_NATURE = {MACRO: CMO.Competence, "Compétence": CMO.Skill}
#: Savoirs of this category attest skills, they are none: the fiches' entry requirements.
CERTIFICATION = "Certifications et habilitations"

GREEN_OCCUPATION = frozenset({"Emploi Vert", "Emploi stratégique pour la Transition écologique"})
_GREEN, _DIGITAL = Literal("green"), Literal("digital")


@dataclass(slots=True)
class RomeConcepts:
    """The concepts of one release read so far, by ROME code."""

    macros: dict[str, URIRef] = field(default_factory=dict)
    learnables: dict[str, URIRef] = field(default_factory=dict)
    certifications: dict[str, URIRef] = field(default_factory=dict)
    groups: dict[str, URIRef] = field(default_factory=dict)
    fiches: dict[str, URIRef] = field(default_factory=dict)


def french(text: str) -> Literal:
    return Literal(text, lang="fr")


def concept(kind: URIRef, code: str, label: str, *, notation: str = "") -> Iterator[Triple]:
    """What every ROME concept states: its class, its French label and its notation (the code by default)."""
    uri = concept_uri("rome", code)
    yield uri, RDF.type, SKOS.Concept
    yield uri, RDF.type, kind
    yield uri, SKOS.prefLabel, french(label)
    yield uri, SKOS.notation, Literal(notation or code)


def transitions(uri: URIRef, row: Row) -> Iterator[Triple]:
    """The green and digital themes that ROME marks (``O``, or a green kind of job)."""
    if row.get("transition_eco") == "O" or row.get("transition_eco") in GREEN_OCCUPATION:
        yield uri, CMO.theme, _GREEN
    if row.get("transition_num") == "O":
        yield uri, CMO.theme, _DIGITAL


def _categories(uri: URIRef, row: Row, *columns: str) -> Iterator[Triple]:
    for column in columns:
        if text := normalise.label(row.get(column)):
            yield uri, CMO.category, french(text)


def competences(tables: ReleaseTables, known: RomeConcepts) -> Iterator[Triple]:
    """Macro-competences (whose notation is their place in the tree, such as ``4A101``) and competences.

    A competence whose macro-competence is not in the table is kept without it, and noted.
    """
    table = "referentiel_competence"
    usable = [row for row in tables.rows(table) if _claims_competence(tables, row)]
    known.macros = {
        row["code_ogr"]: concept_uri("rome", row["code_ogr"]) for row in usable if row["nature"] == MACRO
    }
    without_macro = []
    for row in usable:
        uri = known.learnables[row["code_ogr"]] = concept_uri("rome", row["code_ogr"])
        yield from _competence(uri, row)
        if row["nature"] == MACRO:
            continue
        if macro := known.macros.get(row["code_ogr_macro_comp"]):
            yield uri, SKOS.broader, macro
            yield macro, CMO.hasSubSkill, uri
        else:
            without_macro.append(row.line)
    tables.note_partial(table, without_macro, "name a macro-competence that is not there; kept without it")


def _claims_competence(tables: ReleaseTables, row: Row) -> bool:
    table, nature = "referentiel_competence", row["nature"]
    if nature not in _CLASS_OF_NATURE:
        tables.skip(table, row, f"unknown nature {nature!r}", group="unknown nature")
        return False
    return tables.claims_concept(table, row, row["code_ogr"], normalise.label(row["libelle_competence"]))


def _competence(uri: URIRef, row: Row) -> Iterator[Triple]:
    kind, label = _CLASS_OF_NATURE[row["nature"]], normalise.label(row["libelle_competence"])
    yield from concept(kind, row["code_ogr"], label, notation=row.get("code_macro_comp"))
    if definition := normalise.prose(row.get("definition")):
        yield uri, DCTERMS.description, french(definition)
    yield from _categories(uri, row, "cat_comp", "sous_cat_comp")
    yield from transitions(uri, row)


def savoirs(tables: ReleaseTables, known: RomeConcepts) -> Iterator[Triple]:
    """Knowledge and, by their category, certifications."""
    table = "referentiel_savoir"
    for row in tables.rows(table):
        code, label = row["code_ogr_savoir"], normalise.label(row["libelle_savoir"])
        if not tables.claims_concept(table, row, code, label):
            continue
        uri = concept_uri("rome", code)
        certifies = row["categorie_savoir"] == CERTIFICATION
        (known.certifications if certifies else known.learnables)[code] = uri
        yield from concept(CMO.Certification if certifies else CMO.Knowledge, code, label)
        yield from _categories(uri, row, "categorie_savoir", "sous_categorie_savoir")
        yield from transitions(uri, row)
