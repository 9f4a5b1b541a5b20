"""Every pair of colours that carries text or a control has enough contrast, in light and in dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

COLOURS = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
VARIABLES = (Path(settings.BASE_DIR) / "static" / "css" / "variables.css").read_text()

INKS = ("ink", "ink-quiet", "accent", "accent-strong")
HUES = ("esco", "rome", "onet", "other")
#: Foreground, background, least contrast (WCAG 2.2: 4.5 for text, 3 for the parts of controls).
PAIRS = [
    *(
        (ink, ground, 4.5)
        for ink in ("ink", "ink-quiet", "accent", "accent-strong")
        for ground in ("paper", "surface")
    ),
    *(
        (hue, ground, 4.5)
        for hue in ("esco", "rome", "onet", "other")
        for ground in ("paper", "surface", "accent-soft")
    ),
    ("ink", "accent-soft", 4.5),
    ("ink-quiet", "accent-soft", 4.5),
    ("accent-strong", "accent-soft", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    ("on-band", "band", 4.5),
    ("on-band", "band-hover", 4.5),
    ("on-mark", "mark", 4.5),
    ("warning", "paper", 4.5),
    ("warning", "warning-soft", 4.5),
    ("ink", "warning-soft", 4.5),
    ("line-strong", "paper", 3.0),
    ("accent", "paper", 3.0),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_the_largest_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("theme", "column"), [("light", 1), ("dark", 2)])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_pair_in_use_has_enough_contrast(
    ink: str, ground: str, least: float, theme: str, column: int
) -> None:
    colours = {match[1]: match[column + 1] for match in COLOURS.finditer(VARIABLES)}
    assert contrast(colours[ink], colours[ground]) >= least, f"{ink} on {ground}, {theme}"


def test_every_colour_has_a_light_and_a_dark_value() -> None:
    named = set(re.findall(r"--([\w-]+): [^;]*#[0-9a-f]{3,8}", VARIABLES))
    assert named == {match[1] for match in COLOURS.finditer(VARIABLES)}
