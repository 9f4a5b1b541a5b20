"""The links of a snapshot as arrays: read from its graph when it is built, and from a file ever after."""

import logging
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rdflib import URIRef

from search.lexical import LexicalIndex
from search.snapshot import LEXICAL, LINKS

from .adjacency import Rows
from .knowledge_graph import KnowledgeGraph
from .label_words import LabelWords
from .links import ConceptLinks
from .namespaces import CMO, OWL, SKOS
from .occupation_use import OccupationUse

logger = logging.getLogger(__name__)

#: What a link of each name is read from. ``broader`` leads from the narrower concept to the wider one.
_PREDICATES: Mapping[str, tuple[URIRef, ...]] = {
    "broader": (SKOS.broader, CMO.isSubSkillOf),
    "sub_skill": (CMO.hasSubSkill,),
    "prerequisite": (CMO.hasPrerequisite,),
    "useful": (CMO.usefulKnowledge, CMO.drawsOn),
    "essential": (CMO.essentialRelation,),
    "related": (CMO.optionalRelation, SKOS.related),
    "same": (SKOS.exactMatch, SKOS.closeMatch),
    "mapped": (SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch),
}
_OF_OCCUPATIONS = (
    CMO.isEssentialForOccupation,
    CMO.isOptionalForOccupation,
    CMO.isEmergingForOccupation,
    CMO.isRelevantForOccupation,
)
_EDGES = "edges_"


def open_links(directory: Path, graph: KnowledgeGraph, documents: LexicalIndex) -> ConceptLinks:
    """The links of the snapshot in ``directory``; an older one has no file of them, only its ``graph``."""
    path = directory / LINKS
    if path.is_file():
        return load_links(path)
    logger.warning(
        "Snapshot %s has no %s: its links are read from the graph, which takes seconds in every process. "
        "Build it again with: manage.py ingest",
        directory.name,
        LINKS,
    )
    return read_links(graph, documents)


def read_links(graph: KnowledgeGraph, documents: LexicalIndex) -> ConceptLinks:
    """The links between all ``documents``, from every graph; seconds on full frameworks."""
    names = list(documents.names())
    columns = list(documents.facet_columns())
    row_of = {uri: row for row, (uri, _) in enumerate(names)}
    return ConceptLinks(
        edges={name: _edges(graph, predicates, row_of) for name, predicates in _PREDICATES.items()},
        occupations=OccupationUse.of(_edges(graph, _OF_OCCUPATIONS, row_of), len(row_of)),
        frameworks=np.array([framework for framework, *_ in columns], dtype=np.str_),
        kinds=np.array([kind for _, kind, *_ in columns], dtype=np.str_),
        labels=LabelWords.of([label for _, label in names]),
        deprecated=_deprecated(graph, row_of),
    )


def write_links(directory: Path, graph: KnowledgeGraph) -> None:
    """Add the file of links to the snapshot being built in ``directory``, whose documents are written."""
    save_links(read_links(graph, LexicalIndex(directory / LEXICAL)), directory / LINKS)


def save_links(links: ConceptLinks, path: Path) -> None:
    """Write ``links`` as plain numpy arrays; ``load_links`` reads them again."""
    arrays: dict[str, Any] = {_EDGES + name: edges for name, edges in links.edges.items()}
    arrays |= links.labels.as_arrays()
    with path.open("wb") as stream:
        np.savez_compressed(
            stream,
            **arrays,
            occupations=links.occupations.used_in.edges(),
            frameworks=links.frameworks,
            kinds=links.kinds,
            deprecated=links.deprecated,
        )


def load_links(path: Path) -> ConceptLinks:
    """What ``save_links`` wrote. Raises ValueError when the file is damaged."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return ConceptLinks(
            edges={name: arrays[_EDGES + name] for name in _PREDICATES},
            occupations=OccupationUse.of(arrays["occupations"], len(arrays["kinds"])),
            frameworks=arrays["frameworks"],
            kinds=arrays["kinds"],
            labels=LabelWords.from_arrays(arrays),
            deprecated=arrays["deprecated"],
        )
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError) as error:
        raise ValueError(f"{path.name} is damaged: {error!r}") from error


def _edges(graph: KnowledgeGraph, predicates: Collection[URIRef], row_of: Mapping[str, int]) -> Rows:
    pairs = list(_rows(graph, predicates, row_of))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _rows(
    graph: KnowledgeGraph, predicates: Collection[URIRef], row_of: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    for predicate in predicates:
        for subject, target in graph.pairs(predicate):
            if subject in row_of and target in row_of:
                yield row_of[subject], row_of[target]


def _deprecated(graph: KnowledgeGraph, row_of: Mapping[str, int]) -> NDArray[np.bool_]:
    marked = np.zeros(len(row_of), dtype=bool)
    marked[
        [row_of[uri] for uri, value in graph.pairs(OWL.deprecated) if uri in row_of and value == "true"]
    ] = True
    return marked
