"""More concepts than there are, built by the real builders and asked in real processes."""

import json
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from search.neural.encoder import load_encoder
from tests.bench import corpus, growth
from tests.bench.figures import Figures

SIZES = (50, 400)


@pytest.fixture
def prepared(published_sample: str, tmp_path: Path) -> Path:
    snapshot = Path(settings.SKILLGRAPH_VAR) / "snapshots" / published_sample
    corpus.prepare(snapshot, tmp_path / "corpus", load_encoder())
    return tmp_path / "corpus"


def grow(prepared: Path) -> dict[str, Figures]:
    open_encoder = partial(corpus.open_encoder, "embedded")
    return growth.grow(
        SIZES, prepared, prepared.parent / "growth", open_encoder, ["first aid", "lire"], rounds=2
    )


def test_every_size_has_times_memory_and_building(prepared: Path) -> None:
    figures = grow(prepared)
    assert list(figures) == ["50", "400"]
    assert all(name in line for line in figures.values() for name in (*growth.LATENCY, *growth.BUILDING))
    assert figures["50"]["hybrid ratio"] == 1.0
    assert figures["400"]["words_mb"] > figures["50"]["words_mb"]  # type: ignore[operator]
    assert figures["400"]["meanings_mb"] > figures["50"]["meanings_mb"]  # type: ignore[operator]


def test_a_run_that_was_broken_off_goes_on_where_it_was(
    prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grow(prepared)
    folder = prepared.parent / "growth" / "400"
    built = json.loads((folder / "built.json").read_text())
    words = (folder / "lexical.sqlite3").stat().st_mtime_ns
    # As it lies when the second step was killed: half a file, and no record of the step.
    (folder / "built.json").write_text(
        json.dumps({"words_s": built["words_s"], "words_mb": built["words_mb"]})
    )
    (folder / "dense" / "searched.hnsw").write_bytes(b"half")
    capsys.readouterr()
    figures = grow(prepared)
    assert capsys.readouterr().out == "Building: 400 concepts, meanings\n"
    assert (folder / "lexical.sqlite3").stat().st_mtime_ns == words
    assert figures["400"]["words_s"] == built["words_s"]
    assert figures["400"]["meanings_mb"] == pytest.approx(built["meanings_mb"], rel=0.01)
