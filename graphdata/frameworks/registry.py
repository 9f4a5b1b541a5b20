"""The readers, imported only when asked for. Mappings come last: they need every concept known."""

from collections.abc import Iterator
from importlib import import_module

from .reader import FrameworkReader

#: Reader name → module. The order is the order of reading.
MODULES = {
    "esco": "esco",
    "onet": "onet",
    "rome": "rome",
    "skos": "skos",
    "crosswalks": "crosswalks",
}


def readers(names: frozenset[str] = frozenset()) -> Iterator[FrameworkReader]:
    """The readers called ``names`` (all when empty), in reading order."""
    for name, module in MODULES.items():
        if not names or name in names:
            reader: FrameworkReader = import_module(f"{__package__}.{module}").READER
            yield reader
