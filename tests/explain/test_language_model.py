"""The settings of a language model: read into a generator and a budget, checked before the site starts."""

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks

from explain.language_model import budget, language_model
from search.neural.chat_server import ChatServer
from search.neural.generator import Message, Request
from tests.conftest import Manage
from tests.search.openai_server import OpenAIServer


def test_a_site_without_a_model_starts() -> None:
    assert language_model() is None
    assert [problem for problem in run_checks() if problem.id == "explain.E001"] == []


def test_the_settings_reach_the_server(settings: LazySettings, openai_server: OpenAIServer) -> None:
    settings.SKILLGRAPH_LLM_MODEL = "tiny"
    settings.SKILLGRAPH_LLM_URL = openai_server.url
    settings.SKILLGRAPH_LLM_KEY = "a-key"
    settings.SKILLGRAPH_LLM_OPTIONS = '{"top_p": 0.5}'
    model = language_model()
    assert isinstance(model, ChatServer)
    model.generate(Request([Message("user", "x")]))
    [call] = openai_server.calls
    assert call.headers["Authorization"] == "Bearer a-key"
    assert (call.body["model"], call.body["top_p"]) == ("tiny", 0.5)


def test_prices_and_limits_make_a_budget(settings: LazySettings) -> None:
    settings.SKILLGRAPH_LLM_PRICES = [0.5, 2.0]
    settings.SKILLGRAPH_LLM_DAILY_TOKENS = 9
    assert budget().cost(1_000_000, 1_000_000) == 2.5
    assert budget().daily_tokens == 9


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SKILLGRAPH_LLM_MODEL", "no-such-folder"),
        ("SKILLGRAPH_LLM_URL", "http://user:hunter2@host/v1"),
        ("SKILLGRAPH_LLM_KEY", "hunter2 hunter2"),
        ("SKILLGRAPH_LLM_OPTIONS", "hunter2"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start_and_is_named(
    manage: Manage, name: str, value: str
) -> None:
    usable = {"SKILLGRAPH_LLM_MODEL": "tiny"}
    if name != "SKILLGRAPH_LLM_MODEL":
        usable["SKILLGRAPH_LLM_URL"] = "http://127.0.0.1:9/v1"
    done = manage("check", **{**usable, name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr
