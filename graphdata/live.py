"""The knowledge graph of the live snapshot, one per process, as the settings describe it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from search.snapshot import REPORT, Live, SnapshotStore

from .inference import prepare
from .neighbourhood import ConceptGraph


def current_graph() -> ConceptGraph:
    """The graph of what is published now. Raises SnapshotMissing before the first publication."""
    return _live().get()


def current_report() -> dict[str, Any]:
    """The report of the ingest that built the live snapshot."""
    path = SnapshotStore(_root()).path(current_graph().snapshot_id) / REPORT
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report


def open_graph(directory: Path) -> ConceptGraph:
    """The graph of the snapshot in ``directory``, ready to suggest: that is for the switch to wait for."""
    graph = ConceptGraph(directory)
    prepare(graph)
    return graph


def _root() -> Path:
    return Path(settings.SKILLGRAPH_VAR) / "snapshots"


@cache
def _live() -> Live[ConceptGraph]:
    return Live(_root(), open_graph)
