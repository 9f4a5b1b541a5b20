"""ROME fiches (occupations), their domains and texts, and appellations (job titles)."""

from collections import defaultdict
from collections.abc import Iterator

from rdflib import Literal, URIRef

from ..namespaces import CMO, DCTERMS, SKOS, concept_uri
from . import normalise
from .reader import Triple
from .release_tables import ReleaseTables
from .rome_skills import RomeConcepts, concept, french, transitions
from .tables import Row

#: Where the sentences of each kind of text go.
_TEXT_PROPERTY = {"definition": DCTERMS.description, "acces_metier": SKOS.note}
_RARE = Literal("peu usité", lang="fr")


def occupation_groups(tables: ReleaseTables, known: RomeConcepts) -> Iterator[Triple]:
    """The 14 grands domaines (``A``) and the domaines professionnels below them (``A11``)."""
    for table, code_column, label_column in (
        ("grand_domaine", "code_grand_domaine", "libelle_grand_domaine"),
        ("domaine_professionnel", "code_domaine_professionnel", "libelle_domaine_professionnel"),
    ):
        for row in tables.rows(table):
            code, label = row[code_column], normalise.label(row[label_column])
            if tables.claims_concept(table, row, code, label):
                known.groups[code] = concept_uri("rome", code)
                yield from concept(CMO.OccupationGroup, code, label)


def fiches(tables: ReleaseTables, known: RomeConcepts) -> Iterator[Triple]:
    """The fiches, then their place below domaine and grand domaine."""
    table = "referentiel_code_rome"
    for row in tables.rows(table):
        code, label = row["code_rome"], normalise.label(row["libelle_rome"])
        if tables.claims_concept(table, row, code, label):
            uri = known.fiches[code] = concept_uri("rome", code)
            yield from concept(CMO.Occupation, code, label)
            yield from transitions(uri, row)
    yield from _domains(tables, known)


def _domains(tables: ReleaseTables, known: RomeConcepts) -> Iterator[Triple]:
    table = "cr_gd_dp"
    placed: set[tuple[URIRef, URIRef]] = set()
    for row in tables.rows(table):
        # 4.60 writes "professionel"; the spelling of its other tables is expected one day.
        domain_code = row.get("code_domaine_professionel") or row.get("code_domaine_professionnel")
        fiche = known.fiches.get(row["code_rome"])
        domain, top = known.groups.get(domain_code), known.groups.get(row["code_grand_domaine"])
        if fiche is None or domain is None or top is None:
            codes = f"{row['code_rome']}, {domain_code or '(no domaine)'} or {row['code_grand_domaine']}"
            tables.skip(table, row, f"unknown fiche or domain: {codes}", group="unknown fiche or domain")
            continue
        yield fiche, SKOS.broader, domain
        if (domain, top) not in placed:
            placed.add((domain, top))
            yield domain, SKOS.broader, top


def texts(tables: ReleaseTables, known: RomeConcepts) -> Iterator[Triple]:
    """Definitions and ways into the occupation, their sentences put in order."""
    sentences: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    unescaped = 0
    for row in tables.rows("texte"):
        if (sentence := _sentence(tables, known, row)) is None:
            continue
        # The export leaves SQL's doubled apostrophes in this table, and in no other.
        unescaped += "''" in sentence
        position = int(row["position_phrase"]) if row["position_phrase"].isdecimal() else len(sentences)
        key = (row["code_rome"], row["libelle_type_texte"])
        sentences[key].append((position, sentence.replace("''", "'")))
    if unescaped:
        tables.report.note(
            f"{tables.title}: sentences of the table texte in which '' was read as ': {unescaped}"
        )
    for (code, kind), numbered in sentences.items():
        text = " ".join(sentence for _, sentence in sorted(numbered, key=lambda pair: pair[0]))
        yield known.fiches[code], _TEXT_PROPERTY[kind], french(text)


def _sentence(tables: ReleaseTables, known: RomeConcepts, row: Row) -> str | None:
    text = normalise.prose(row["libelle_texte"])
    if row["code_rome"] not in known.fiches:
        tables.skip("texte", row, f"unknown fiche {row['code_rome']}", group="unknown fiche")
    elif row["libelle_type_texte"] not in _TEXT_PROPERTY:
        tables.skip("texte", row, f"unknown kind of text {row['libelle_type_texte']!r}")
    elif not text:
        tables.skip("texte", row, "empty text")
    else:
        return text
    return None


def appellations(tables: ReleaseTables, known: RomeConcepts) -> Iterator[Triple]:
    """Job titles, each narrower than its fiche; the official ESCO mapping points at them."""
    table = "referentiel_appellation"
    without_fiche = []
    for row in tables.rows(table):
        code, label = row["code_ogr"], normalise.label(row["libelle_appellation_long"])
        if not tables.claims_concept(table, row, code, label):
            continue
        yield from _appellation(code, label, row)
        if fiche := known.fiches.get(row["code_rome"]):
            yield concept_uri("rome", code), SKOS.broader, fiche
        else:
            without_fiche.append(row.line)
    tables.note_partial(table, without_fiche, "name a fiche that is not there; kept without it")


def _appellation(code: str, label: str, row: Row) -> Iterator[Triple]:
    uri = concept_uri("rome", code)
    yield from concept(CMO.JobTitle, code, label)
    short = normalise.label(row.get("libelle_appellation_court"))
    if short and short != label:
        yield uri, SKOS.altLabel, french(short)
    if row.get("peu_usite") == "O":
        yield uri, CMO.status, _RARE
    yield from transitions(uri, row)
