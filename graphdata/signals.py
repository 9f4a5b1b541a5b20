"""What speaks for one concept being a prerequisite or a sub-skill of another: named numbers from 0 to 1."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from search.dense import StoredVectors
from search.types import ConceptDocument

from .adjacency import Rows
from .candidates import Candidates
from .links import ConceptLinks, SuggestedRelation

Values = NDArray[np.float64]
#: Signal → its value for each candidate.
Signals = Mapping[str, Values]

#: The signals of each relation, in the order in which they are shown.
SIGNALS: dict[SuggestedRelation, tuple[str, ...]] = {
    "has_prerequisite": (
        "graph_proximity", "similarity", "mention", "shared_occupations", "knowledge_first", "more_general",
    ),
    "has_sub_skill": (
        "graph_proximity", "similarity", "mention", "shared_occupations", "more_specific",
    ),
}  # fmt: skip


def signals(
    links: ConceptLinks,
    vectors: StoredVectors,
    document: ConceptDocument,
    row: int,
    relation: SuggestedRelation,
    found: Candidates,
) -> Signals:
    """Every signal of ``relation`` for each candidate in ``found`` of the concept ``document`` at ``row``.

    ``mention`` is the share of the candidate's label that the concept's labels and descriptions contain;
    for sub-skills, the share of the concept's label that the candidate's label contains.
    """
    rows, general = found.rows, links.generality(row, found.rows)
    values = {
        "graph_proximity": found.proximity,
        "similarity": _similarity(vectors, row, rows),
        "shared_occupations": found.shared_occupations,
    }
    if relation == "has_sub_skill":
        values |= {"mention": links.labels.contained(row, rows), "more_specific": 1 - general}
    else:
        texts = [*document.pref_labels.values(), *document.descriptions.values()]
        knowledge_first = (links.kinds[rows] == "knowledge") & (links.kinds[row] != "knowledge")
        values |= {
            "mention": links.labels.mentioned(texts, rows),
            "knowledge_first": knowledge_first.astype(np.float64),
            "more_general": general,
        }
    return {name: values[name] for name in SIGNALS[relation]}


def _similarity(vectors: StoredVectors, row: int, candidates: Rows) -> Values:
    """Cosine of the two nearest vectors, 0 where it is negative; a concept has one vector per language."""
    starts, counts = _places(vectors, candidates)
    [first], [own] = _places(vectors, np.array([row]))
    against = np.asarray(vectors.vectors[first : first + own])
    best = np.zeros(len(candidates))
    for nth in range(int(counts.max(initial=0))):
        having = np.flatnonzero(counts > nth)
        cosines = vectors.vectors[starts[having] + nth] @ against.T
        best[having] = np.maximum(best[having], cosines.max(axis=1, initial=0.0))
    return np.minimum(best, 1.0)


def _places(vectors: StoredVectors, rows: Rows) -> tuple[Rows, Rows]:
    """Where the vectors of each of ``rows`` begin, and how many there are."""
    # Of another type, searchsorted would copy all of vectors.rows at every call.
    wanted = rows.astype(vectors.rows.dtype)
    starts = np.searchsorted(vectors.rows, wanted, side="left")
    return starts, np.searchsorted(vectors.rows, wanted, side="right") - starts
