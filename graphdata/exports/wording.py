"""What every export of a single concept says of it: label, description and code in one language."""

from collections.abc import Mapping

from search.types import LANGUAGES

from ..records import ConceptRecord, ReleaseRecord


def label(concept: ConceptRecord, language: str) -> str:
    """The preferred label in ``language``, else in another one, else the id."""
    return _in(concept.pref_labels, language) or concept.id


def description(concept: ConceptRecord, release: ReleaseRecord | None, language: str, kind: str) -> str:
    """The description, else the scope note, else what the concept is and whose: never empty.

    ``kind`` is that of the concept in words, such as "skill".
    """
    stated = _in(concept.descriptions, language) or _in(concept.scope_notes, language)
    return stated or f"{label(concept, language)} ({kind}, {framework(concept, release)})"


def code(concept: ConceptRecord) -> str:
    """What tells the concept apart within its framework: its notation, else the end of its address.

    Empty for concepts of other SKOS schemes without a notation, whose ids hold the whole address.
    """
    _, _, tail = concept.id.partition(":")
    return concept.notation or ("" if "%" in tail else tail)


def framework(concept: ConceptRecord, release: ReleaseRecord | None) -> str:
    """The framework with its version, as it calls itself."""
    return f"{release.title} {release.version}".strip() if release else concept.framework


def _in(texts: Mapping[str, str], language: str) -> str:
    order = (language, *LANGUAGES, *sorted(texts))
    return next((texts[offered] for offered in order if texts.get(offered)), "")
