"""The wire format of chat completions: how a schema is handed over, how answers and failures are read."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from .generator import (
    Answer,
    Declined,
    GeneratorError,
    Malformed,
    NotFound,
    Overloaded,
    PromptTooLong,
    RateLimited,
    Refused,
    Rejected,
    Request,
)

#: Characters of a token, taken where a server does not count: the usual estimate for English and French.
_CHARACTERS_PER_TOKEN = 4
#: The only words of a server's error that are read; what they mean is said in words of ours.
_QUOTA_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_LENGTH_CODES = frozenset({"context_length_exceeded"})
_MODEL_CODES = frozenset({"model_not_found"})


def response_format(dialect: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """``schema`` as OpenAI, vLLM, Ollama and LM Studio take it, or as llama-cpp-python's server does."""
    if dialect == "json_object":
        return {"type": "json_object", "schema": schema}
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}


def answer_of(content: bytes, request: Request, model: str, milliseconds: float) -> Answer:
    """Reads the body of a success. Raises Malformed, Declined."""
    body = _parsed(content)
    try:
        choice = body["choices"][0]
        message = choice["message"]
        text, reason = message["content"], choice.get("finish_reason")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise Malformed(
            "The server answered with JSON that is no chat completion. Check that SKILLGRAPH_LLM_URL is the "
            "base address of an OpenAI-compatible server."
        ) from None
    if not isinstance(text, str) or reason == "content_filter":
        raise Declined("The language model, or a filter before it, would not answer.")
    usage = body.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    asked = sum(len(turn.content) for turn in request.messages)
    return Answer(
        text=text,
        model=model,
        prompt_tokens=_count(counts.get("prompt_tokens"), asked),
        completion_tokens=_count(counts.get("completion_tokens"), len(text)),
        milliseconds=milliseconds,
        is_whole=reason != "length",
    )


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        kind = "with a web page" if content.lstrip()[:1] == b"<" else "with something that is not JSON"
        raise Malformed(
            f"The language model's server answered {kind}. SKILLGRAPH_LLM_URL has to be the base address of "
            "an OpenAI-compatible server; it mostly ends in /v1."
        ) from None


def _count(told: object, characters: int) -> int:
    """What the server counted, or an estimate: a budget must not take silence for nothing."""
    if isinstance(told, int) and not isinstance(told, bool) and told >= 0:
        return told
    return characters // _CHARACTERS_PER_TOKEN + 1


def failure_of(
    status: int, headers: Mapping[str, str], content: bytes, address: str, model: str
) -> GeneratorError:
    """What a status means that is no success. Of ``content`` only known codes are read."""
    server = f"The language model's server at {address}"
    code = _error_code(content)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Refused(f"{server} does not accept the key ({status}). Correct SKILLGRAPH_LLM_KEY.")
    if code in _QUOTA_CODES or status == HTTPStatus.PAYMENT_REQUIRED:
        return Refused(f"{server} says that the account's credit is used up. See to the account there.")
    if status == HTTPStatus.NOT_FOUND or code in _MODEL_CODES:
        return NotFound(
            f"{server} has no model {model!r}, or nothing at this address. Correct SKILLGRAPH_LLM_MODEL or "
            "SKILLGRAPH_LLM_URL."
        )
    if code in _LENGTH_CODES or status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return PromptTooLong(
            f"The request is longer than the model {model!r} can read. Choose another model."
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(f"{server} takes no more requests for now (429). Try again later.", _wait(headers))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return Overloaded(
            f"{server} failed ({status}). Look into its log, or try again later.", _wait(headers)
        )
    if status < HTTPStatus.BAD_REQUEST:
        return Rejected(
            f"{server} sends requests elsewhere ({status}), which is not followed. Set SKILLGRAPH_LLM_URL to "
            "the address that answers."
        )
    return Rejected(
        f"{server} does not take the request ({status}). Look into its log; SKILLGRAPH_LLM_OPTIONS can add "
        "or leave out parts of a request, SKILLGRAPH_LLM_DIALECT chooses how the schema is handed over."
    )


def _error_code(content: bytes) -> str:
    try:
        error = json.loads(content)["error"]
        return str(error.get("code") or error.get("type") or "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""


def _wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks for, as a number or a date (RFC 9110, 10.2.3); None for neither."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
