"""The snippets that tie a digital badge or a learning credential to one official skill."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from graphdata.exports import elm, open_badges
from graphdata.records import ConceptRecord, ReleaseRecord
from search.types import SEARCHED_KINDS
from search.vocabulary import kind_name


@dataclass(frozen=True, slots=True)
class Snippet:
    """JSON to be copied. ``form`` names it in addresses and on the page."""

    form: str
    name: str
    use: str | Promise
    text: str


def badge_snippets(record: ConceptRecord, release: ReleaseRecord | None, language: str) -> Sequence[Snippet]:
    """What can be said of ``record``; a learning outcome relates to skills, not to occupations."""
    with override(language):
        kind = str(kind_name(record.kind))
    snippets = [
        Snippet(
            form="open-badges",
            name="Open Badges 3.0",
            use=_("Goes into the list “alignment” of an achievement."),
            text=_json(open_badges.alignment(record, release, language, kind)),
        )
    ]
    if record.kind in SEARCHED_KINDS:
        outcome = Snippet(
            form="elm",
            name="European Learning Model",
            use=_("Goes into a European Digital Credential for Learning."),
            text=_json(elm.learning_outcome(record)),
        )
        snippets.append(outcome)
    return snippets


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
