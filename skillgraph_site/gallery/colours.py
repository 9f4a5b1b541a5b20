"""The colours of the site, and the contrast of every pair that carries text or a control."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_COLOUR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")

#: What WCAG 2.2 asks of text, and of the parts of a control.
TEXT, CONTROL = 4.5, 3.0

INKS = ("ink", "ink-quiet", "accent", "accent-strong")
HUES = ("esco", "rome", "onet", "other")
#: Foreground, background, least contrast.
IN_USE: tuple[tuple[str, str, float], ...] = (
    *((ink, ground, TEXT) for ink in INKS for ground in ("paper", "surface", "accent-soft")),
    *((hue, ground, TEXT) for hue in HUES for ground in ("paper", "surface", "accent-soft")),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-band", "band", TEXT),
    ("on-band", "band-hover", TEXT),
    ("on-mark", "mark", TEXT),
    ("warning", "paper", TEXT),
    ("warning", "warning-soft", TEXT),
    ("ink", "warning-soft", TEXT),
    ("line-strong", "paper", CONTROL),
    ("accent", "paper", CONTROL),
)


@dataclass(frozen=True, slots=True)
class Colour:
    """A variable of ``variables.css`` with its two values, as ``#rrggbb``."""

    name: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that meet, their contrast in both themes, and the least that it may be."""

    ink: str
    ground: str
    least: float
    light: float
    dark: float


def variables() -> str:
    """The style sheet that names every colour."""
    return (Path(settings.BASE_DIR) / "static" / "css" / "variables.css").read_text(encoding="utf-8")


def colours() -> dict[str, Colour]:
    """Every colour by its name, in the order of the style sheet."""
    return {match[1]: Colour(*match.groups()) for match in _COLOUR.finditer(variables())}


def pairs(named: Mapping[str, Colour]) -> Iterator[Pair]:
    for ink, ground, least in IN_USE:
        one, other = named[ink], named[ground]
        light, dark = contrast(one.light, other.light), contrast(one.dark, other.dark)
        yield Pair(ink, ground, least, light, dark)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, from 0 to 1, as WCAG 2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21, as WCAG 2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
