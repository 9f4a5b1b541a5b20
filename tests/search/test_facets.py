"""Filters as masks and counts as histograms, over rows written out here."""

import numpy as np
import pytest

from search.facets import FACETS, FacetTable
from search.types import NO_FILTER, FacetCount, Facets

TABLE = FacetTable(
    [
        ("esco", "skill", "transversal", "en fr"),
        ("esco", "knowledge", "cross-sector", "en"),
        ("rome", "skill", "", "fr"),
        ("rome", "occupation", "", "fr"),
        ("onet", "task", "", "en"),
        ("onet", "ability", "", "en"),
        ("esco", "certification", "", ""),
    ]
)


def admitted(**facets: set[str]) -> list[int]:
    wanted = Facets(**{name: frozenset(values) for name, values in facets.items()})
    return np.flatnonzero(TABLE.mask(wanted)).tolist()


def test_without_a_filter_occupations_tasks_and_certifications_are_left_out() -> None:
    assert np.flatnonzero(TABLE.mask(NO_FILTER)).tolist() == [0, 1, 2, 5]


def test_asking_for_the_default_kinds_equals_asking_for_none() -> None:
    assert admitted(kinds={"skill", "knowledge", "ability", "activity", "outcome"}) == admitted()


@pytest.mark.parametrize(
    ("facets", "rows"),
    [
        ({"frameworks": {"esco"}}, [0, 1]),
        ({"frameworks": {"esco", "rome"}}, [0, 1, 2]),
        ({"kinds": {"occupation", "task"}}, [3, 4]),
        ({"reuse_levels": {"transversal"}}, [0]),
        ({"languages": {"fr"}}, [0, 2]),
        ({"languages": {"en"}}, [0, 1, 5]),
        ({"languages": {"en", "fr"}}, [0, 1, 2, 5]),
        ({"frameworks": {"rome"}, "languages": {"fr"}, "kinds": {"skill", "occupation"}}, [2, 3]),
        ({"frameworks": {"onet"}, "languages": {"fr"}}, []),
    ],
)
def test_within_a_facet_any_value_between_facets_all(facets: dict[str, set[str]], rows: list[int]) -> None:
    assert admitted(**facets) == rows


@pytest.mark.parametrize("facet", ["frameworks", "kinds", "reuse_levels", "languages"])
def test_an_unknown_value_admits_nothing_and_takes_nothing_from_known_ones(facet: str) -> None:
    known = {"frameworks": "esco", "kinds": "skill", "reuse_levels": "transversal", "languages": "en"}[facet]
    assert admitted(**{facet: {"nonsense"}}) == []
    assert admitted(**{facet: {"nonsense", known}}) == admitted(**{facet: {known}}) != []


def test_one_language_is_not_found_inside_the_name_of_another() -> None:
    table = FacetTable([("esco", "skill", "", "en-GB frr")])
    assert not table.mask(Facets(languages=frozenset({"en", "fr"}))).any()


def test_counts_are_ordered_by_frequency_then_name_and_leave_empty_values_out() -> None:
    counts = {facet: TABLE.count(facet, [0, 1, 2, 5, 6]) for facet in FACETS}
    assert counts == {
        "framework": (FacetCount("esco", 3), FacetCount("onet", 1), FacetCount("rome", 1)),
        "kind": (
            FacetCount("skill", 2),
            FacetCount("ability", 1),
            FacetCount("certification", 1),
            FacetCount("knowledge", 1),
        ),
        "reuse_level": (FacetCount("cross-sector", 1), FacetCount("transversal", 1)),
        # Row 0 has labels in both and counts for both, row 6 has none and counts for none.
        "language": (FacetCount("en", 3), FacetCount("fr", 2)),
    }


def test_of_no_candidates_nothing_is_counted() -> None:
    assert [TABLE.count(facet, []) for facet in FACETS] == [(), (), (), ()]


def test_a_table_without_rows_admits_and_counts_nothing() -> None:
    empty = FacetTable([])
    assert empty.size == 0
    assert empty.mask(NO_FILTER).tolist() == []
    assert empty.count("kind", []) == ()
