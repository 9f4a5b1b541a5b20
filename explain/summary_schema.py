"""What a summary has to look like: a JSON schema made for each request, and the reading of an answer by it.

The schema leaves as little as possible to goodwill. Evidence comes before the text, so that a model has
chosen what to state when it starts to write. Letters are bounded by a pattern, not by minLength and
maxLength, beside which control characters slip through. No schema that all servers take forbids to cite the
same fact twice: that is looked at here.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from .summary import Fault, Rejection, SummarySentence

SENTENCES = 3
MOST_IDS = 2
#: The shortest and the longest sentence, in characters.
SHORTEST = 20
LONGEST = 300
#: Characters of an answer that are read at all: some four times what the schema leaves room for.
LONGEST_ANSWER = 8_000
_LONGEST_DETAIL = 40

# Letters, digits and marks of French and English, and Greek ones of science, as ranges for a character class.
# Neither the straight quotation mark nor the backslash is among them: nothing is ever escaped.
_FIRST = "A-ZÀ-ÖØ-ÞŒŸ0-9«“‘("
_INNER = " !#-\\[\\]-~\u00a0-\u00ac\u00ae-\u017f\u0391-\u03c9‐-–—‘-”…\u202f′″€≤≥"
_LAST = ".!?…"


def summary_schema(ids: Sequence[str], sentences: int = SENTENCES) -> dict[str, Any]:
    """The schema of an answer of so many sentences that cites one or two of ``ids`` in each.

    Raises ValueError without ids: a summary of nothing cannot be asked for.
    """
    if not ids:
        raise ValueError("a summary needs at least one fact to cite")
    text = {"type": "string", "pattern": _pattern(_FIRST, _INNER, _LAST, SHORTEST, LONGEST)}
    cited = {
        "type": "array",
        "items": {"type": "string", "enum": list(ids)},
        "minItems": 1,
        "maxItems": MOST_IDS,
    }
    sentence = _object({"evidence": cited, "text": text})
    listed = {"type": "array", "items": sentence, "minItems": sentences, "maxItems": sentences}
    return _object({"sentences": listed})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _pattern(first: str, inner: str, last: str, shortest: int, longest: int) -> str:
    return f"^[{first}][{inner}]{{{shortest - 2},{longest - 2}}}[{last}]$"


@dataclass(frozen=True, slots=True)
class DraftedSummary:
    """An answer that was read. Its sentences are empty where a rejection means the whole answer."""

    sentences: Sequence[SummarySentence]
    rejections: Sequence[Rejection]

    @property
    def is_valid(self) -> bool:
        return not self.rejections


def read_answer(answer: str, ids: Sequence[str], sentences: int = SENTENCES) -> DraftedSummary:
    """Reads ``answer`` by ``summary_schema(ids, sentences)``; what is wrong with it is told, never raised."""
    try:
        found = _parsed(answer)
    except _Unreadable as unreadable:
        return _refused(unreadable.fault)
    errors = list(_errors(found, ids, sentences))
    whole = next((error for error in errors if error.sentence is None), None)
    if whole is not None:
        return _refused(whole.fault)
    drafted = [SummarySentence(item["text"], tuple(item["evidence"])) for item in found["sentences"]]
    return DraftedSummary(tuple(drafted), tuple(_first_of_each(errors, drafted)))


def _refused(fault: Fault) -> DraftedSummary:
    return DraftedSummary((), (Rejection(fault),))


class _Unreadable(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def _parsed(answer: str) -> Any:
    if len(answer) > LONGEST_ANSWER:
        raise _Unreadable(Fault.TOO_LARGE)
    try:
        return json.loads(answer)
    except json.JSONDecodeError as error:
        raise _Unreadable(Fault.TRUNCATED if _breaks_off(answer, error) else Fault.NOT_JSON) from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, brackets of any depth
        raise _Unreadable(Fault.NOT_JSON) from error


def _breaks_off(answer: str, error: json.JSONDecodeError) -> bool:
    """Whether it was an object of JSON as far as it went, and nothing stands behind one."""
    from pydantic_core import from_json

    if not answer.lstrip().startswith("{") or error.msg == "Extra data":
        return False
    try:
        from_json(answer, allow_partial="trailing-strings")
    except ValueError:
        return False
    return True


def _errors(found: object, ids: Sequence[str], sentences: int) -> Iterator[Rejection]:
    """What the schema has against ``found``."""
    for error in _validator()(summary_schema(ids, sentences)).iter_errors(found):
        yield _rejection(error.validator, list(error.absolute_path), error.instance)


@cache
def _validator() -> Any:
    """The validator of JSON Schema, but for “$”: in Python that also stands before a last line break."""
    from jsonschema import Draft202012Validator, ValidationError, validators

    def pattern(_: Any, regex: str, text: Any, __: Any) -> Iterator[Any]:
        if isinstance(text, str) and not re.fullmatch(regex, text):
            yield ValidationError("the text does not match its pattern")

    return validators.extend(Draft202012Validator, {"pattern": pattern})


def _rejection(rule: str, path: Sequence[str | int], instance: Any) -> Rejection:
    match list(path), rule:
        case ["sentences"], "minItems" | "maxItems":
            return Rejection(Fault.SENTENCE_COUNT)
        case ["sentences", int(place), "text"], "pattern":
            return Rejection(_fault_of_text(instance), place)
        case ["sentences", int(place), "evidence"], "minItems":
            return Rejection(Fault.NO_EVIDENCE, place)
        case ["sentences", int(place), "evidence"], "maxItems":
            return Rejection(Fault.TOO_MANY_IDS, place)
        case ["sentences", int(place), "evidence", _], "enum" if isinstance(instance, str):
            return Rejection(Fault.UNKNOWN_ID, place, _shown(instance))
    return Rejection(Fault.WRONG_SHAPE)


def _fault_of_text(text: str) -> Fault:
    """Why ``text`` does not match the pattern."""
    if len(text) > LONGEST:
        return Fault.TOO_LONG
    if not _allowed().issuperset(text):
        return Fault.FORBIDDEN_CHARACTERS
    return Fault.TOO_SHORT if len(text) < SHORTEST else Fault.NOT_A_SENTENCE


@cache
def _allowed() -> frozenset[str]:
    letter = re.compile(f"[{_FIRST}{_INNER}{_LAST}]")
    return frozenset(filter(letter.match, map(chr, range(0x3000))))


def _first_of_each(errors: Sequence[Rejection], drafted: Sequence[SummarySentence]) -> Iterator[Rejection]:
    """One rejection of each kind for each sentence, in the order of the sentences."""
    doubled = [
        Rejection(Fault.DUPLICATE_ID, place, _shown(name))
        for place, sentence in enumerate(drafted)
        for name in sentence.evidence
        if sentence.evidence.count(name) > 1
    ]
    kinds = {(error.sentence or 0, error.fault): error for error in reversed([*errors, *doubled])}
    return (kinds[key] for key in sorted(kinds))


def _shown(text: str) -> str:
    """``text`` of a model, fit to stand in a message."""
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST_DETAIL]
