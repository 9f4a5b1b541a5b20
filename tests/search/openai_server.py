"""An OpenAI-compatible server on loopback that does as told: answers, replays, runs a model, misbehaves.

with OpenAIServer() as server:
    server.will(status(500), says("…"))     # first this, then that; the last one goes on for ever
    ChatServer(server.url, "any")…
    server.calls[0].body["messages"]
"""

import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self

from search.neural.generator import Generator, Message, Request


@dataclass(frozen=True)
class Call:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


@dataclass
class Exchange:
    """One request, and the ways to answer it. ``closing`` is set when the server is about to stop."""

    call: Call
    closing: Event
    _handler: BaseHTTPRequestHandler = field(repr=False)

    def send(self, code: int, content: bytes, headers: Mapping[str, str]) -> None:
        self.head(code, {"Content-Length": str(len(content)), **headers})
        self.write(content)

    def head(self, code: int, headers: Mapping[str, str]) -> None:
        self._handler.send_response(code)
        for name, value in headers.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()

    def write(self, content: bytes) -> None:
        self._handler.wfile.write(content)
        self._handler.wfile.flush()

    def hang_up(self) -> None:
        self._handler.connection.shutdown(socket.SHUT_RDWR)


Behaviour = Callable[[Exchange], None]
JSON = {"Content-Type": "application/json"}


class OpenAIServer:
    """Listens from ``with`` on. Without a script it answers every request with an empty object."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._script: list[Behaviour] = [says("{}")]
        self._closing = Event()
        self._lock = Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True

    @property
    def url(self) -> str:
        """What SKILLGRAPH_LLM_URL takes."""
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def will(self, *behaviours: Behaviour) -> None:
        """What to do with the next requests, in turn; the last behaviour stays."""
        with self._lock:
            self._script = list(behaviours)

    def __enter__(self) -> Self:
        Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()

    def _next(self, call: Call) -> Behaviour:
        with self._lock:
            self.calls.append(call)
            return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                call = Call(self.path, dict(self.headers), json.loads(content))
                self.close_connection = True
                with suppress(OSError):  # whoever asked may have gone
                    server._next(call)(Exchange(call, server._closing, self))

            def log_message(self, *args: Any) -> None:
                pass

        return Handler


def says(text: str, *, reason: str = "stop", usage: Mapping[str, Any] | None = None) -> Behaviour:
    """A whole chat completion with ``text``."""
    return replies(completion(text, reason=reason, usage=usage))


def replays(texts: Sequence[str]) -> list[Behaviour]:
    """``server.will(*replays([...]))``: one answer after the other."""
    return [says(text) for text in texts]


def generates(model: Generator) -> Behaviour:
    """What ``model`` writes under the schema of the request."""

    def behave(exchange: Exchange) -> None:
        body = exchange.call.body
        turns = [Message(turn["role"], turn["content"]) for turn in body["messages"]]
        answer = model.generate(
            Request(
                turns,
                schema=_schema(body),
                max_tokens=body.get("max_tokens", 600),
                temperature=body.get("temperature", 0),
                seed=body.get("seed", 0),
            )
        )
        usage = {"prompt_tokens": answer.prompt_tokens, "completion_tokens": answer.completion_tokens}
        says(answer.text, reason="stop" if answer.is_whole else "length", usage=usage)(exchange)

    return behave


def takes_only(dialect: str, then: Behaviour, *, code: int = 422) -> Behaviour:
    """Refuses a ``response_format`` of another type, as llama-cpp-python and LM Studio do."""

    def behave(exchange: Exchange) -> None:
        asked = exchange.call.body.get("response_format", {}).get("type", dialect)
        (then if asked == dialect else status(code, '{"detail": "response_format.type"}'))(exchange)

    return behave


def replies(body: object) -> Behaviour:
    """A success with any JSON."""
    return status(200, json.dumps(body), **JSON)


def status(code: int, content: str | bytes = "", **headers: str) -> Behaviour:
    """Any status and body. An underscore in the name of a header stands for a hyphen."""
    written = content.encode() if isinstance(content, str) else content
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.send(code, written, named)


def web_page() -> Behaviour:
    return status(200, "<!doctype html><title>Welcome</title>", Content_Type="text/html")


def silence() -> Behaviour:
    """Takes the request and says nothing, until the server closes."""

    def behave(exchange: Exchange) -> None:
        exchange.closing.wait()

    return behave


def drips(text: str, *, every: float = 0.05, head_first: bool = True) -> Behaviour:
    """A chat completion, one byte every so many seconds; with its header, where not ``head_first``."""
    body = json.dumps(completion(text)).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    )

    def behave(exchange: Exchange) -> None:
        if head_first:
            exchange.write(head)
        for byte in body if head_first else head + body:
            if exchange.closing.wait(every):
                return
            exchange.write(bytes([byte]))

    return behave


def hangs_up(*, after: bytes = b"") -> Behaviour:
    """Closes the connection, after some bytes of a body that it had announced as longer."""

    def behave(exchange: Exchange) -> None:
        if after:
            exchange.head(200, {"Content-Length": "100000", **JSON})
            exchange.write(after)
        exchange.hang_up()

    return behave


def floods(size: int) -> Behaviour:
    """A chat completion with a text of ``size`` bytes."""
    return says("x" * size)


def completion(text: str, *, reason: str = "stop", usage: Mapping[str, Any] | None = None) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "tiny",
        "choices": [
            {"index": 0, "finish_reason": reason, "message": {"role": "assistant", "content": text}},
        ],
    }
    return body | ({"usage": dict(usage)} if usage is not None else {})


def _schema(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    match body.get("response_format"):
        case {"type": "json_schema", "json_schema": {"schema": dict(schema)}}:
            return schema
        case {"type": "json_object", "schema": dict(schema)}:
            return schema
    return None


@contextmanager
def closed_port() -> Iterator[str]:
    """An address at which nobody listens, and nobody else will while it is used."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}/v1"
