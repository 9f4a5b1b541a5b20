"""Facets as arrays: a filter is a mask over document rows, a count is a histogram of candidates."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .types import FacetCount, Facets

Mask = NDArray[np.bool_]


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

    def of(self, row: int) -> str:
        return self.names[int(self.codes[row])]


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

    def mask(self, facets: Facets) -> Mask:
        """The rows that ``facets`` admit: within a facet any value, between facets all of them."""
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

    def count(self, rows: Iterable[int]) -> Mapping[str, Sequence[FacetCount]]:
        """How often each value stands among ``rows``, most frequent first; empty values are left out."""
        candidates = list(rows)
        counts = {}
        for facet, column in self._columns.items():
            values = (column.of(row) for row in candidates)
            split = (
                part for value in values for part in (value.split() if facet == "language" else (value,))
            )
            tally = Counter(value for value in split if value)
            ordered = sorted(tally.items(), key=lambda item: (-item[1], item[0]))
            counts[facet] = tuple(FacetCount(value, count) for value, count in ordered)
        return counts
