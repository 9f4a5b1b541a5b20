"""Reads the address of a search. What cannot be understood is left out, and said."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from .address import MOST_HITS, PAGE, SearchAddress
from .analysis import LONGEST_QUERY, normalise
from .types import LANGUAGES, VARIANTS, Variant
from .vocabulary import KINDS, REUSE_LEVELS


def _several(values: Iterable[str], message: Any) -> forms.MultipleChoiceField:
    messages = {"invalid_choice": message}
    return forms.MultipleChoiceField(choices=_choices(values), required=False, error_messages=messages)


def _one(values: Iterable[str], message: Any) -> forms.ChoiceField:
    messages = {"invalid_choice": message}
    return forms.ChoiceField(choices=_choices(values), required=False, error_messages=messages)


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


class SearchForm(forms.Form):
    """The query with its filters. ``frameworks`` are those loaded now, ``variants`` those offered."""

    q = forms.CharField(required=False)
    framework = _several((), _("“%(value)s” is not a framework loaded here. This filter was left out."))
    kind = _several(KINDS, _("“%(value)s” is not a kind of result. This filter was left out."))
    reuse = _several(REUSE_LEVELS, _("“%(value)s” is not a reuse level. This filter was left out."))
    language = _several(LANGUAGES, _("“%(value)s” is not a language offered here. This filter was left out."))
    clang = _one(LANGUAGES, _("“%(value)s” is not a language offered here. It was left out."))
    variant = _one(VARIANTS, _("“%(value)s” is not a search method. Words and meaning were used."))
    show = forms.IntegerField(
        required=False,
        min_value=1,
        error_messages={
            "invalid": _("The number of results to show is not a number. The first ten are shown."),
            "min_value": _("At least one result can be shown. The first ten are shown."),
        },
    )

    def __init__(
        self, data: Any, *, frameworks: Collection[str] = (), variants: Collection[Variant] = VARIANTS
    ) -> None:
        super().__init__(data)
        for name, values in (("framework", frameworks), ("variant", variants)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _choices(values)

    def clean_q(self) -> str:
        query = normalise(self.cleaned_data["q"])
        if len(query) > LONGEST_QUERY:
            raise forms.ValidationError(
                ngettext_lazy(
                    "Your text has %(length)d character; this box takes up to %(limit)d.",
                    "Your text has %(length)d characters; this box takes up to %(limit)d.",
                    "length",
                ),
                code="too_long",
                params={"length": len(query), "limit": LONGEST_QUERY},
            )
        return query

    @property
    def is_too_long(self) -> bool:
        return self.has_error("q", "too_long")

    @property
    def problems(self) -> list[str]:
        """One sentence for everything in the address that could not be used."""
        return [str(message) for messages in self.errors.values() for message in messages]

    def address(self) -> SearchAddress:
        """What was understood of the address."""
        self.full_clean()
        found = self.cleaned_data
        return SearchAddress(
            q=found.get("q", ""),
            framework=tuple(sorted(set(found.get("framework", ())))),
            kind=tuple(sorted(set(found.get("kind", ())))),
            reuse=tuple(sorted(set(found.get("reuse", ())))),
            language=tuple(sorted(set(found.get("language", ())))),
            clang=found.get("clang", ""),
            variant=found.get("variant") or "hybrid",
            show=min(found.get("show") or PAGE, MOST_HITS),
        )
