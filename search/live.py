"""The engine over the live snapshot, one per process, as the settings describe it."""

from functools import cache
from pathlib import Path

from django.conf import settings

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
    return Live(Path(settings.SKILLGRAPH_VAR) / "snapshots", _load)


@cache
def _encoder() -> Encoder:
    return load_encoder(settings.SKILLGRAPH_ENCODER)


def _load(directory: Path) -> SearchEngine:
    engine = SearchEngine(directory, _encoder(), alpha=settings.SKILLGRAPH_ALPHA)
    # Pages and word lists are read on first use; the switch should pay for that, not a person's query.
    engine.search("apprendre to learn")
    return engine
