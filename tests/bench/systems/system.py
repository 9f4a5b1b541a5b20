"""What the comparison asks of a system."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from search.neural.encoder import Encoder

from ..corpus import Corpus
from ..rounds import Ask


@dataclass(frozen=True, slots=True)
class System:
    """One line of the comparison.

    ``build`` writes an index of the corpus to an empty folder; ``open_index`` reads it from there and
    answers queries with the ids of at most a page of concepts. ``modules`` are imported before anything
    is timed; ``packages`` is what to install for them.
    """

    name: str
    build: Callable[[Corpus, Path], None]
    open_index: Callable[[Path, Encoder], Ask]
    modules: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether a package that it needs is not installed."""
        return any(find_spec(module.partition(".")[0]) is None for module in self.modules)

    @property
    def folder(self) -> str:
        """A name for its folder."""
        return "".join(letter if letter.isalnum() else "-" for letter in self.name)
