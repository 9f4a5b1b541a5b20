"""Search engines to measure: the live one, and temporary ones over documents chosen for a task."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from graphdata import indexing
from search.evaluation.runs import Search
from search.live import open_engine
from search.retrieval import SearchEngine
from search.snapshot import DENSE, LEXICAL, Manifest
from search.types import NO_FILTER, ConceptDocument, Facets, Ranking, Variant

TEMPORARY = "temporary"


def live_directory(snapshot_id: str) -> Path:
    """Where the files of a snapshot are."""
    return Path(settings.SKILLGRAPH_VAR) / "snapshots" / snapshot_id


def label(engine: SearchEngine, concept_id: str, language: str) -> str:
    """The preferred label of a concept in ``language``, or in whichever it has."""
    document = engine.document(concept_id)
    if document is None:
        return ""
    return document.pref_labels.get(language) or next(iter(document.pref_labels.values()), "")


def describe(manifest: Manifest) -> dict[str, Any]:
    """What figures must name to be understood later: the snapshot, its encoder, its frameworks."""
    return {
        "id": manifest.id,
        "created": manifest.created,
        "encoder": manifest.encoder.name,
        "fingerprint": manifest.encoder.fingerprint,
        "frameworks": [f"{release['framework']} {release['version']}" for release in manifest.releases],
    }


@contextmanager
def temporary_engine(documents: Sequence[ConceptDocument]) -> Iterator[SearchEngine]:
    """Search over ``documents`` alone, through the same indexes and settings as the live snapshot."""
    with TemporaryDirectory(prefix="skillgraph-evaluate-") as folder:
        directory = Path(folder)
        built = indexing.build(
            documents,
            directory / LEXICAL,
            directory / DENSE,
            settings.SKILLGRAPH_ENCODER,
            lambda *_: None,
        )
        Manifest(
            id=TEMPORARY,
            created=datetime.now(UTC).isoformat(),
            encoder=built.encoder,
            releases=[],
            counts={},
            triples={},
            index=built.record,
        ).save(directory)
        yield open_engine(directory)


def searcher(engine: SearchEngine, variant: Variant, facets: Facets = NO_FILTER) -> Search:
    """``search(text, limit)`` by one variant, as the measures ask it."""
    return partial(_search, engine, variant, facets)


def _search(engine: SearchEngine, variant: Variant, facets: Facets, text: str, limit: int) -> Ranking:
    return engine.search(text, variant=variant, facets=facets, limit=limit, count_facets=False)
