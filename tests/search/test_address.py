"""An address says everything about a search, and nothing twice."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.address import MOST_HITS, SearchAddress, how_many
from search.forms import SearchForm
from search.types import LANGUAGES, VARIANTS
from search.vocabulary import KINDS, REUSE_LEVELS

FRAMEWORKS = ("esco", "onet", "rome")


def several(values: object) -> st.SearchStrategy[tuple[str, ...]]:
    chosen = st.sets(st.sampled_from(sorted(values)))  # type: ignore[call-overload]
    return chosen.map(sorted).map(tuple)


words = st.text(alphabet="abcé '&=+%?#", max_size=20).map(lambda text: " ".join(text.split()))
addresses = st.builds(
    SearchAddress,
    q=st.text(alphabet="abcé ’&=+%?#", max_size=20).map(
        lambda words: " ".join(words.replace("’", "'").split())
    ),
    framework=several(FRAMEWORKS),
    kind=several(KINDS),
    reuse=several(REUSE_LEVELS),
    language=several(LANGUAGES),
    clang=st.sampled_from(["", *LANGUAGES]),
    variant=st.sampled_from(VARIANTS),
    show=st.integers(1, MOST_HITS),
)


def read(url: str) -> SearchAddress:
    return SearchForm(QueryDict(url.partition("?")[2]), frameworks=FRAMEWORKS).address()


@given(addresses)
def test_reading_an_address_gives_the_search_that_wrote_it(address: SearchAddress) -> None:
    assert read(address.url) == address


@given(addresses, st.sampled_from(FRAMEWORKS))
def test_toggling_twice_changes_nothing_but_the_page(address: SearchAddress, framework: str) -> None:
    there_and_back = address.toggled("framework", framework).toggled("framework", framework)
    assert there_and_back == address.with_()


def test_a_plain_search_has_a_plain_address() -> None:
    assert SearchAddress(q="bread").url == "/?q=bread"
    assert SearchAddress().url == "/"


def test_filters_can_be_dropped_together() -> None:
    filtered = SearchAddress(q="bread", framework=("esco",), kind=("skill",), variant="lexical", show=30)
    assert filtered.is_filtered
    assert filtered.without_filters() == SearchAddress(q="bread", variant="lexical")


@given(addresses, st.integers(1, MOST_HITS))
def test_a_hit_carries_the_search_and_its_place_and_not_how_many_were_shown(
    address: SearchAddress, place: int
) -> None:
    carried = QueryDict(address.hit_query(place))
    assert carried["at"] == str(place)
    assert "show" not in carried
    assert SearchForm(carried, frameworks=FRAMEWORKS).address() == address.with_()


@pytest.mark.parametrize(
    ("asked", "shown"), [("", 10), ("x", 10), ("3", 10), ("40", 40), ("99", 50), ("²", 10), ("9" * 5_000, 10)]
)
def test_how_many_to_show_is_a_sensible_number_whatever_the_address_says(asked: str, shown: int) -> None:
    assert how_many(asked, first=10, most=50) == shown
