"""Query and text read together: any sentence-transformers cross-encoder, by name or path.

Nothing is imported or loaded before the first question, for torch costs a process six seconds and 400 MB.

>>> reranker = load_reranker("cross-encoder/some-model")
>>> reranker.scores("baking", ["bake bread", "weld metal"])  # doctest: +SKIP
[0.91, 0.02]
"""

import logging
import os
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np

logger = logging.getLogger(__name__)

#: Characters of a query that are read; pages and the API refuse longer ones anyway.
LONGEST_QUERY = 1_000
REMEDY = (
    "Check SKILLGRAPH_RERANKER: it takes the name or the path of a sentence-transformers cross-encoder "
    "with one output, or nothing. Then start the site again."
)


class RerankerError(Exception):
    """Root of what can go wrong: RerankerOff, RerankerUnavailable."""


class RerankerOff(RerankerError):
    """Re-ranking was asked for where no re-ranker is configured; the message names the setting."""

    def __init__(self) -> None:
        super().__init__(
            "'rerank' is not offered here: no re-ranker is configured. Set SKILLGRAPH_RERANKER to the name "
            "or the path of a sentence-transformers cross-encoder, or choose another variant."
        )


class RerankerUnavailable(RerankerError):
    """The configured re-ranker cannot be loaded or used; the message says what to do."""


class Reranker:
    """A cross-encoder that is loaded at its first question. Safe for many threads, which take turns.

    A failure to load is remembered: trying again at every question would keep people waiting for nothing.
    """

    def __init__(self, model: str) -> None:
        self.name = model
        self._lock = Lock()
        self._model: Any = None
        self._problem = ""

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """How well each of ``texts`` answers ``query``, on the model's own scale; higher is better.

        Raises RerankerUnavailable.
        """
        if not texts:
            return []
        with self._lock:
            if self._problem:
                raise RerankerUnavailable(self._problem)
            try:
                self._load()
                return self._predicted(query, texts)
            except RerankerUnavailable:
                raise
            except Exception as error:
                problem = f"The re-ranker {self.name!r} failed ({error}). {REMEDY}"
                raise RerankerUnavailable(problem) from error

    def _load(self) -> None:
        if self._model is not None:
            return
        try:
            self._model = _cross_encoder(self.name)
            self._predicted("query", ["text"])
        except Exception as error:
            self._model = None
            self._problem = f"The re-ranker {self.name!r} cannot be loaded ({error}). {REMEDY}"
            logger.error(self._problem)
            raise RerankerUnavailable(self._problem) from error

    def _predicted(self, query: str, texts: Sequence[str]) -> list[float]:
        question = _encodable(query[:LONGEST_QUERY])
        pairs = [(question, _encodable(text)) for text in texts]
        scores = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float64)
        if scores.shape != (len(texts),):
            raise ValueError(f"{len(texts)} pairs of texts gave an answer of the shape {scores.shape}")
        if not np.isfinite(scores).all():
            raise ValueError("a score is no finite number")
        return [float(score) for score in scores]


def _cross_encoder(model: str) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import CrossEncoder
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    loaded = CrossEncoder(model)
    # The library gives a model without a scoring layer a random one, and ranks by it without a word.
    if any(name.endswith("Model") for name in loaded.model.config.architectures or ()):
        raise ValueError("it is an encoder of single texts, without a trained scoring layer")
    return loaded


def _encodable(text: str) -> str:
    """``text`` without lone surrogates, which no tokenizer takes."""
    return text.encode("utf-8", "ignore").decode("utf-8")


@lru_cache(maxsize=2)
def load_reranker(model: str) -> Reranker | None:
    """The re-ranker of that name or path, one per process; None for an empty setting."""
    return Reranker(model) if model else None
