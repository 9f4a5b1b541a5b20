"""A summary that a language model drafted: its sentences, and why a sentence or a whole answer is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Every reason to refuse. The value is what is stored and counted; ``MESSAGES`` tells it to people."""

    # The whole answer cannot be read.
    TOO_LARGE = "too-large"
    TRUNCATED = "truncated"
    NOT_JSON = "not-json"
    WRONG_SHAPE = "wrong-shape"
    SENTENCE_COUNT = "sentence-count"
    # One sentence breaks the schema.
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    FORBIDDEN_CHARACTERS = "forbidden-characters"
    NOT_A_SENTENCE = "not-a-sentence"
    NO_EVIDENCE = "no-evidence"
    TOO_MANY_IDS = "too-many-ids"
    UNKNOWN_ID = "unknown-id"
    DUPLICATE_ID = "duplicate-id"
    # One sentence says what its evidence does not.
    WRONG_LANGUAGE = "wrong-language"
    UNSUPPORTED_NUMBER = "unsupported-number"
    UNSUPPORTED_ACRONYM = "unsupported-acronym"
    UNSUPPORTED_NAME = "unsupported-name"
    UNSUPPORTED_LABEL = "unsupported-label"
    UNLIKE_EVIDENCE = "unlike-evidence"
    UNSUPPORTED_QUOTATION = "unsupported-quotation"
    UNSUPPORTED_RELATION = "unsupported-relation"
    WRONG_STRENGTH = "wrong-strength"
    WRONG_ORDER = "wrong-order"
    DENIAL = "denial"
    REPETITION = "repetition"


MESSAGES: Mapping[Fault, str] = {
    Fault.TOO_LARGE: "The answer is far longer than three sentences.",
    Fault.TRUNCATED: "The answer breaks off before its end.",
    Fault.NOT_JSON: "The answer is not JSON.",
    Fault.WRONG_SHAPE: "The answer is JSON, but not a list of sentences with their evidence.",
    Fault.SENTENCE_COUNT: "The answer has another number of sentences than was asked for.",
    Fault.TOO_SHORT: "The sentence is too short.",
    Fault.TOO_LONG: "The sentence is too long.",
    Fault.FORBIDDEN_CHARACTERS: "The sentence holds control characters or letters of another script.",
    Fault.NOT_A_SENTENCE: "The text does not begin or end as a sentence does.",
    Fault.NO_EVIDENCE: "The sentence cites nothing.",
    Fault.TOO_MANY_IDS: "The sentence cites more facts than it may.",
    Fault.UNKNOWN_ID: "The sentence cites a fact that was not handed over.",
    Fault.DUPLICATE_ID: "The sentence cites the same fact twice.",
    Fault.WRONG_LANGUAGE: "The sentence is not in the language asked for.",
    Fault.UNSUPPORTED_NUMBER: "The sentence has a number that no cited fact has.",
    Fault.UNSUPPORTED_ACRONYM: "The sentence has an acronym that no cited fact has.",
    Fault.UNSUPPORTED_NAME: "The sentence has a name that no cited fact has.",
    Fault.UNSUPPORTED_LABEL: "The sentence names a concept that no cited fact names.",
    Fault.UNLIKE_EVIDENCE: "The sentence says something else than the facts it cites.",
    Fault.UNSUPPORTED_QUOTATION: "The sentence quotes what no cited fact says.",
    Fault.UNSUPPORTED_RELATION: "The sentence claims a relation that no cited fact states.",
    Fault.WRONG_STRENGTH: "The sentence takes something needed for optional, or the other way round.",
    Fault.WRONG_ORDER: "The sentence turns round which of two things comes first.",
    Fault.DENIAL: "The sentence denies something that its evidence does not deny.",
    Fault.REPETITION: "The sentence states the same facts as another one.",
}


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """What the model wrote and the ids of ``Evidence`` that it cites for it, in its order."""

    text: str
    evidence: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why an answer, or one of its sentences, is refused.

    ``sentence`` counts from 0, and is None where the whole answer is meant. ``detail`` is the part at fault,
    cleaned and cut short: an id, a number, a word.
    """

    fault: Fault
    sentence: int | None = None
    detail: str = ""

    @property
    def message(self) -> str:
        """For people; names the part at fault."""
        said = MESSAGES[self.fault]
        return f"{said.removesuffix('.')}: {self.detail}." if self.detail else said
