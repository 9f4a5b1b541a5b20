"""The vectors of a concept: one per language of its labels, drawn a little towards its other texts.

Measured on the development queries, with the embedded encoder and exact search: a label alone is a
better vector than label, alternatives and description written into one text; alternatives as vectors
of their own do harm; a little of both added to the label helps most (``docs/encoder.md``).
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..types import ConceptDocument
from .encoder import LABEL_SHARE, Encoder, Vectors

ALTERNATIVES_WEIGHT = 0.2
DESCRIPTIONS_WEIGHT = 0.3
#: How the vectors are made, for the manifest of a snapshot.
VECTOR_TEXT = (
    f"per language: label (the transformer counting {LABEL_SHARE})"
    f" + {ALTERNATIVES_WEIGHT} × mean of alternative labels"
    f" + {DESCRIPTIONS_WEIGHT} × mean of descriptions and examples, unit length"
)
DOCUMENTS_PER_BATCH = 2_048


def concept_vectors(
    encoder: Encoder, documents: Sequence[ConceptDocument]
) -> Iterator[tuple[NDArray[np.int32], Vectors]]:
    """Batches of (rows, vectors): unit vectors, n × dim, and the document row that each belongs to.

    Every batch covers the next DOCUMENTS_PER_BATCH documents. A label without a known token may leave a
    vector of zeros, which finds nothing.
    """
    for start in range(0, len(documents), DOCUMENTS_PER_BATCH):
        batch = documents[start : start + DOCUMENTS_PER_BATCH]
        labels = [list(document.pref_labels.values()) for document in batch]
        of_row, vectors = _encoded(encoder.encode_labels, labels)
        vectors = (
            vectors
            + ALTERNATIVES_WEIGHT * _means(encoder, [_alternatives(document) for document in batch])[of_row]
            + DESCRIPTIONS_WEIGHT * _means(encoder, [_prose(document) for document in batch])[of_row]
        )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        yield (of_row + start).astype(np.int32), vectors / np.where(lengths > 0, lengths, 1)


def _alternatives(document: ConceptDocument) -> list[str]:
    return [label for labels in document.alt_labels.values() for label in labels]


def _prose(document: ConceptDocument) -> list[str]:
    examples = (example for examples in document.examples.values() for example in examples)
    return [*document.descriptions.values(), *examples]


def _encoded(
    encode: Callable[[Sequence[str]], Vectors], groups: Sequence[Sequence[str]]
) -> tuple[NDArray[np.int64], Vectors]:
    """The vectors of all texts, and the position of the group that each came from."""
    of_group = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return of_group, encode([text for group in groups for text in group])


def _means(encoder: Encoder, groups: Sequence[Sequence[str]]) -> Vectors:
    """The mean vector of each group, zeros for an empty one."""
    of_group, vectors = _encoded(encoder.encode, groups)
    sums = np.zeros((len(groups), encoder.dim), dtype=np.float32)
    np.add.at(sums, of_group, vectors)
    counts = np.bincount(of_group, minlength=len(groups)).astype(np.float32)
    return (sums / np.maximum(counts, 1)[:, None]).astype(np.float32)
