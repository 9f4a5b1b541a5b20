"""A language model that keeps account: no question once the day's limit is reached, every answer counted."""

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import F, Sum
from django.utils.timezone import localdate

from search.neural.generator import Answer, Generator, Request

from .language_model import budget
from .models import TokenDay


class MeteredGenerator:
    """``generator`` within the settings' limits: time and tokens of an answer, tokens and money of a day."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator

    @property
    def name(self) -> str:
        return self._generator.name

    def generate(self, request: Request) -> Answer:
        """Raises BudgetSpent, and what ``generator`` raises."""
        today = localdate()
        budget().check(*used_on(today))
        bounded = replace(
            request,
            max_tokens=settings.SKILLGRAPH_LLM_MAX_TOKENS,
            deadline=min(request.deadline, settings.SKILLGRAPH_LLM_TIMEOUT),
        )
        answer = self._generator.generate(bounded)
        _count(today, self.name, answer)
        return answer


def used_on(day: date) -> tuple[int, int]:
    """The tokens read and written on ``day``, by all models together."""
    used = TokenDay.objects.filter(day=day).aggregate(
        read=Sum("prompt_tokens", default=0), written=Sum("completion_tokens", default=0)
    )
    return used["read"], used["written"]


def _count(day: date, model: str, answer: Answer) -> None:
    row, _ = TokenDay.objects.get_or_create(day=day, model=model)
    TokenDay.objects.filter(pk=row.pk).update(
        requests=F("requests") + 1,
        prompt_tokens=F("prompt_tokens") + answer.prompt_tokens,
        completion_tokens=F("completion_tokens") + answer.completion_tokens,
    )
