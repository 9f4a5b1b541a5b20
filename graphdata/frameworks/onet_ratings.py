"""O*NET ratings: how important an element is for an occupation and at what level it is needed.

Source of the scales: O*NET Scales Reference. Importance (IM) runs from 1 "not important" over
2 "somewhat important", 3 "important" and 4 "very important" to 5 "extremely important"; level (LV)
from 0 to 7.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rdflib import Literal, URIRef

from ..namespaces import CMO, RDF, XSD, onet_rating_uri
from .onet_occupations import occupation_of
from .onet_tables import ELEMENT, RATING_TABLES, SOC
from .onet_terms import OnetConcepts
from .reader import Triple
from .release_tables import ReleaseTables
from .tables import Row

#: O*NET publishes means and no verdict. A mean that rounds to "very important" or more counts as
#: essential, one that rounds to "important" as optional: the bounds lie halfway between the anchors.
ESSENTIAL_FROM = 3.5
OPTIONAL_FROM = 2.5

_SCALES = frozenset({"IM", "LV"})
_DECIMAL = re.compile(r"\d+(\.\d+)?")
_TRUE = Literal(True)
# Looked up once: a namespace builds a new URIRef at each access, and there are half a million.
_CONCEPT, _OCCUPATION = CMO.ratedConcept, CMO.ratedOccupation
_IMPORTANCE, _LEVEL = CMO.importance, CMO.ratedLevel
_RATING, _TYPE = CMO.Rating, RDF.type


@dataclass(slots=True)
class _Rating:
    importance: str = ""
    level: str = ""
    suppress: bool = False
    not_relevant: bool = False


def ratings(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """One rating node per occupation and element, and the essential and optional links drawn from it."""
    for table in RATING_TABLES:
        for (soc, element), rating in _collect(tables, table, known).items():
            occupation, concept = known.occupations[soc], known.elements[element]
            yield from _statements(onet_rating_uri(soc, element), concept, occupation, rating)
            if link := _link(rating):
                yield concept, link, occupation


def _collect(tables: ReleaseTables, table: str, known: OnetConcepts) -> dict[tuple[str, str], _Rating]:
    """The rows of one table brought together by occupation and element, one row per scale."""
    found: dict[tuple[str, str], _Rating] = {}
    for row in tables.rows(table):
        if occupation_of(tables, table, row, known) is None or not _is_usable(tables, table, row, known):
            continue
        rating = found.setdefault((row[SOC], row[ELEMENT]), _Rating())
        if row["Scale ID"] == "IM":
            rating.importance = row["Data Value"]
        else:
            rating.level = row["Data Value"]
        rating.suppress |= row["Recommend Suppress"] == "Y"
        rating.not_relevant |= row.get("Not Relevant") == "Y"
    return found


def _is_usable(tables: ReleaseTables, table: str, row: Row, known: OnetConcepts) -> bool:
    scale, value = row["Scale ID"], row["Data Value"]
    if row[ELEMENT] not in known.elements:
        tables.skip(table, row, f"unknown element {row[ELEMENT]}", group="unknown element")
    elif scale not in _SCALES:
        tables.skip(table, row, f"the scale {scale} is neither importance nor level", group="another scale")
    elif not _DECIMAL.fullmatch(value):
        tables.skip(table, row, f"the value {value!r} is no number", group="the value is no number")
    else:
        return True
    return False


@cache
def _decimal(value: str) -> Literal:
    """Few distinct values make up a hundred thousand ratings, so each literal is built once."""
    return Literal(value, datatype=XSD.decimal)


def _statements(node: URIRef, concept: URIRef, occupation: URIRef, rating: _Rating) -> Iterator[Triple]:
    yield node, _TYPE, _RATING
    yield node, _CONCEPT, concept
    yield node, _OCCUPATION, occupation
    if rating.importance:
        yield node, _IMPORTANCE, _decimal(rating.importance)
    if rating.level:
        yield node, _LEVEL, _decimal(rating.level)
    if rating.suppress:
        yield node, CMO.recommendSuppress, _TRUE
    if rating.not_relevant:
        yield node, CMO.notRelevant, _TRUE


def _link(rating: _Rating) -> URIRef | None:
    if rating.suppress or rating.not_relevant or not rating.importance:
        return None
    if float(rating.importance) >= ESSENTIAL_FROM:
        return CMO.isEssentialForOccupation
    if float(rating.importance) >= OPTIONAL_FROM:
        return CMO.isOptionalForOccupation
    return None
