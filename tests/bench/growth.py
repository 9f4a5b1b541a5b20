"""``growth``: what latency, memory and building become with more concepts than there are.

Each size is built step by step with the real index builders, a process to each step; what is built stays
on disk, so that a run that was broken off goes on where it was. Then all sizes answer in turn.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from search.neural.encoder import Encoder
from search.snapshot import DENSE, LEXICAL
from search.types import ConceptDocument, Variant

from . import corpus
from .figures import Figures, latency, ratio_of_neighbours, size_mb
from .processes import Resident, in_own_process, one_core
from .rounds import Ask, Heard, ask_in_turn
from .synthetic import Catalogue
from .systems import skillgraph

#: The real concepts (a little more than 48,000 would be), and beyond.
SIZES = (48_000, 250_000, 1_000_000)
VARIANTS: tuple[Variant, ...] = ("hybrid", "lexical", "dense")
LATENCY = tuple(f"{variant} {name}" for variant in VARIANTS for name in ("median_ms", "p95_ms", "ratio"))
BUILDING = ("words_s", "meanings_s", "words_mb", "meanings_mb", "build_peak_mb", "memory_mb", "own_mb")

_RECORD = "built.json"


def grow(
    sizes: Sequence[int],
    prepared: Path,
    work: Path,
    open_encoder: Callable[[], Encoder],
    texts: Sequence[str],
    rounds: int,
) -> dict[str, Figures]:
    """Figures by size. ``<variant> ratio`` is its time beside that of the smallest size."""
    built = {size: _built(size, prepared, work / str(size)) for size in sizes}
    with one_core(), ExitStack() as stack:
        residents = {size: Resident(open_encoder, partial(_open, work / str(size))) for size in sizes}
        for resident in residents.values():
            stack.callback(resident.close)
        asked = {
            _name(size, variant): partial(resident.ask, variant)
            for size, resident in residents.items()
            for variant in VARIANTS
        }
        heard = ask_in_turn(asked, texts, rounds)
        memory = {size: resident.growth() for size, resident in residents.items()}
    return {
        f"{size:,}": {
            **_latencies(size, sizes[0], heard),
            **built[size],
            "memory_mb": memory[size].resident,
            "own_mb": memory[size].own,
        }
        for size in sizes
    }


def _name(size: int, variant: Variant) -> str:
    return f"{variant} {size}"


def _latencies(size: int, smallest: int, heard: Mapping[str, Heard]) -> Figures:
    figures: dict[str, float] = {}
    for variant in VARIANTS:
        here = heard[_name(size, variant)].milliseconds
        least = heard[_name(smallest, variant)].milliseconds
        figures |= {f"{variant} {name}": value for name, value in latency(here).items()}
        figures[f"{variant} ratio"] = ratio_of_neighbours(here, least)
    return figures


def _built(size: int, prepared: Path, folder: Path) -> Figures:
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / _RECORD
    done: dict[str, float] = json.loads(record.read_text()) if record.is_file() else {}
    steps = (("words", _build_words, LEXICAL), ("meanings", _build_meanings, DENSE))
    for name, step, made in steps:
        if f"{name}_s" not in done:
            print(f"Building: {size:,} concepts, {name}", flush=True)
            _remove(folder / made)
            work = in_own_process(step, size, prepared, folder)
            done |= {
                f"{name}_s": work.result,
                f"{name}_mb": size_mb(folder / made),
                "build_peak_mb": max(done.get("build_peak_mb", 0.0), work.peak_mb),
            }
            record.write_text(json.dumps(done))
    return done


def _remove(path: Path) -> None:
    """What a step that was broken off has left."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _build_words(size: int, prepared: Path, folder: Path) -> float:
    """Seconds in the index builder; making the documents up is not counted."""
    documents = _Timed(Catalogue(corpus.load(prepared), size).documents())
    started = time.perf_counter()
    skillgraph.build_words(folder, documents)
    return time.perf_counter() - started - documents.seconds


def _build_meanings(size: int, prepared: Path, folder: Path) -> float:
    rows, vectors = Catalogue(corpus.load(prepared), size).vectors()
    started = time.perf_counter()
    skillgraph.build_meanings(folder, rows, vectors)
    return time.perf_counter() - started


class _Timed:
    """Documents, and the seconds that it took to make them up."""

    def __init__(self, documents: Iterator[ConceptDocument]) -> None:
        self._documents = documents
        self.seconds = 0.0

    def __iter__(self) -> Iterator[ConceptDocument]:
        return self

    def __next__(self) -> ConceptDocument:
        started = time.perf_counter()
        try:
            return next(self._documents)
        finally:
            self.seconds += time.perf_counter() - started


def _open(folder: Path, encoder: Encoder) -> dict[str, Ask]:
    engine = skillgraph.engine(folder, encoder)
    return {variant: skillgraph.ask(engine, variant) for variant in VARIANTS}
