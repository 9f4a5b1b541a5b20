"""Facets as arrays: a filter is a mask over document rows, a count is a histogram of candidates."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .types import NO_FILTER, FacetCount, Facets

Mask = NDArray[np.bool_]

FACETS = ("framework", "kind", "reuse_level", "language")


class Column:
    """One facet's value for every document row, as small codes."""

    def __init__(self, values: Sequence[str]) -> None:
        self.names = sorted(set(values))
        codes = {name: code for code, name in enumerate(self.names)}
        self.codes = np.fromiter((codes[value] for value in values), dtype=np.int16, count=len(values))

    def mask(self, wanted: frozenset[str]) -> Mask:
        """Rows whose value is one of ``wanted``; unknown values admit nothing."""
        codes = [code for code, name in enumerate(self.names) if name in wanted]
        return np.isin(self.codes, codes)

    def tally(self, rows: NDArray[np.int64]) -> dict[str, int]:
        """How many of ``rows`` have each value, zeros left out."""
        counts = np.bincount(self.codes[rows], minlength=len(self.names))
        return {self.names[code]: int(counts[code]) for code in np.flatnonzero(counts)}


class FacetTable:
    """The facet columns of one snapshot."""

    def __init__(self, columns: Iterable[tuple[str, str, str, str]]) -> None:
        rows = list(columns)
        frameworks, kinds, reuse_levels, languages = zip(*rows, strict=True) if rows else ((), (), (), ())
        self.size = len(rows)
        self._columns = {
            "framework": Column(frameworks),
            "kind": Column(kinds),
            "reuse_level": Column(reuse_levels),
            "language": Column(languages),
        }
        self.everything: Mask = np.ones(self.size, dtype=bool)
        self._default = self._mask(NO_FILTER)

    def mask(self, facets: Facets) -> Mask:
        """The rows that ``facets`` admit: within a facet any value, between facets all of them."""
        return self._default if facets == NO_FILTER else self._mask(facets)

    def _mask(self, facets: Facets) -> Mask:
        mask = self._columns["kind"].mask(facets.effective_kinds)
        if facets.frameworks:
            mask &= self._columns["framework"].mask(facets.frameworks)
        if facets.reuse_levels:
            mask &= self._columns["reuse_level"].mask(facets.reuse_levels)
        if facets.languages:
            column = self._columns["language"]
            spoken = {name for name in column.names if facets.languages & set(name.split())}
            mask &= column.mask(frozenset(spoken))
        return mask

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind that the snapshot has."""
        return frozenset(self._columns["kind"].names)

    def count(self, facet: str, rows: Iterable[int]) -> Sequence[FacetCount]:
        """How often each value of ``facet`` stands among ``rows``, most frequent first, empty ones aside."""
        tally = self._columns[facet].tally(np.fromiter(rows, dtype=np.int64))
        if facet == "language":
            tally = _by_word(tally)
        ordered = sorted(tally.items(), key=lambda item: (-item[1], item[0]))
        return tuple(FacetCount(value, count) for value, count in ordered if value)


def _by_word(tally: Mapping[str, int]) -> dict[str, int]:
    """A concept with labels in "en fr" counts for both languages."""
    split: Counter[str] = Counter()
    for value, count in tally.items():
        split.update(dict.fromkeys(value.split(), count))
    return dict(split)
