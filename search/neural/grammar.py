"""What an answer may look like, as a grammar of llguidance."""

import json
from collections.abc import Sequence

from .generator import Misconfigured, Request

#: A parameter of llguidance's grammars has 64 bits, and each id needs one.
MOST_PERMUTED = 64


def grammar_for(request: Request) -> str | None:
    """The grammar of ``request``, or None where the answer is free. Raises Misconfigured."""
    from llguidance import LLMatcher

    if request.permutation_of:
        return LLMatcher.grammar_from_lark(permutation_grammar(request.permutation_of))
    if request.schema is None:
        return None
    # Blanks anywhere would let a model that is lost go on with them to the last token.
    return LLMatcher.grammar_from_json_schema(dict(request.schema), overrides={"whitespace_flexible": False})


def permutation_grammar(ids: Sequence[str]) -> str:
    """Lark rules for ``{"order": [...]}`` with each of ``ids`` once, in any order.

    A set of bits tells which ids stand already. Raises Misconfigured for more than MOST_PERMUTED or doubled
    ids.
    """
    if len(set(ids)) != len(ids) or len(ids) > MOST_PERMUTED:
        raise Misconfigured(f"Only up to {MOST_PERMUTED} different entries can be put in order.")
    bits = f"[0:{len(ids)}]"
    choices = [
        f"{_literal(json.dumps(name, ensure_ascii=False))} rest::set_bit({bit})  %if bit_clear({bit})"
        for bit, name in enumerate(ids)
    ]
    later = [f'", " {choice}' for choice in choices]
    return "\n".join(
        [
            f"start: {_literal(chr(123) + json.dumps('order') + ': [')} first::0x0",
            "first::_: " + "\n | ".join(choices),
            f"rest::_: {_literal(']}')}  %if is_ones({bits})\n | " + "\n | ".join(later),
        ]
    )


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
