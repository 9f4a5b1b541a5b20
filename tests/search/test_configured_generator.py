"""The model that the settings name, or none; and what it may cost."""

import pytest

from search.neural.budget import Budget
from search.neural.chat_server import ChatServer
from search.neural.configured import configured_generator
from search.neural.constrained import LocalModel
from search.neural.generator import BudgetSpent, GeneratorError, Message, Misconfigured, Request
from tests.conftest import ROOT
from tests.search.openai_server import OpenAIServer, says, takes_only


def test_nothing_configured_is_no_generator() -> None:
    assert configured_generator(model="") is None


def test_a_server_keeps_what_it_learnt(openai_server: OpenAIServer) -> None:
    openai_server.will(takes_only("json_object", says("{}")))
    for _ in range(2):
        generator = configured_generator(model="tiny", url=openai_server.url)
        assert isinstance(generator, ChatServer)
        generator.generate(Request([Message("user", "x")], schema={"type": "object"}))
    assert len(openai_server.calls) == 3


def test_a_folder_is_a_local_model(tiny_llama: LocalModel) -> None:
    generator = configured_generator(model=str(tiny_llama.folder))
    assert isinstance(generator, LocalModel)
    assert generator is configured_generator(model=str(tiny_llama.folder))


def test_options_reach_the_request(openai_server: OpenAIServer) -> None:
    generator = configured_generator(
        model="tiny", url=openai_server.url, options='{"seed": null, "top_p": 0.5}'
    )
    assert generator is not None
    generator.generate(Request([Message("user", "x")]))
    body = openai_server.calls[0].body
    assert body["top_p"] == 0.5
    assert "seed" not in body


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"model": "", "url": "http://host/v1"}, "SKILLGRAPH_LLM_MODEL"),
        ({"model": "no-such-folder"}, "SKILLGRAPH_LLM_MODEL"),
        ({"model": "m", "url": "host"}, "SKILLGRAPH_LLM_URL"),
        ({"model": "m", "url": "http://host/v1", "dialect": "xml"}, "auto, json_schema, json_object"),
        ({"model": "m", "url": "http://host/v1", "options": "[1]"}, "SKILLGRAPH_LLM_OPTIONS"),
        ({"model": "m", "url": "http://host/v1", "options": "{"}, "SKILLGRAPH_LLM_OPTIONS"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(settings: dict[str, str], named: str) -> None:
    with pytest.raises(Misconfigured, match=named):
        configured_generator(**settings)


def test_a_budget_counts_tokens_and_money_and_ends() -> None:
    budget = Budget(daily_tokens=1_000, daily_cost=2, prompt_price=1, completion_price=4)
    assert budget.cost(1_000_000, 250_000) == 2
    budget.check(500, 499)
    with pytest.raises(BudgetSpent, match=r"1,000 tokens a day.*SKILLGRAPH_LLM_DAILY_TOKENS"):
        budget.check(500, 500)
    with pytest.raises(BudgetSpent, match="SKILLGRAPH_LLM_DAILY_COST"):
        Budget(daily_cost=2, prompt_price=1).check(2_000_000, 0)


def errors(root: type[GeneratorError] = GeneratorError) -> list[type[GeneratorError]]:
    return [root, *(found for below in root.__subclasses__() for found in errors(below))]


def test_every_error_has_a_code_of_its_own_and_those_that_are_raised_are_documented() -> None:
    codes = [error.code for error in errors()]
    assert len(set(codes)) == len(codes)
    page = (ROOT / "docs" / "summaries.md").read_text(encoding="utf-8")
    raised = [error.code for error in errors() if not error.__subclasses__()]
    assert [code for code in raised if f"| `{code}` |" not in page] == []


def test_without_a_limit_nothing_is_spent() -> None:
    Budget().check(10**12, 10**12)
