"""What every floor above asks of a language model: one request, one answer, and errors with a name.

>>> generator = configured_generator(model="some-model", url="http://127.0.0.1:11434/v1")  # doctest: +SKIP
>>> generator.generate(Request([Message("user", "Bonjour")], schema=schema)).text  # doctest: +SKIP
'{"sentences": …'

Two generators speak this: ``chat_server`` asks a server, ``constrained`` runs a model in this process. Their
messages name what to do, and hold nothing that a server said, for that may be a secret.

GeneratorError
├── Misconfigured       an address, key, option or model folder that cannot be used; nothing was sent
├── PromptTooLong       prompt and answer do not fit into what the model reads
├── Cancelled           whoever asked no longer wants it
├── Temporary           worth trying again later
│   ├── Unreachable     no connection, or one that broke
│   ├── TooSlow         no whole answer within the deadline
│   ├── RateLimited     too many requests; ``retry_after`` where the server said
│   ├── Overloaded      the server failed or has no room
│   └── BudgetSpent     today's tokens or money are used up
└── Unusable            asking again will not help
    ├── Refused         key, account or quota are not accepted
    ├── NotFound        no such address or model there
    ├── Rejected        the server does not take the request as it stands
    ├── Declined        the model, or a filter before it, would not answer
    ├── Malformed       the answer is not what the protocol says
    └── TooLarge        the answer is longer than any that could be meant
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol

#: Seconds for one answer, and the most tokens of it, unless told otherwise.
DEADLINE = 60.0
MOST_TOKENS = 600


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation that a model is given."""

    role: Literal["system", "user", "assistant"]
    content: str


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Request:
    """One question. The answer follows ``schema`` (JSON Schema), orders ``permutation_of``, or is free.

    ``deadline`` is in seconds, for everything: waiting, repeating, reading. The same ``seed`` gives the same
    answer in this process, and on servers that can. ``is_cancelled`` is asked several times a second.
    """

    messages: Sequence[Message]
    schema: Mapping[str, Any] | None = None
    permutation_of: Sequence[str] = ()
    max_tokens: int = MOST_TOKENS
    temperature: float = 0.0
    seed: int = 0
    deadline: float = DEADLINE
    is_cancelled: Callable[[], bool] = field(default=_never, compare=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote, and what it cost. ``is_whole`` is false where max_tokens cut it short."""

    text: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    milliseconds: float
    is_whole: bool = True


class Generator(Protocol):
    """A language model, wherever it runs. Safe for many threads."""

    @property
    def name(self) -> str:
        """What the model is called, for people and for the key of what is kept."""

    def generate(self, request: Request) -> Answer:
        """Raises GeneratorError."""


class GeneratorError(Exception):
    """Root of what can go wrong. ``code`` is what is stored and counted, the message is for people."""

    code: ClassVar[str] = "error"


class Misconfigured(GeneratorError):
    code = "misconfigured"


class PromptTooLong(GeneratorError):
    code = "prompt-too-long"


class Cancelled(GeneratorError):
    code = "cancelled"

    def __init__(self) -> None:
        super().__init__("The request was cancelled before the model had answered.")


class Temporary(GeneratorError):
    """``retry_after`` is in seconds, from now."""

    code = "temporary"

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unreachable(Temporary):
    code = "unreachable"


class TooSlow(Temporary):
    code = "too-slow"


class RateLimited(Temporary):
    code = "rate-limited"


class Overloaded(Temporary):
    code = "overloaded"


class BudgetSpent(Temporary):
    code = "budget-spent"


class Unusable(GeneratorError):
    code = "unusable"


class Refused(Unusable):
    code = "refused"


class NotFound(Unusable):
    code = "not-found"


class Rejected(Unusable):
    code = "rejected"


class Declined(Unusable):
    code = "declined"


class Malformed(Unusable):
    code = "malformed"


class TooLarge(Unusable):
    code = "too-large"


def permutation_schema(ids: Sequence[str]) -> dict[str, Any]:
    """As close to “each of ``ids`` once” as a schema comes that all servers take."""
    item = {"type": "string", "enum": list(ids)}
    listed = {"type": "array", "items": item, "minItems": len(ids), "maxItems": len(ids)}
    return {
        "type": "object",
        "properties": {"order": listed},
        "required": ["order"],
        "additionalProperties": False,
    }


def order(generator: Generator, request: Request) -> list[str]:
    """``request.permutation_of`` in the order that the model prefers: each id once, none added or lost.

    In this process a grammar sees to that; a server is given ``permutation_schema``, and its answer checked.
    Raises GeneratorError; Malformed where the answer is no permutation.
    """
    text = generator.generate(request).text
    try:
        found = json.loads(text)["order"]
        if sorted(found) == sorted(request.permutation_of):
            return list(found)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise Malformed("The model's answer does not name each of the given entries once.")
