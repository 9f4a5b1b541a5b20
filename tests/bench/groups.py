"""The groups of benchmarks: each measures the live snapshot, prints tables and keeps its figures."""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from django.conf import settings

from graphdata.live import current_graph
from search.live import current_engine
from search.retrieval import SearchEngine

from . import concepts, corpus, engine, growth, peers
from .figures import Figures, print_table, write_json
from .quality import COLUMNS as QUALITY
from .queries import QUERIES, Questions, questions
from .systems.registry import SYSTEMS

INSTALL = "To compare with them: pip install -c constraints.txt -e '.[bench]'"


class Groups:
    """``out`` is where figures and indexes are written, ``sizes`` the numbers of concepts to grow to.

    Raises SnapshotError when nothing is published.
    """

    def __init__(self, rounds: int, out: Path | None = None, sizes: Sequence[int] | None = None) -> None:
        self._rounds = rounds
        self._out = out or Path(settings.SKILLGRAPH_VAR) / "bench"
        self._sizes = sorted(sizes or growth.SIZES)
        self._engine: SearchEngine = current_engine()
        self._open_encoder = partial(corpus.open_encoder, settings.SKILLGRAPH_ENCODER)

    def engine(self) -> None:
        times, ratios = engine.measure(self._engine, self._rounds)
        searched = sum(sum(counts.values()) for counts in self._engine.manifest.counts.values())
        print_table(f"{searched:,} concepts, {self._rounds} × {len(QUERIES)} queries", engine.COLUMNS, times)
        print_table("Ratios", engine.RATIOS, ratios)
        self._keep("engine", {"concepts": searched, "times": times, "ratios": ratios})

    def concepts(self) -> None:
        times, ratios = concepts.measure(current_graph(), self._rounds)
        print_table(f"Pages about one concept, {self._rounds} rounds", engine.COLUMNS, times)
        print_table("Ratios", engine.RATIOS, ratios)
        self._keep("concepts", {"times": times, "ratios": ratios})

    def peers(self) -> None:
        installed = [system for system in SYSTEMS if not system.missing]
        figures, ratios = peers.compare(
            installed, self._corpus, self._out / "systems", self._open_encoder, self._questions, self._rounds
        )
        left_out = peers.not_installed()
        absent: dict[str, Figures] = {name: {peers.COST[0]: "not installed"} for name in left_out}
        if self._questions.judged:
            print_table(f"Quality, {len(self._questions.judged)} judged queries", QUALITY, figures)
        else:
            print("Quality is not measured: that needs SKILLGRAPH_DATA_DIR with benchmarks/search.")
        print_table(f"Cost, one core, {self._asked}", peers.COST, figures | absent)
        print_table("Cost as a ratio to SkillGraph's", peers.COST, ratios)
        if left_out:
            packages = sorted({package for missing in left_out.values() for package in missing})
            print(f"Left out for want of {', '.join(packages)}: {', '.join(left_out)}. {INSTALL}")
        self._keep("peers", {"systems": figures, "ratios": ratios, "left_out": left_out})

    def growth(self) -> None:
        figures = growth.grow(
            self._sizes,
            self._corpus,
            self._out / "growth" / self._corpus.name,
            self._open_encoder,
            self._questions.texts,
            self._rounds,
        )
        print_table(f"Concepts, one core, {self._asked}", growth.LATENCY, figures)
        print_table("Concepts", growth.BUILDING, figures)
        self._keep("growth", {"sizes": figures})

    @cached_property
    def _questions(self) -> Questions:
        return questions(settings.SKILLGRAPH_DATA_DIR)

    @property
    def _asked(self) -> str:
        return f"{self._rounds} × {len(self._questions.texts)} queries"

    @cached_property
    def _corpus(self) -> Path:
        """The folder of what the snapshot holds, by the encoder that is configured."""
        encoder = self._open_encoder()
        name = f"{self._engine.snapshot_id}-{encoder.fingerprint[:12]}"
        folder = self._out / "corpus" / "".join(letter if letter.isalnum() else "-" for letter in name)
        corpus.prepare(self._snapshot, folder, encoder)
        return folder

    @property
    def _snapshot(self) -> Path:
        return Path(settings.SKILLGRAPH_VAR) / "snapshots" / self._engine.snapshot_id

    def _keep(self, group: str, figures: Mapping[str, Any]) -> None:
        about = {
            "snapshot": self._engine.snapshot_id,
            "encoder": self._engine.manifest.encoder.name,
            "rounds": self._rounds,
        }
        write_json(self._out / f"{group}.json", about, figures)
