"""SkillGraph beside what a user would pick instead: real indexes of the sample, in real processes."""

from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from ir_measures import Qrel

from search.evaluation.files import JudgedQuery
from search.live import current_engine
from search.neural.encoder import load_encoder
from tests.bench import corpus, peers
from tests.bench.queries import Questions
from tests.bench.systems.registry import OURS, SYSTEMS
from tests.bench.systems.system import System

NAMED = {system.name: system for system in SYSTEMS}
ALONE = NAMED["query encoding alone"]
#: What the extra "bench" would bring is tried where somebody has it.
SEARCHING = [system for system in SYSTEMS if system is not ALONE and not system.missing]


@pytest.fixture
def prepared(published_sample: str, tmp_path: Path) -> Path:
    snapshot = Path(settings.SKILLGRAPH_VAR) / "snapshots" / published_sample
    corpus.prepare(snapshot, tmp_path / "corpus", load_encoder())
    return tmp_path / "corpus"


def ask(system: System, prepared: Path, folder: Path, query: str) -> list[str]:
    """Build an index of the sample and ask it, in this process."""
    folder.mkdir()
    system.build(corpus.load(prepared), folder)
    return list(system.open_index(folder, load_encoder())(query))


@pytest.mark.parametrize("system", SEARCHING, ids=lambda system: system.name)
def test_every_system_that_is_installed_finds_a_concept_by_its_label(
    system: System, prepared: Path, tmp_path: Path
) -> None:
    wanted = corpus.load(prepared).documents[0]
    found = ask(system, prepared, tmp_path / "index", wanted.pref_labels["en"])
    assert wanted.id in found
    assert len(found) == len(set(found)) <= corpus.PAGE


def test_ours_answers_as_the_engine_of_the_site_does(prepared: Path, tmp_path: Path) -> None:
    query = "apprendre à lire aux enfants"
    expected = [hit.document.id for hit in current_engine().search(query, limit=corpus.PAGE).hits]
    assert ask(OURS, prepared, tmp_path / "index", query) == expected


def test_a_comparison_has_quality_cost_and_ratios(prepared: Path, tmp_path: Path) -> None:
    wanted = corpus.load(prepared).documents[0]
    label = wanted.pref_labels["en"]
    questions = Questions((JudgedQuery("1", "en", "", label),), (Qrel("1", wanted.id, 3),))
    systems = (OURS, ALONE, NAMED["exact numpy"])
    figures, ratios = peers.compare(
        systems, prepared, tmp_path / "systems", partial(corpus.open_encoder, "embedded"), questions, rounds=2
    )
    assert list(figures) == [system.name for system in systems]
    assert figures[OURS.name]["nDCG@5"] == 1.0
    assert "nDCG@5" not in figures[ALONE.name]
    assert all(column in figures[name] for name in figures for column in peers.COST)
    assert figures["exact numpy"]["index_mb"] > 0  # type: ignore[operator]
    assert ratios.keys() == {ALONE.name, "exact numpy"}
    assert ratios["exact numpy"].keys() == set(peers.COST)


def test_what_is_not_installed_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = System("absent", OURS.build, OURS.open_index, ("surely_not_installed.part",), ("surely-not",))
    monkeypatch.setattr(peers, "SYSTEMS", (OURS, absent))
    assert peers.not_installed() == {"absent": ("surely-not",)}
