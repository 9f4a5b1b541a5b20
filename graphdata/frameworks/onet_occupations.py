"""O*NET occupations: titles, job zones, related occupations, and the tasks they perform."""

from collections.abc import Iterator

from rdflib import Literal, URIRef

from ..namespaces import CMO, SKOS, concept_uri
from . import normalise
from .onet_tables import SOC
from .onet_terms import OnetConcepts, concept, english
from .reader import Triple
from .release_tables import ReleaseTables
from .tables import Row


def occupations(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """Occupations with description, then their alternate titles."""
    table = "Occupation Data"
    for row in tables.rows(table):
        code, label = row[SOC], normalise.label(row["Title"])
        if tables.claims_concept(table, row, code, label):
            known.occupations[code] = concept_uri("onet", code)
            known.titles[code] = label
            yield from concept(CMO.Occupation, code, label, description=row["Description"])
    yield from _alternate_titles(tables, known)


def _alternate_titles(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """Alternate and short titles; one that is the preferred label, or stands there already, is dropped."""
    table = "Alternate Titles"
    given: set[tuple[str, str]] = set()
    repeated = 0
    for row in tables.rows(table):
        if (occupation := occupation_of(tables, table, row, known)) is None:
            continue
        for column in ("Alternate Title", "Short Title"):
            title = normalise.label(row.get(column))
            if not title or title == "n/a":
                continue
            if title == known.titles[row[SOC]] or (row[SOC], title) in given:
                repeated += 1
                continue
            given.add((row[SOC], title))
            yield occupation, SKOS.altLabel, english(title)
    if repeated:
        tables.report.note(
            f"{tables.title}: alternate titles dropped for repeating another title: {repeated}"
        )


def occupation_of(tables: ReleaseTables, table: str, row: Row, known: OnetConcepts) -> URIRef | None:
    """The occupation that ``row`` is about, or None after counting the row as unusable."""
    if occupation := known.occupations.get(row[SOC]):
        return occupation
    tables.skip(table, row, f"unknown occupation {row[SOC]}", group="unknown occupation")
    return None


def job_zones(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """How much preparation an occupation needs, from 1 (little) to 5 (extensive)."""
    for row in tables.rows("Job Zones"):
        if occupation := occupation_of(tables, "Job Zones", row, known):
            yield occupation, CMO.level, english(f"Job Zone {row['Job Zone']}")


def related_occupations(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """Occupations that O*NET considers similar in what people do, know and are called."""
    table = "Related Occupations"
    for row in tables.rows(table):
        if (occupation := occupation_of(tables, table, row, known)) is None:
            continue
        code = row["Related O*NET-SOC Code"]
        if related := known.occupations.get(code):
            yield occupation, CMO.relatedOccupation, related
        else:
            tables.skip(table, row, f"unknown related occupation {code}", group="unknown related occupation")


def tasks(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """What each occupation does, core or supplemental where surveyed."""
    table = "Task Statements"
    for row in tables.rows(table):
        if (occupation := occupation_of(tables, table, row, known)) is None:
            continue
        code, label = f"task-{row['Task ID']}", normalise.label(row["Task"])
        if not tables.claims_concept(table, row, code, label):
            continue
        uri = known.tasks[row["Task ID"]] = concept_uri("onet", code)
        yield from concept(CMO.Task, code, label, notation=row["Task ID"])
        yield uri, CMO.performedIn, occupation
        if (task_type := row.get("Task Type")) and task_type != "n/a":
            yield uri, CMO.category, Literal(task_type, lang="en")


def task_activities(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """The detailed activities that tasks carry out, which are relevant for the tasks' occupations."""
    table = "Tasks to DWAs"
    relevant: set[tuple[URIRef, URIRef]] = set()
    for row in tables.rows(table):
        if (occupation := occupation_of(tables, table, row, known)) is None:
            continue
        task, activity = known.tasks.get(row["Task ID"]), known.detailed.get(row["DWA ID"])
        if task is None or activity is None:
            codes = f"{row['Task ID']} or {row['DWA ID']}"
            tables.skip(table, row, f"unknown task or activity: {codes}", group="unknown task or activity")
            continue
        yield task, CMO.carriesOut, activity
        if (activity, occupation) not in relevant:
            relevant.add((activity, occupation))
            yield activity, CMO.isRelevantForOccupation, occupation
