"""Any server that speaks OpenAI's chat completions: vLLM, Ollama, llama.cpp, LM Studio, Mistral, OpenAI.

Servers disagree on how a schema is handed over, so both dialects are known: what is not set is tried, and
what a server took is remembered. The deadline holds over connecting, waiting, repeating and reading, also
when a server sends a byte a second; an answer is read up to ANSWER_BYTES; no redirect is followed, for it
would carry the key to wherever it leads. Nothing of a server's error text reaches a message: it may hold the
key.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, get_args

from .chat_protocol import answer_of, failure_of, response_format
from .generator import (
    Answer,
    Cancelled,
    Misconfigured,
    Rejected,
    Request,
    Temporary,
    TooLarge,
    TooSlow,
    Unreachable,
    permutation_schema,
)

if TYPE_CHECKING:
    import httpx2
    from tenacity import RetryCallState

logger = logging.getLogger(__name__)

Dialect = Literal["json_schema", "json_object"]
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
#: The longest answer that is read, in bytes; three sentences with their frame need some two thousand.
ANSWER_BYTES = 256 * 1024
#: Seconds between two looks at whether the request was cancelled.
_LOOK_EVERY = 0.1
#: Seconds before a repeated request: at first, at most.
_PAUSES = (0.5, 8.0)
#: Seconds for a connection; whatever comes after it, the deadline of the request ends.
_CONNECT = 5.0


class ChatServer:
    """One model on one server. Safe for many threads; must not be asked from inside a running event loop.

    ``options`` are merged into each request, and take away what is null there: ``{"seed": null}``.
    """

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: str = "",
        dialect: Dialect | None = None,
        attempts: int = 3,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Raises Misconfigured."""
        self.name = model
        self.address = _checked_address(url)
        self._key = _checked_key(key)
        self._attempts = attempts
        self._options = dict(options or {})
        self._dialects: Sequence[Dialect] = (dialect,) if dialect else DIALECTS

    def __repr__(self) -> str:
        return f"ChatServer({self.address!r}, {self.name!r})"

    def generate(self, request: Request) -> Answer:
        """Raises GeneratorError."""
        started = monotonic()
        # In a thread of its own, for the caller's may have a running loop already, as under ASGI.
        with ThreadPoolExecutor(max_workers=1) as alone:
            content = alone.submit(asyncio.run, self._watched(request)).result()
        return answer_of(content, request, self.name, 1_000 * (monotonic() - started))

    async def _watched(self, request: Request) -> bytes:
        """What the server answers, unless the deadline passes or the request is cancelled before."""
        end = monotonic() + request.deadline
        work = asyncio.create_task(self._in_a_dialect_it_takes(request))
        try:
            while not work.done():
                if request.is_cancelled():
                    raise Cancelled
                if monotonic() >= end:
                    raise TooSlow(
                        f"The language model's server at {self.address} gave no whole answer within "
                        f"{request.deadline:g} seconds. Try again later, or raise SKILLGRAPH_LLM_TIMEOUT."
                    )
                await asyncio.wait({work}, timeout=min(_LOOK_EVERY, max(0, end - monotonic())))
            return work.result()
        finally:
            work.cancel()

    async def _in_a_dialect_it_takes(self, request: Request) -> bytes:
        schema = permutation_schema(request.permutation_of) if request.permutation_of else request.schema
        if schema is None:
            return await self._persistently(self._body(request), request.deadline)
        refusal: Rejected | None = None
        for dialect in self._dialects:
            body = self._body(request, response_format=response_format(dialect, schema))
            try:
                content = await self._persistently(body, request.deadline)
            except Rejected as error:
                refusal = refusal or error
            else:
                self._dialects = (dialect,)
                return content
        assert refusal is not None  # there is always a dialect to try
        raise refusal

    def _body(self, request: Request, **more: Any) -> dict[str, Any]:
        body = {
            "model": self.name,
            "messages": [{"role": turn.role, "content": turn.content} for turn in request.messages],
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
            "stream": False,
            **more,
            **self._options,
        }
        return {name: value for name, value in body.items() if value is not None}

    async def _persistently(self, body: Mapping[str, Any], deadline: float) -> bytes:
        """Asks again after what is temporary, as long as that can end within ``deadline`` seconds."""
        from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, stop_before_delay

        retrying = AsyncRetrying(
            retry=retry_if_exception_type(Temporary),
            stop=stop_after_attempt(self._attempts) | stop_before_delay(deadline),
            wait=_pause,
            reraise=True,
        )
        return await retrying(self._once, body)

    async def _once(self, body: Mapping[str, Any]) -> bytes:
        import httpx2

        try:
            async with (
                httpx2.AsyncClient(timeout=_timeout(), headers=self._headers()) as client,
                client.stream("POST", f"{self.address}/chat/completions", json=body) as response,
            ):
                content = await _bounded(response, self.address)
        except (httpx2.TransportError, OSError) as error:
            logger.info("The language model's server failed: %s", type(error).__name__)
            raise Unreachable(
                f"The language model's server at {self.address} cannot be reached, or broke off. Start it, "
                "or correct SKILLGRAPH_LLM_URL."
            ) from None
        if not response.is_success:
            raise failure_of(response.status_code, response.headers, content, self.address, self.name)
        return content

    def _headers(self) -> dict[str, str]:
        # What is not compressed cannot grow while it is read.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        return headers | ({"Authorization": f"Bearer {self._key}"} if self._key else {})


def _timeout() -> "httpx2.Timeout":
    import httpx2

    return httpx2.Timeout(None, connect=_CONNECT)


async def _bounded(response: "httpx2.Response", address: str) -> bytes:
    """The body of ``response`` as it came. Raises TooLarge as soon as it is longer than ANSWER_BYTES."""
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > ANSWER_BYTES:
            raise TooLarge(
                f"The language model's server at {address} answered more than {ANSWER_BYTES // 1024} KiB, "
                "which no answer needs. Check that SKILLGRAPH_LLM_URL leads to a language model."
            )
    return bytes(content)


def _pause(state: "RetryCallState") -> float:
    """Seconds before the next attempt: what the server asks for, or a random share of a growing time."""
    from tenacity import wait_random_exponential

    failure = state.outcome.exception() if state.outcome else None
    asked = failure.retry_after if isinstance(failure, Temporary) else None
    first, most = _PAUSES
    return asked if asked is not None else wait_random_exponential(multiplier=first, max=most)(state)


def _checked_address(url: str) -> str:
    """``url`` without a slash at its end. Raises Misconfigured for what is no plain address of a server."""
    import httpx2

    hint = "Set SKILLGRAPH_LLM_URL to its base address, such as http://127.0.0.1:11434/v1"
    try:
        parsed = httpx2.URL(url.strip())
    except (httpx2.InvalidURL, ValueError):
        raise Misconfigured(f"The address of the language model's server cannot be read. {hint}.") from None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise Misconfigured(f"The address of the language model's server has to begin with http. {hint}.")
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise Misconfigured(
            f"The address of the language model's server holds more than a host and a path. {hint}; a key "
            "belongs into SKILLGRAPH_LLM_KEY."
        )
    return str(parsed).rstrip("/").removesuffix("/chat/completions")


def _checked_key(key: str) -> str:
    """``key`` without blanks around it. Raises Misconfigured, without showing it."""
    stripped = key.strip()
    if any(not "!" <= letter <= "~" for letter in stripped):
        raise Misconfigured("SKILLGRAPH_LLM_KEY holds a blank or a letter that no key has. Copy it again.")
    return stripped
