"""The engine that pages and commands share: one per process, over what is published now."""

import pytest
from django.conf import LazySettings

from search.live import current_engine
from search.snapshot import SnapshotMissing, SnapshotStore

from .catalogue import CATALOGUE, add_snapshot

FIRST, SECOND = "20260101T000000Z-aaaaaa", "20260102T000000Z-bbbbbb"


@pytest.mark.usefixtures("no_snapshot")
def test_before_the_first_publication_the_error_says_what_to_run() -> None:
    with pytest.raises(SnapshotMissing, match=r"manage\.py ingest"):
        current_engine()


def test_one_engine_serves_until_another_snapshot_is_published(own_store: SnapshotStore) -> None:
    for snapshot_id in (FIRST, SECOND):
        add_snapshot(own_store, snapshot_id, CATALOGUE[:3])
    own_store.publish(FIRST)
    first = current_engine()
    assert first is current_engine()
    assert first.snapshot_id == FIRST
    own_store.publish(SECOND)
    assert current_engine().snapshot_id == SECOND
    assert first.search("plumbing").snapshot_id == FIRST


@pytest.mark.parametrize(("alpha", "share"), [(0.0, "lexical_share"), (1.0, "dense_share")])
def test_the_weight_of_the_legs_is_the_settings(
    own_store: SnapshotStore, settings: LazySettings, alpha: float, share: str
) -> None:
    settings.SKILLGRAPH_ALPHA = alpha
    add_snapshot(own_store, FIRST)
    own_store.publish(FIRST)
    for hit in current_engine().search("plumbing repair").hits:
        assert hit.score == getattr(hit, share)
