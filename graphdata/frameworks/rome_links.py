"""ROME links: the tree above macro-competences, what each fiche asks for, and mobility between fiches."""

from collections.abc import Iterator
from itertools import pairwise

from rdflib import URIRef

from ..namespaces import CMO, SKOS, concept_uri
from . import normalise
from .reader import Triple
from .release_tables import ReleaseTables
from .rome_skills import RomeConcepts, concept
from .rome_tables import TREE
from .tables import Row

#: What the core-job mark (coeur_metier) of an item says about it.
_LINK_OF_MARK = {
    "Principale": CMO.isEssentialForOccupation,
    "Émergente": CMO.isEmergingForOccupation,
    "": CMO.isRelevantForOccupation,
}
#: The levels of the tree above a macro-competence, from the bottom up.
_LEVELS = ("objectif", "enjeu", "domaine")


def competence_tree(tables: ReleaseTables, known: RomeConcepts) -> Iterator[Triple]:
    """Macro-competence → objectif → enjeu → domaine. A node without a label bears its code as one."""
    nodes: set[str] = set()
    unlabelled: list[str] = []
    links: set[tuple[URIRef, URIRef]] = set()
    for row in tables.rows(TREE):
        macro = known.macros.get(row["code_ogr_macro"])
        if macro is None or not all(row[f"code_{level}"] for level in _LEVELS):
            reason = "unknown macro-competence, or a level without a code"
            tables.skip(TREE, row, f"{reason}: {row['code_ogr_macro']}", group=reason)
            continue
        for level in _LEVELS:
            yield from _node(level, row, nodes, unlabelled)
        above = [concept_uri("rome", f"{level}-{row[f'code_{level}']}") for level in _LEVELS]
        for link in pairwise([macro, *above]):
            if link not in links:
                links.add(link)
                yield link[0], SKOS.broader, link[1]
        yield macro, CMO.domain, above[-1]
    if unlabelled:
        tables.report.note(
            f"{tables.title}: nodes of the competence tree without a label, called by their code such as "
            f"“{unlabelled[0]}”: {len(unlabelled)}"
        )


def _node(level: str, row: Row, nodes: set[str], unlabelled: list[str]) -> Iterator[Triple]:
    code = row[f"code_{level}"]
    if (key := f"{level}-{code}") in nodes:
        return
    nodes.add(key)
    label = normalise.label(row.get(f"libelle_{level}"))
    if not label:
        label = f"{level.capitalize()} {code}"
        unlabelled.append(label)
    yield from concept(CMO.SkillGroup, key, label, notation=code)


def item_links(tables: ReleaseTables, known: RomeConcepts) -> Iterator[Triple]:
    """Which competences, savoirs and certifications each fiche asks for, by core-job mark.

    Work contexts (schedules, surroundings, hazards) are no concepts here: their links are counted in
    a note, so that only links to codes found nowhere are unusable rows.
    """
    table, to_contexts = "coherence_item", 0
    contexts = {row["code_ogr"] for row in tables.rows("referentiel_contexte_travail")}
    for row in tables.rows(table):
        code, mark = row["code_ogr"], row["coeur_metier"]
        fiche = known.fiches.get(row["code_rome"])
        if fiche is None:
            tables.skip(table, row, f"unknown fiche {row['code_rome']}", group="unknown fiche")
        elif mark not in _LINK_OF_MARK:
            tables.skip(table, row, f"unknown core-job mark {mark!r}", group="unknown core-job mark")
        elif learnable := known.learnables.get(code):
            yield learnable, _LINK_OF_MARK[mark], fiche
        elif certification := known.certifications.get(code):
            yield fiche, CMO.isAssessedBy, certification
        elif code in contexts:
            to_contexts += 1
        else:
            tables.skip(table, row, f"unknown item {code}", group="unknown item")
    if to_contexts:
        tables.report.note(f"{tables.title}: links to work contexts, which are no concepts: {to_contexts}")


def mobility(tables: ReleaseTables, known: RomeConcepts) -> Iterator[Triple]:
    """Occupations that ROME names as moves from another."""
    table = "rubrique_mobilite"
    for row in tables.rows(table):
        origin, target = known.fiches.get(row["code_rome"]), known.fiches.get(row["code_rome_cible"])
        if origin and target:
            yield origin, CMO.relatedOccupation, target
        else:
            codes = f"{row['code_rome']} → {row['code_rome_cible']}"
            tables.skip(table, row, f"unknown fiche in {codes}", group="unknown fiche")
