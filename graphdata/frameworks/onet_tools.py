"""O*NET tools and technologies: one concept per commodity, named products as its further labels."""

from collections.abc import Iterator

from rdflib import URIRef

from ..namespaces import CMO, SKOS, concept_uri
from . import normalise
from .onet_occupations import occupation_of
from .onet_terms import OnetConcepts, concept, english
from .reader import Triple
from .release_tables import ReleaseTables

_HOT = english("hot technology")


def tools(tables: ReleaseTables, known: OnetConcepts) -> Iterator[Triple]:
    """Technology skills and tools used, by UNSPSC commodity code, with the occupations that use them."""
    given: set[tuple[URIRef, object]] = set()
    titles: dict[str, str] = {}
    for table in ("Technology Skills", "Tools Used"):
        for row in tables.rows(table):
            if (occupation := occupation_of(tables, table, row, known)) is None:
                continue
            commodity, title = row["Commodity Code"], normalise.label(row["Commodity Title"])
            if not commodity or not title:
                tables.skip(table, row, "no commodity code or no title")
                continue
            code = f"tool-{commodity}"
            tool = concept_uri("onet", code)
            if code not in titles:
                titles[code] = title
                yield from concept(CMO.Tool, code, title, notation=commodity)
            product = normalise.label(row["Example"])
            if product and product != titles[code] and (tool, product) not in given:
                given.add((tool, product))
                yield tool, SKOS.altLabel, english(product)
            if (tool, occupation) not in given:
                given.add((tool, occupation))
                yield occupation, CMO.usesTool, tool
            if row.get("Hot Technology") == "Y" and (tool, _HOT) not in given:
                given.add((tool, _HOT))
                yield tool, CMO.category, _HOT
