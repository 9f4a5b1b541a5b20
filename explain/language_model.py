"""The language model of this site, what it may cost, and the check that its settings can be used."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from search.neural.budget import Budget
from search.neural.configured import configured_generator
from search.neural.generator import Generator, Misconfigured


def language_model() -> Generator | None:
    """The configured model, one per process; None where none is. Raises Misconfigured."""
    return configured_generator(
        model=settings.SKILLGRAPH_LLM_MODEL,
        url=settings.SKILLGRAPH_LLM_URL,
        key=settings.SKILLGRAPH_LLM_KEY,
        dialect=settings.SKILLGRAPH_LLM_DIALECT,
        attempts=settings.SKILLGRAPH_LLM_ATTEMPTS,
        options=settings.SKILLGRAPH_LLM_OPTIONS,
    )


def budget() -> Budget:
    """What a day may cost."""
    prompt_price, completion_price = settings.SKILLGRAPH_LLM_PRICES
    return Budget(
        daily_tokens=settings.SKILLGRAPH_LLM_DAILY_TOKENS,
        daily_cost=settings.SKILLGRAPH_LLM_DAILY_COST,
        prompt_price=prompt_price,
        completion_price=completion_price,
    )


def check_language_model(**_: Any) -> list[CheckMessage]:
    """A site whose model cannot be used does not start; whether a server answers is seen when it is asked."""
    try:
        language_model()
    except Misconfigured as problem:
        return [Error(str(problem), id="explain.E001")]
    return []
