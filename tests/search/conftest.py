"""Snapshots of the hand-written catalogues, searched with the encoder that ships."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from hypothesis import settings as hypothesis_settings

from search.lexical import LexicalIndex
from search.neural.cross_encoder import Reranker
from search.neural.encoder import load_encoder
from search.retrieval import SearchEngine
from search.snapshot import LEXICAL, SnapshotStore

from .catalogue import CATALOGUE, WIDE_CATALOGUE, write_snapshot

# The first example of a run reads word lists and models; how long that takes says nothing.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


@pytest.fixture(scope="session")
def small_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("small")
    write_snapshot(directory, CATALOGUE)
    return directory


@pytest.fixture(scope="session")
def engine(small_snapshot: Path, cross_encoder: str) -> SearchEngine:
    """Search over ``CATALOGUE``, in every variant."""
    return SearchEngine(small_snapshot, load_encoder(None), reranker=Reranker(cross_encoder))


@pytest.fixture(scope="session")
def wide_engine(tmp_path_factory: pytest.TempPathFactory, cross_encoder: str) -> SearchEngine:
    """Search over ``WIDE_CATALOGUE``, which no single pool holds, in every variant."""
    directory = tmp_path_factory.mktemp("wide")
    write_snapshot(directory, WIDE_CATALOGUE)
    return SearchEngine(directory, load_encoder(None), reranker=Reranker(cross_encoder))


@pytest.fixture(scope="session")
def lexical(small_snapshot: Path) -> LexicalIndex:
    """The lexical index of ``CATALOGUE``."""
    return LexicalIndex(small_snapshot / LEXICAL)


@pytest.fixture
def own_store(no_snapshot: None, settings: LazySettings) -> SnapshotStore:
    """The empty store of a site of this test's own."""
    return SnapshotStore(Path(settings.SKILLGRAPH_VAR) / "snapshots")


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")
