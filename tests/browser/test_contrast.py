"""Every pair of colours that carries text or a control has enough contrast, in light and in dark."""

import re

import pytest

from skillgraph_site.gallery.colours import Pair, colours, contrast, pairs, variables


def test_contrast_of_black_on_white_is_the_largest_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("pair", list(pairs(colours())), ids=lambda pair: f"{pair.ink}-on-{pair.ground}")
def test_every_pair_in_use_has_enough_contrast(pair: Pair) -> None:
    assert min(pair.light, pair.dark) >= pair.least


def test_every_colour_has_a_light_and_a_dark_value() -> None:
    named = set(re.findall(r"--([\w-]+): [^;]*#[0-9a-f]{3,8}", variables()))
    assert named == colours().keys()
