"""What every page uses: links to concepts, framework marks, numbers and dates as the locale writes them."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format

from .. import vocabulary
from ..address import SearchAddress
from ..analysis import LONGEST_QUERY
from ..types import Hit

register = template.Library()

THEMES = ("light", "dark")


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The theme chosen on this device, from its cookie; empty when the device decides."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request is not None else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag
def concept_url(concept_id: str, kind: str, content_language: str = "") -> str:
    """The page of a concept; ``content_language`` is passed on where it was chosen."""
    page = "explain:occupation" if kind in vocabulary.OCCUPATION_KINDS else "explain:skill"
    suffix = f"?clang={content_language}" if content_language else ""
    return reverse(page, args=[concept_id]) + suffix


@register.simple_tag
def hit_url(hit: Hit, address: SearchAddress) -> str:
    """The page of ``hit``, with the way back to the results of ``address``."""
    return f"{concept_url(hit.document.id, hit.document.kind)}?{address.hit_query(hit.rank)}"


@register.simple_tag
def longest_query() -> int:
    """How many characters the search box takes."""
    return LONGEST_QUERY


@register.inclusion_tag("search/_framework.html")
def framework(slug: str) -> dict[str, str]:
    """A framework's name with its hue and its shape."""
    known = slug in vocabulary.FRAMEWORKS
    return {"slug": slug if known else "other", "name": vocabulary.framework_name(slug)}


for words in (
    vocabulary.framework_name,
    vocabulary.kind_name,
    vocabulary.kinds_name,
    vocabulary.theme_name,
    vocabulary.reuse_level_name,
    vocabulary.language_name,
):
    register.filter(words.__name__, words)
register.filter("counted_name", vocabulary.counted_class)


@register.filter
def number(value: Any, decimals: int = 0) -> str:
    """A number with the locale's separators, rounded; anything else as it is."""
    if not isinstance(value, int | float):
        return str(value)
    # Django cuts decimals off: 3.88 with one would read 3.8.
    return number_format(round(value, decimals), decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def iso_date(value: str) -> str:
    """An ISO date or time as the locale writes a date; text that is neither as it is."""
    try:
        moment = parse_datetime(value)
        day = parse_date(value[:10]) if moment is None else moment.date()
    except ValueError:  # the right shape, but no day of any calendar
        return value
    return date_format(day, "DATE_FORMAT") if day else value
