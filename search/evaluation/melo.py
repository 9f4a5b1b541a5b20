"""The MELO benchmark (Retyk et al., RecSys in HR 2024): occupation titles → names of ESCO occupations.

A task is a folder of tab-separated files without header rows: ``queries.tsv`` and ``corpus_elements.tsv``
(id, text), ``concept_mapping.tsv`` (element id, ESCO URI) and ``annotations.tsv`` (TREC judgements of
elements).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ir_measures import Qrel

from ..types import ConceptDocument
from .errors import EvaluationError
from .files import read_qrels, read_text
from .measures import LINKING, means, per_query
from .runs import Run
from .uncertainty import mean_interval

#: The benchmark's own code compares the first hundred elements.
DEPTH = 100
KIND = "occupation"
FRAMEWORK = "melo"


@dataclass(frozen=True, slots=True)
class Title:
    """A query: an occupation title of another classification."""

    qid: str
    text: str


@dataclass(frozen=True, slots=True)
class MeloTask:
    """One task. ``concept_of`` maps element ids to ESCO URIs."""

    queries: Sequence[Title]
    documents: Sequence[ConceptDocument]
    qrels: Sequence[Qrel]
    concept_of: Mapping[str, str]


def read_task(folder: Path, language: str) -> MeloTask:
    """The task in ``folder``, its elements as documents named in ``language``. Raises EvaluationError."""
    elements = _pairs(folder / "corpus_elements.tsv")
    concept_of = _pairs(folder / "concept_mapping.tsv")
    unmapped = sorted(elements.keys() - concept_of.keys())
    if unmapped:
        raise EvaluationError(f"{folder / 'concept_mapping.tsv'}: {unmapped[0]} is missing")
    documents = [
        ConceptDocument(
            id=element,
            uri=f"urn:melo:{element}",
            framework=FRAMEWORK,
            kind=KIND,
            pref_labels={language: text},
        )
        for element, text in elements.items()
    ]
    qrels = read_qrels(folder / "annotations.tsv")
    strangers = sorted({qrel.doc_id for qrel in qrels} - elements.keys())
    if strangers:
        raise EvaluationError(f"{folder / 'annotations.tsv'}: {strangers[0]} is no corpus element")
    queries = [Title(*pair) for pair in _pairs(folder / "queries.tsv").items()]
    return MeloTask(queries, documents, qrels, concept_of)


def melo_figures(run: Run, task: MeloTask) -> dict[str, Any]:
    """The published measures over elements, and the same over concepts, each at its best element."""
    by_concept = run.mapped(lambda _, ids: dict.fromkeys(task.concept_of[element] for element in ids))
    relevant = {(qrel.query_id, task.concept_of[qrel.doc_id]) for qrel in task.qrels if qrel.relevance > 0}
    return {
        "elements": _figures(run, task.queries, task.qrels),
        "concepts": _figures(by_concept, task.queries, [Qrel(*pair, 1) for pair in sorted(relevant)]),
    }


def _figures(run: Run, queries: Sequence[Title], qrels: Sequence[Qrel]) -> dict[str, Any]:
    qids = [query.qid for query in queries]
    found = per_query(run, qids, qrels, LINKING)
    return means(found, qids) | {"MRR interval": mean_interval(list(found["MRR"].values()))}


def _pairs(path: Path) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        key, tab, value = line.partition("\t")
        if not (key and tab and value.strip()):
            raise EvaluationError(f"{path}, line {number}: expected an id, a tab and a text, found {line!r}")
        if key in pairs:
            raise EvaluationError(f"{path}, line {number}: the id {key} is used twice")
        pairs[key] = value.strip()
    if not pairs:
        raise EvaluationError(f"{path} is empty")
    return pairs
