"""What can be written about a list, and what can be asked of it."""

from typing import Any
from unicodedata import category

from django import forms
from django.utils.translation import gettext_lazy as _

from search.types import LANGUAGES
from search.vocabulary import language_name

from .models import LONGEST_TEXT, LONGEST_TITLE

_TOO_LONG = _(
    "This has %(show_value)d characters, and %(limit_value)d fit. It has not been saved yet: shorten it, "
    "then save again."
)


class Line(forms.CharField):
    """One line of text. Browsers are not told its limit: they would cut what is pasted and say nothing."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class Prose(Line):
    """Some lines of text. Browsers send two characters for the end of a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_TEXT, required=False, error_messages=_messages(), **options)

    def to_python(self, value: object | None) -> str | None:
        return super().to_python("\n".join(str(value or "").splitlines()))


def _messages() -> dict[str, Any]:
    return {
        "required": _("Give the list a name, such as the name of your course."),
        "max_length": _TOO_LONG,
    }


#: Letters to Unicode, blanks to the eye: Hangul fillers and the empty Braille cell.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def _is_visible(character: str) -> bool:
    # What is unassigned (Cn) may be an emoji younger than this Python.
    kind = category(character)
    return kind[0] not in "ZM" and kind not in ("Cc", "Cf", "Cs") and character not in _BLANK_LETTERS


class ListForm(forms.Form):
    """The name of a list and what it is for."""

    title = Line(label=_("Name of the list"), max_length=LONGEST_TITLE, error_messages=_messages())
    description = Prose(label=_("What it is for"))

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        if not any(map(_is_visible, title)):
            raise forms.ValidationError(_messages()["required"], code="required")
        return title


class NoteForm(forms.Form):
    note = Prose(label=_("Note"))


class ConceptForm(forms.Form):
    """Which concept to add or to take out."""

    concept = forms.CharField(max_length=4_000)


class ExportForm(forms.Form):
    """How a download should be. Nothing needs to be said."""

    lang = forms.ChoiceField(required=False, choices=[(each, language_name(each)) for each in LANGUAGES])
    bom = forms.BooleanField(required=False)
