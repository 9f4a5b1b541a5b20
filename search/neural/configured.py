"""The language model that the settings name."""

import json
from functools import lru_cache
from typing import Any, cast

from .generator import Generator, Misconfigured


@lru_cache(maxsize=4)
def configured_generator(
    *, model: str, url: str = "", key: str = "", dialect: str = "auto", attempts: int = 3, options: str = "{}"
) -> Generator | None:
    """The model called ``model`` on the server at ``url``, or, without one, in the folder ``model``.

    None where ``model`` is empty: nothing is configured. One per process and configuration, for it remembers
    its dialect or holds its weights. ``options`` is a JSON object. Raises Misconfigured.
    """
    if not model:
        if url:
            raise Misconfigured(
                "SKILLGRAPH_LLM_URL is set, but not the model to ask for: SKILLGRAPH_LLM_MODEL."
            )
        return None
    if not url:
        from .constrained import LocalModel

        return LocalModel(model)
    from .chat_server import DIALECTS, ChatServer, Dialect

    if dialect not in {"auto", *DIALECTS}:
        known = ", ".join(["auto", *DIALECTS])
        raise Misconfigured(f"SKILLGRAPH_LLM_DIALECT is {dialect!r}; it has to be one of {known}.")
    chosen = None if dialect == "auto" else cast("Dialect", dialect)
    return ChatServer(url, model, key=key, dialect=chosen, attempts=attempts, options=_options(options))


def _options(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Misconfigured(
            'SKILLGRAPH_LLM_OPTIONS has to be a JSON object, such as {"seed": null, "top_p": 0.9}.'
        )
    return found
