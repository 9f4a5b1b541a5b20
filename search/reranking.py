"""The fourth variant's own step: what the hybrid ranking found, read again beside the query."""

from collections.abc import Sequence

from .analysis import Query
from .matching import matched_labels
from .neural.concept_text import concept_text
from .neural.cross_encoder import Reranker
from .types import ConceptDocument, Reranked

#: How many of the hybrid ranking's first hits are read again; each costs time.
DEPTH = 20
#: Scores that differ by less are equal: the last digits depend on what else was in the batch.
DECIMALS = 6


def read_again(
    reranker: Reranker, query: Query, documents: Sequence[ConceptDocument], ranks: Sequence[int]
) -> list[Reranked]:
    """What the cross-encoder thinks of each of ``documents``, which the hybrid ranking put at ``ranks``.

    Names and descriptions are read in the language of the query, where the framework has it. Raises
    RerankerUnavailable.
    """
    texts = [_text(document, query) for document in documents]
    scores = reranker.scores(query.text, texts)
    return [Reranked(round(score, DECIMALS), rank) for score, rank in zip(scores, ranks, strict=True)]


def _text(document: ConceptDocument, query: Query) -> str:
    labels = matched_labels(document, query, query.language)
    return concept_text(document, query.language, [label.text for label in labels if label.role != "hidden"])
