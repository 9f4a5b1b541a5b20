"""Starting an ingest: which folder, which frameworks."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import IngestRun

if TYPE_CHECKING:  # takes a type argument in its stubs only
    RunForm = forms.ModelForm[IngestRun]
else:
    RunForm = forms.ModelForm

#: Official exports are unpacked to a folder of their own, sometimes one per language below it.
DEPTH = 2


def folders_below(root: Path, depth: int = DEPTH) -> list[str]:
    """Every folder at most ``depth`` levels below ``root``, links aside, as a path relative to it."""
    found = []
    for path, names, _files in os.walk(root):
        relative = Path(path).relative_to(root)
        names[:] = sorted(name for name in names if not name.startswith("."))
        names[:] = [name for name in names if not (Path(path) / name).is_symlink()]
        found += [(relative / name).as_posix() for name in names]
        if len(relative.parts) + 1 >= depth:
            names.clear()
    return sorted(found)


class IngestRunForm(RunForm):
    """Asks for a run. Only folders that are there can be chosen, so no path can lead outside."""

    source = forms.ChoiceField(
        label=_("Data"),
        required=False,
        error_messages={
            "invalid_choice": _(
                "There is no folder “%(value)s” below SKILLGRAPH_DATA_DIR. Choose a listed one."
            )
        },
    )
    frameworks = forms.MultipleChoiceField(
        label=_("Frameworks"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave all unmarked to read everything that is found."),
    )

    class Meta:
        model = IngestRun
        fields = ("source", "frameworks")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source, frameworks = self.fields["source"], self.fields["frameworks"]
        assert isinstance(source, forms.ChoiceField)
        assert isinstance(frameworks, forms.MultipleChoiceField)
        source.choices = _sources()
        frameworks.choices = _frameworks()
        if settings.SKILLGRAPH_DATA_DIR is None:
            source.help_text = gettext(
                "Set SKILLGRAPH_DATA_DIR to the folder with the official exports to choose from it."
            )


def _sources() -> list[tuple[str, str]]:
    choices = [("", gettext("Bundled sample"))]
    root: Path | None = settings.SKILLGRAPH_DATA_DIR
    if root is not None:
        choices.append((".", gettext("Everything in the data folder")))
        choices += [(folder, folder) for folder in folders_below(root)]
    return choices


def _frameworks() -> list[tuple[str, str]]:
    from .frameworks.registry import MODULES

    names = {
        "esco": "ESCO",
        "onet": "O*NET",
        "rome": "ROME",
        "skos": "SKOS",
        "crosswalks": gettext("Crosswalks"),
    }
    return [(name, names.get(name, name)) for name in MODULES]
