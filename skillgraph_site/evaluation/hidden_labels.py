"""``evaluate labels``: concepts of the live snapshot found by labels that are hidden from the indexes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from graphdata.knowledge_graph import KnowledgeGraph
from graphdata.namespaces import SKOS
from search.evaluation import held_out_labels, siblings
from search.evaluation.errors import EvaluationError
from search.evaluation.held_out_labels import LabelQuery, label_figures, label_queries
from search.evaluation.runs import ask
from search.evaluation.siblings import sibling_figures
from search.held_out import DIRECTIONS
from search.lexical import LexicalIndex
from search.live import current_engine
from search.retrieval import SearchEngine
from search.snapshot import GRAPH, LEXICAL
from search.types import LANGUAGES, ConceptDocument, Facets, Variant

from . import Tell
from .engines import describe, live_directory, searcher, temporary_engine

FRAMEWORK = "esco"
VARIANTS: tuple[Variant, ...] = ("lexical", "dense", "hybrid")
#: The sibling test needs long rankings, which cost more, so it asks this part of the sample.
SIBLINGS_PART = 4
SIBLING_VARIANTS: tuple[Variant, ...] = ("dense", "hybrid")


def measure_labels(sample: int, tell: Tell) -> dict[str, Any]:
    """R@1, R@5, nDCG@5 by direction and variant, and the sibling test by language.

    At most ``sample`` labels a direction are asked (0: all). Raises EvaluationError and SnapshotError.
    """
    manifest = current_engine().manifest
    directory = live_directory(manifest.id)
    documents = held_out_labels.of_one_vocabulary(_documents(directory / LEXICAL), FRAMEWORK)
    if not documents:
        raise EvaluationError("The live snapshot holds no ESCO skills. Ingest ESCO, then evaluate labels")
    parents = _parents(directory / GRAPH)
    directions: dict[str, Any] = {}
    sibling_test: dict[str, Any] = {}
    for language in LANGUAGES:
        seen = [held_out_labels.without_held_out(document) for document in documents]
        indexed = held_out_labels.in_language(seen, language)
        families = siblings.siblings(parents, {document.uri: document.id for document in indexed})
        tell(f"indexing {len(indexed):,} concepts by their labels in {language}")
        with temporary_engine(indexed) as engine:
            directions |= _by_direction(engine, language, documents, sample, tell)
            sibling_test |= _among_siblings(engine, language, documents, families, sample, tell)
    return {
        "directions": {str(name): directions[str(name)] for name in DIRECTIONS if str(name) in directions},
        "siblings": sibling_test,
        "concepts": len(documents),
        "snapshot": describe(manifest),
    }


def _by_direction(
    engine: SearchEngine, language: str, documents: Sequence[ConceptDocument], sample: int, tell: Tell
) -> dict[str, Any]:
    """The figures of every direction whose labels are looked for in ``language``."""
    found = {}
    for direction in DIRECTIONS:
        every = label_queries(direction, documents, 0)
        if direction.target == language and every:
            queries = label_queries(direction, documents, sample)
            tell(f"{direction}: {len(queries):,} of {len(every):,} labels")
            found[str(direction)] = {
                "queries": len(queries),
                "labels": len(every),
                "variants": {variant: _figures(engine, variant, queries) for variant in VARIANTS},
            }
    return found


def _figures(engine: SearchEngine, variant: Variant, queries: Sequence[LabelQuery]) -> dict[str, Any]:
    return label_figures(ask(queries, searcher(engine, variant, EVERY_KIND), held_out_labels.DEPTH), queries)


def _among_siblings(
    engine: SearchEngine,
    language: str,
    documents: Sequence[ConceptDocument],
    families: Mapping[str, frozenset[str]],
    sample: int,
    tell: Tell,
) -> dict[str, Any]:
    """Each held-out label of ``language`` against its concept's siblings, by labels of that language."""
    direction = next(found for found in DIRECTIONS if found.source == found.target == language)
    kin = [document for document in documents if document.id in families]
    queries = label_queries(direction, kin, -(-sample // SIBLINGS_PART))
    if not queries:
        return {}
    tell(f"{language}: {len(queries):,} labels against the siblings of their concepts")
    figures = {}
    for variant in SIBLING_VARIANTS:
        run = ask(queries, searcher(engine, variant, EVERY_KIND), siblings.DEPTH)
        figures[variant] = sibling_figures(run, queries, families)
    return {language: {"queries": len(queries), "variants": figures}}


#: Groups are indexed beside skills and knowledge, for a label may be taken for theirs.
EVERY_KIND = Facets(kinds=frozenset({"skill", "knowledge", "group"}))


def _documents(path: Path) -> list[ConceptDocument]:
    index = LexicalIndex(path)
    rows = [row for row, (framework, *_) in enumerate(index.facet_columns()) if framework == FRAMEWORK]
    return index.documents(rows)


def _parents(path: Path) -> dict[str, set[str]]:
    """URI → URIs of its broader concepts."""
    parents: dict[str, set[str]] = defaultdict(set)
    with closing(KnowledgeGraph.open(path)) as graph:
        for name in graph.graphs():
            for uri, broader, _ in graph.texts(SKOS.broader, name):
                parents[uri].add(broader)
    return parents
