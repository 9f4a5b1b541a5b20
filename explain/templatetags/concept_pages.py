"""What a page of a concept repeats on every line; included templates would cost more."""

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from search.templatetags.skillgraph import concept_url

from ..presentation import Link

register = template.Library()


@register.simple_tag
def concept_link(link: Link, content_language: str = "") -> SafeString:
    """The name of another concept, leading to its page; ``content_language`` where it was chosen."""
    url = concept_url(link.concept.id, link.concept.kind, content_language)
    if link.label.is_fallback:
        return format_html('<a href="{}" lang="{}">{}</a>', url, link.label.language, link.label.text)
    return format_html('<a href="{}">{}</a>', url, link.label.text)


@register.simple_tag
def cited(words: str | Promise, number: int) -> str:
    """Who says so, leading to the account of that source on the page where it has a ``number``."""
    return format_html('<a href="#source-{}">{}</a>', number, words) if number else str(words)
