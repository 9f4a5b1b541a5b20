"""What language models may cost in a day, in tokens and in money."""

from dataclasses import dataclass

from .generator import BudgetSpent

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits for a day, none where 0; prices are for a million tokens, in whichever currency."""

    daily_tokens: int = 0
    daily_cost: float = 0.0
    prompt_price: float = 0.0
    completion_price: float = 0.0

    def cost(self, prompt_tokens: int, completion_tokens: int) -> float:
        """What so many tokens cost.

        >>> Budget(prompt_price=0.5, completion_price=2).cost(2_000_000, 500_000)
        2.0
        """
        paid = prompt_tokens * self.prompt_price + completion_tokens * self.completion_price
        return paid / _MILLION

    def check(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Raises BudgetSpent where what was used today leaves nothing for another request."""
        tokens, cost = prompt_tokens + completion_tokens, self.cost(prompt_tokens, completion_tokens)
        if self.daily_tokens and tokens >= self.daily_tokens:
            raise BudgetSpent(
                f"The language model may use {self.daily_tokens:,} tokens a day, and today's are used up. "
                "Wait until tomorrow, or raise SKILLGRAPH_LLM_DAILY_TOKENS."
            )
        if self.daily_cost and cost >= self.daily_cost:
            raise BudgetSpent(
                f"The language model may cost {self.daily_cost:g} a day, and that is spent. Wait until "
                "tomorrow, or raise SKILLGRAPH_LLM_DAILY_COST."
            )
