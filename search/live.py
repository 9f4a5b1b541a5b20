"""The engine over the live snapshot, one per process, as the settings describe it."""

from functools import cache
from pathlib import Path

from django.conf import settings

from .neural.cross_encoder import load_reranker
from .neural.encoder import Encoder, load_encoder
from .retrieval import SearchEngine
from .snapshot import Live


def current_engine() -> SearchEngine:
    """The search engine over what is published now; noticed at the first question after a switch.

    Raises SnapshotMissing before the first publication; the message says what to run.
    """
    return _live().get()


@cache
def _live() -> Live[SearchEngine]:
    return Live(Path(settings.SKILLGRAPH_VAR) / "snapshots", open_engine)


@cache
def _encoder() -> Encoder:
    return load_encoder(settings.SKILLGRAPH_ENCODER)


def open_engine(directory: Path) -> SearchEngine:
    """Search over the snapshot in ``directory``, as the settings describe it."""
    engine = SearchEngine(
        directory,
        _encoder(),
        alpha=settings.SKILLGRAPH_ALPHA,
        reranker=load_reranker(settings.SKILLGRAPH_RERANKER),
        depth=settings.SKILLGRAPH_RERANK_DEPTH,
    )
    # Pages and word lists are read on first use; the switch should pay for that, not a person's query.
    engine.search("apprendre to learn")
    return engine
