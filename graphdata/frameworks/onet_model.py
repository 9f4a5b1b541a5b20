"""O*NET's content model: skills, knowledge, abilities, work styles and the three levels of activities."""

from collections.abc import Iterator

from rdflib import URIRef

from ..namespaces import CMO, SKOS, concept_uri
from . import normalise
from .onet_tables import DRAWN_ON, ELEMENT
from .onet_terms import CLASS_OF_BRANCH, OnetConcepts, concept, english
from .reader import Triple
from .release_tables import ReleaseTables
from .tables import Row


def content_model(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """The elements of the branches that are concepts; inner nodes are groups, leaves what they group."""
    table = "Content Model Reference"
    rows = list(tables.rows(table))
    with_children = {_parent(row[ELEMENT]) for row in rows}
    others = 0
    for row in rows:
        code, label = row[ELEMENT], normalise.label(row["Element Name"])
        if not tables.claims_concept(table, row, code, label):
            continue
        kind = CLASS_OF_BRANCH.get(code[:3])
        if kind is None:
            others += 1
            continue
        known.elements[code] = concept_uri("onet", code)
        class_ = CMO.SkillGroup if code in with_children else kind
        yield from concept(class_, code, label, description=row["Description"])
    yield from _broader_elements(known)
    if others:
        tables.report.note(
            f"{tables.title}: elements of the content model that are no concepts (interests, values, "
            f"education, work context and the like): {others}"
        )


def _parent(code: str) -> str:
    return code.rpartition(".")[0]


def _broader_elements(known: OnetConcepts) -> Iterator[Triple]:
    for code, uri in known.elements.items():
        if parent := known.elements.get(_parent(code)):
            yield uri, SKOS.broader, parent


def work_activities(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """Intermediate activities below their generalised one, detailed activities below the intermediate."""
    yield from _activities(tables, "IWA", ELEMENT, known.elements, known.intermediate)
    yield from _activities(tables, "DWA", "IWA ID", known.intermediate, known.detailed)


def _activities(
    tables: ReleaseTables, level: str, above: str, wholes: dict[str, URIRef], found: dict[str, URIRef]
) -> Iterator[Triple]:
    table = f"{level} Reference"
    without_whole = []
    for row in tables.rows(table):
        # Titles are sentences in the files; without the full stop they read as labels.
        code, label = row[f"{level} ID"], normalise.label(row[f"{level} Title"]).removesuffix(".")
        if not tables.claims_concept(table, row, code, label):
            continue
        uri = found[code] = concept_uri("onet", code)
        yield from concept(CMO.Activity, code, label)
        if whole := wholes.get(row[above]):
            yield uri, SKOS.broader, whole
            yield whole, CMO.hasSubSkill, uri
        else:
            without_whole.append(row.line)
    tables.note_partial(table, without_whole, "name a broader activity that is not there; kept without it")


def level_anchors(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """Examples of what an element means at a level of its scale (0 to 7)."""
    table = "Level Scale Anchors"
    for row in tables.rows(table):
        text = normalise.label(row["Anchor Description"])
        if (element := known.elements.get(row[ELEMENT])) and text:
            yield element, SKOS.example, english(f"Level {row['Anchor Value']}: {text}")
        else:
            _skip_element(tables, table, row, row[ELEMENT])


def drawn_on(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """Which skills and abilities each generalised activity makes use of."""
    for table, drawn in DRAWN_ON.items():
        for row in tables.rows(table):
            code, activity_code = row[f"{drawn} Element ID"], row["Work Activities Element ID"]
            element, activity = known.elements.get(code), known.elements.get(activity_code)
            if element and activity:
                yield activity, CMO.drawsOn, element
            else:
                _skip_element(tables, table, row, f"{code} or {activity_code}")


def _skip_element(tables: ReleaseTables, table: str, row: Row, code: str) -> None:
    tables.skip(table, row, f"unknown element {code}, or no text", group="unknown element, or no text")
