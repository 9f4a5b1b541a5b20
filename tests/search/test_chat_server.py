"""Asking a server: both dialects, what is worth repeating, and every way in which a server can misbehave."""

import asyncio
import json
import logging
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from search.neural.chat_server import ChatServer
from search.neural.constrained import LocalModel
from search.neural.generator import (
    Cancelled,
    Declined,
    GeneratorError,
    Malformed,
    Message,
    Misconfigured,
    NotFound,
    Overloaded,
    PromptTooLong,
    RateLimited,
    Refused,
    Rejected,
    Request,
    TooLarge,
    TooSlow,
    Unreachable,
    order,
)

from .openai_server import (
    OpenAIServer,
    closed_port,
    drips,
    floods,
    generates,
    hangs_up,
    replies,
    says,
    silence,
    status,
    takes_only,
    web_page,
)

KEY = "sk-very-secret-0123456789"
SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string", "enum": ["oui", "non"]}},
    "required": ["word"],
    "additionalProperties": False,
}
ASKED = Request([Message("user", "Oui ou non ?")], schema=SCHEMA)
SHORT = Request(ASKED.messages, deadline=0.4)


def failure(client: ChatServer, request: Request = ASKED) -> GeneratorError:
    with pytest.raises(GeneratorError) as caught:
        client.generate(request)
    return caught.value


@pytest.fixture
def client(openai_server: OpenAIServer) -> ChatServer:
    return ChatServer(openai_server.url, "tiny", key=KEY)


def test_an_answer_comes_with_what_it_cost(openai_server: OpenAIServer, client: ChatServer) -> None:
    openai_server.will(says('{"word": "oui"}', usage={"prompt_tokens": 12, "completion_tokens": 5}))
    answer = client.generate(ASKED)
    assert (answer.text, answer.model, answer.is_whole) == ('{"word": "oui"}', "tiny", True)
    assert (answer.prompt_tokens, answer.completion_tokens) == (12, 5)
    assert answer.milliseconds > 0


def test_the_request_holds_messages_limits_schema_and_key(
    openai_server: OpenAIServer, client: ChatServer
) -> None:
    client.generate(Request(ASKED.messages, schema=SCHEMA, max_tokens=77, temperature=0.5, seed=3))
    [call] = openai_server.calls
    assert call.path == "/v1/chat/completions"
    assert call.headers["Authorization"] == f"Bearer {KEY}"
    assert call.body["messages"] == [{"role": "user", "content": "Oui ou non ?"}]
    assert (call.body["max_tokens"], call.body["temperature"], call.body["seed"]) == (77, 0.5, 3)
    assert call.body["response_format"]["json_schema"]["schema"] == SCHEMA


def test_it_may_be_asked_from_within_a_running_loop(openai_server: OpenAIServer, client: ChatServer) -> None:
    openai_server.will(says('{"word": "oui"}'))

    async def ask() -> str:
        return client.generate(ASKED).text

    # In a thread of its own, for browser tests leave their loop running in this one.
    with ThreadPoolExecutor(max_workers=1) as alone:
        assert alone.submit(asyncio.run, ask()).result() == '{"word": "oui"}'


def test_without_a_key_none_is_sent(openai_server: OpenAIServer) -> None:
    ChatServer(openai_server.url, "tiny").generate(ASKED)
    assert "Authorization" not in openai_server.calls[0].headers


def test_a_free_answer_is_asked_for_without_a_response_format(
    openai_server: OpenAIServer, client: ChatServer
) -> None:
    openai_server.will(says("Oui, bien sûr."))
    assert client.generate(Request(ASKED.messages)).text == "Oui, bien sûr."
    assert "response_format" not in openai_server.calls[0].body


def test_options_add_to_a_request_and_take_from_it(openai_server: OpenAIServer) -> None:
    options = {"seed": None, "reasoning_effort": "low", "max_tokens": None, "max_completion_tokens": 9}
    ChatServer(openai_server.url, "tiny", options=options).generate(ASKED)
    body = openai_server.calls[0].body
    assert not {"seed", "max_tokens"} & body.keys()
    assert (body["reasoning_effort"], body["max_completion_tokens"]) == ("low", 9)


def test_tokens_that_a_server_does_not_count_are_estimated(
    openai_server: OpenAIServer, client: ChatServer
) -> None:
    openai_server.will(says("x" * 40, usage={"prompt_tokens": "many", "completion_tokens": -1}))
    answer = client.generate(ASKED)
    assert answer.prompt_tokens > 1
    assert answer.completion_tokens == 11


def test_an_answer_cut_by_max_tokens_is_told(openai_server: OpenAIServer, client: ChatServer) -> None:
    openai_server.will(says('{"word": "o', reason="length"))
    assert not client.generate(ASKED).is_whole


# Dialects


@pytest.mark.parametrize("code", [400, 422])
def test_the_dialect_that_a_server_takes_is_found_and_remembered(
    openai_server: OpenAIServer, client: ChatServer, code: int
) -> None:
    openai_server.will(takes_only("json_object", says("{}"), code=code))
    client.generate(ASKED)
    client.generate(ASKED)
    asked = [call.body["response_format"] for call in openai_server.calls]
    assert [form["type"] for form in asked] == ["json_schema", "json_object", "json_object"]
    assert asked[-1]["schema"] == SCHEMA


def test_a_dialect_that_is_set_is_the_only_one_tried(openai_server: OpenAIServer) -> None:
    openai_server.will(takes_only("json_object", says("{}")))
    client = ChatServer(openai_server.url, "tiny", dialect="json_schema")
    assert "SKILLGRAPH_LLM_DIALECT" in str(failure(client))
    assert len(openai_server.calls) == 1


def test_a_server_that_takes_neither_dialect_is_asked_for_both_again(
    openai_server: OpenAIServer, client: ChatServer
) -> None:
    openai_server.will(status(400, "no"))
    assert isinstance(failure(client), Rejected)
    openai_server.will(takes_only("json_object", says("{}")))
    client.generate(ASKED)
    assert len(openai_server.calls) == 4


def test_a_failure_of_another_kind_is_no_reason_to_change_the_dialect(
    openai_server: OpenAIServer, client: ChatServer
) -> None:
    openai_server.will(status(401))
    failure(client)
    assert len(openai_server.calls) == 1


@pytest.mark.parametrize("dialect", ["json_schema", "json_object"])
def test_a_real_decoder_behind_the_server_keeps_to_the_schema(
    openai_server: OpenAIServer, client: ChatServer, tiny_llama: LocalModel, dialect: str
) -> None:
    openai_server.will(takes_only(dialect, generates(tiny_llama)))
    answer = client.generate(ASKED)
    assert json.loads(answer.text)["word"] in {"oui", "non"}
    assert answer.completion_tokens > 0


# What is repeated


@pytest.mark.parametrize("code", [429, 500, 502, 503])
def test_what_is_temporary_is_repeated(openai_server: OpenAIServer, client: ChatServer, code: int) -> None:
    openai_server.will(status(code, "busy", Retry_After="0"), says("{}"))
    assert client.generate(ASKED).text == "{}"
    assert len(openai_server.calls) == 2


def test_a_connection_that_breaks_is_repeated(openai_server: OpenAIServer, client: ChatServer) -> None:
    openai_server.will(hangs_up(), hangs_up(after=b'{"choices": ['), says("{}"))
    assert client.generate(ASKED).text == "{}"


def test_repeating_ends_after_so_many_attempts(openai_server: OpenAIServer) -> None:
    openai_server.will(status(500, "", Retry_After="0"))
    error = failure(ChatServer(openai_server.url, "tiny", attempts=2))
    assert isinstance(error, Overloaded)
    assert "failed (500)" in str(error)
    assert len(openai_server.calls) == 2


@pytest.mark.parametrize("code", [400, 401, 404])
def test_what_will_not_change_is_not_repeated(openai_server: OpenAIServer, code: int) -> None:
    openai_server.will(status(code))
    failure(ChatServer(openai_server.url, "tiny", dialect="json_schema"))
    assert len(openai_server.calls) == 1


def test_a_wait_longer_than_the_deadline_is_not_begun(
    openai_server: OpenAIServer, client: ChatServer
) -> None:
    openai_server.will(status(429, "", Retry_After="3600"))
    error = failure(client)
    assert isinstance(error, RateLimited)
    assert error.retry_after == 3600
    assert len(openai_server.calls) == 1


def test_a_date_to_come_back_at_is_understood(openai_server: OpenAIServer, client: ChatServer) -> None:
    later = datetime.now(UTC) + timedelta(hours=2)
    openai_server.will(status(429, "", Retry_After=format_datetime(later, usegmt=True)))
    error = failure(client)
    assert isinstance(error, RateLimited)
    assert error.retry_after is not None
    assert 7_000 < error.retry_after <= 7_200


@pytest.mark.parametrize("told", ["soon", "-5", "", "٣"])
def test_a_retry_after_that_says_nothing_is_passed_over(openai_server: OpenAIServer, told: str) -> None:
    openai_server.will(status(429, "", Retry_After=told.encode().decode("latin-1")))
    error = failure(ChatServer(openai_server.url, "tiny", attempts=1))
    assert isinstance(error, RateLimited)
    assert error.retry_after is None


# What goes wrong


def test_a_server_that_is_down_is_unreachable() -> None:
    with closed_port() as url:
        error = failure(ChatServer(url, "tiny", attempts=2))
    assert isinstance(error, Unreachable)
    assert "Start it, or correct SKILLGRAPH_LLM_URL" in str(error)


def test_a_host_that_does_not_exist_is_unreachable() -> None:
    error = failure(ChatServer("http://no-such-host.invalid/v1", "tiny", attempts=1))
    assert isinstance(error, Unreachable)


def test_a_server_that_says_nothing_is_too_slow(openai_server: OpenAIServer, client: ChatServer) -> None:
    openai_server.will(silence())
    error = failure(client, SHORT)
    assert isinstance(error, TooSlow)
    assert "within 0.4 seconds" in str(error)


@pytest.mark.parametrize("head_first", [True, False])
def test_a_server_that_drips_is_too_slow(
    openai_server: OpenAIServer, client: ChatServer, head_first: bool
) -> None:
    openai_server.will(drips("a long answer", head_first=head_first))
    assert isinstance(failure(client, SHORT), TooSlow)


def test_whoever_cancels_need_not_wait(openai_server: OpenAIServer, client: ChatServer) -> None:
    openai_server.will(silence())
    request = Request(ASKED.messages, is_cancelled=lambda: bool(openai_server.calls), deadline=30)
    assert isinstance(failure(client, request), Cancelled)


def test_a_web_page_is_no_answer(openai_server: OpenAIServer, client: ChatServer) -> None:
    openai_server.will(web_page())
    error = failure(client)
    assert isinstance(error, Malformed)
    assert "with a web page" in str(error)
    assert "ends in /v1" in str(error)


@pytest.mark.parametrize("content", ["", '{"choices": [{"mess', "[" * 100_000, "\x00\xff"])
def test_a_body_that_is_not_json_is_malformed(
    openai_server: OpenAIServer, client: ChatServer, content: str
) -> None:
    openai_server.will(status(200, content))
    assert isinstance(failure(client), Malformed)


@pytest.mark.parametrize(
    "body",
    [[], {}, {"choices": []}, {"choices": {}}, {"choices": [None]}, {"choices": [{"message": "x"}]}, 7],
)
def test_json_of_another_shape_is_malformed(
    openai_server: OpenAIServer, client: ChatServer, body: object
) -> None:
    openai_server.will(replies(body))
    error = failure(client)
    assert isinstance(error, Malformed)
    assert "no chat completion" in str(error)


def test_a_compressed_body_is_not_unpacked(openai_server: OpenAIServer, client: ChatServer) -> None:
    import gzip

    openai_server.will(status(200, gzip.compress(b"0" * 50_000_000), Content_Encoding="gzip"))
    assert isinstance(failure(client), Malformed)
    assert openai_server.calls[0].headers["Accept-Encoding"] == "identity"


def test_an_answer_of_ten_megabytes_is_cut_off(openai_server: OpenAIServer, client: ChatServer) -> None:
    openai_server.will(floods(10_000_000))
    error = failure(client)
    assert isinstance(error, TooLarge)
    assert "256 KiB" in str(error)


@pytest.mark.parametrize("choice", [{"message": {"content": None, "refusal": "no"}}, {}])
def test_a_model_that_declines_is_told_apart(
    openai_server: OpenAIServer, client: ChatServer, choice: dict[str, object]
) -> None:
    filtered = {"message": {"content": "…"}, "finish_reason": "content_filter"}
    openai_server.will(replies({"choices": [choice or filtered]}))
    assert isinstance(failure(client), Declined)


@pytest.mark.parametrize(
    ("code", "error_code", "expected", "remedy"),
    [
        (401, "invalid_api_key", Refused, "SKILLGRAPH_LLM_KEY"),
        (403, "", Refused, "SKILLGRAPH_LLM_KEY"),
        (402, "", Refused, "account"),
        (429, "insufficient_quota", Refused, "account"),
        (404, "", NotFound, "SKILLGRAPH_LLM_MODEL"),
        (400, "model_not_found", NotFound, "SKILLGRAPH_LLM_MODEL"),
        (400, "context_length_exceeded", PromptTooLong, "another model"),
        (413, "", PromptTooLong, "another model"),
    ],
)
def test_a_refusal_says_what_to_do(
    openai_server: OpenAIServer,
    client: ChatServer,
    code: int,
    error_code: str,
    expected: type[GeneratorError],
    remedy: str,
) -> None:
    openai_server.will(status(code, json.dumps({"error": {"code": error_code, "message": "…"}})))
    error = failure(client)
    assert type(error) is expected
    assert remedy in str(error)
    assert len(openai_server.calls) == 1


def test_no_redirect_is_followed(openai_server: OpenAIServer, client: ChatServer) -> None:
    with OpenAIServer() as elsewhere:
        openai_server.will(status(307, "", Location=f"{elsewhere.url}/chat/completions"))
        error = failure(client)
        assert elsewhere.calls == []
    assert isinstance(error, Rejected)
    assert "sends requests elsewhere (307)" in str(error)


# Secrets


@pytest.mark.parametrize("code", [200, 307, 400, 401, 404, 422, 429, 500])
def test_nothing_that_a_server_says_is_shown_or_logged(
    openai_server: OpenAIServer, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    caplog.set_level(logging.DEBUG)
    said = f"Incorrect API key provided: {KEY}. password=hunter2"
    body = json.dumps({"error": {"message": said, "code": said, "type": said}, "key": KEY})
    openai_server.will(status(code, body))
    client = ChatServer(openai_server.url, "tiny", key=KEY, attempts=1)
    error = failure(client)
    shown = [caplog.text, repr(client), repr(error), *traceback.format_exception(error)]
    assert [text for text in shown if KEY in text or "hunter2" in text] == []


def test_a_connection_that_fails_shows_no_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with closed_port() as url:
        error = failure(ChatServer(url, "tiny", key=KEY, attempts=1))
    assert KEY not in caplog.text + "".join(traceback.format_exception(error))


# Settings that cannot be used


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:11434/v1", "ftp://host/v1", "http://", "http://[::1", "file:///etc/passwd"]
)
def test_an_address_that_is_none_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(Misconfigured, match="such as http://127"):
        ChatServer(url, "tiny")


@pytest.mark.parametrize("url", [f"http://user:{KEY}@host/v1", f"http://host/v1?key={KEY}"])
def test_a_key_in_the_address_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(Misconfigured, match="SKILLGRAPH_LLM_KEY") as caught:
        ChatServer(url, "tiny")
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("key", [f"{KEY}\nX-Other: 1", f"{KEY} {KEY}", f"{KEY}é"])
def test_a_key_with_letters_that_no_key_has_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(Misconfigured, match="Copy it again") as caught:
        ChatServer("http://host/v1", "tiny", key=key)
    assert KEY not in str(caught.value)


def test_a_slash_or_the_whole_path_may_end_the_address(openai_server: OpenAIServer) -> None:
    for url in (f"{openai_server.url}/", f"{openai_server.url}/chat/completions", f" {openai_server.url} "):
        assert ChatServer(url, "tiny").generate(ASKED).text == "{}"


# Orders


def test_an_order_is_taken_only_if_it_names_each_once(
    openai_server: OpenAIServer, client: ChatServer
) -> None:
    request = Request(ASKED.messages, permutation_of=["a", "b", "c"])
    openai_server.will(says('{"order": ["c", "a", "b"]}'))
    assert order(client, request) == ["c", "a", "b"]
    for text in ('{"order": ["c", "c", "b"]}', '{"order": ["c", "a"]}', '{"order": [1, 2, 3]}', "[]", "no"):
        openai_server.will(says(text))
        with pytest.raises(Malformed, match="each of the given entries once"):
            order(client, request)
