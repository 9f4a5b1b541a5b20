"""What the contextual half learns from: the corpus of the static one, drawn by language."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..corpus import Corpus
from .recipe import ContextualLesson

#: How often an English text is drawn, against once for a French one: the first layers are the English
#: teacher's own, and need reminding of English, not teaching.
ENGLISH_WEIGHT = 0.25

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
#: The language of a text whose outcome openings may vary, ``""`` for any other, by (source, text, English).
OutcomeLanguage = Callable[[str, str, str], str]


def contextual_lesson(
    corpus: Corpus,
    teacher_targets: NDArray[np.float16],
    encode_static: Encode,
    outcome_language: OutcomeLanguage,
    *,
    hard_negatives: int = 0,
) -> ContextualLesson:
    """``teacher_targets`` are the teacher's vectors of ``corpus.english_sides``, in that order."""
    rows = [(source, *row) for source, rows in corpus.sources.items() for row in rows]
    pairs = corpus.ranking_pairs(hard_negatives)
    position = {text: i for i, text in enumerate(corpus.english_sides)}
    return ContextualLesson(
        texts=[text for _, text, _ in rows] + pairs.anchors,
        language_of=[outcome_language(*row) for row in rows] + [""] * len(pairs),
        target_of=np.concatenate(
            [
                np.array([position[english] for _, _, english in rows], dtype=np.int64),
                pairs.answer_of + len(position),
            ]
        ),
        targets=np.concatenate([teacher_targets, encode_static(pairs.answers).astype(np.float16)]),
        weights=np.array(
            [ENGLISH_WEIGHT if text == english else 1.0 for _, text, english in rows] + [1.0] * len(pairs)
        ),
        first_pair=len(rows),
        pairs=pairs,
        first_answer=len(position),
    )
