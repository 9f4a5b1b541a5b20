"""A model in a local folder, run in this process, whose every token a grammar allows.

Weights are read from safetensors files only and no code of a model is run. The model is loaded at its first
question, and threads take turns. The same request gives the same answer: its randomness is its own.
"""

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from .generator import (
    Answer,
    Cancelled,
    GeneratorError,
    Message,
    Misconfigured,
    Overloaded,
    PromptTooLong,
    Rejected,
    Request,
    TooSlow,
)
from .grammar import grammar_for

if TYPE_CHECKING:
    import torch
    from llguidance import LLMatcher, LLTokenizer

logger = logging.getLogger(__name__)

REMEDY = (
    "SKILLGRAPH_LLM_MODEL takes a folder with a causal language model as transformers saves it: config.json, "
    "safetensors weights and a fast tokenizer. Then start the site again."
)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A model with its tokenizer, and the latter once more as the grammar sees it."""

    model: Any
    tokenizer: Any
    vocabulary: "LLTokenizer"
    ends: frozenset[int]
    context: int


class LocalModel:
    """The causal language model in ``folder``. Safe for many threads, which take turns.

    A failure to load is remembered: trying again at every question would keep people waiting for nothing.
    """

    def __init__(self, folder: str | Path) -> None:
        """Raises Misconfigured."""
        self.folder = Path(folder).expanduser()
        self.name = self.folder.name
        self._turn = Lock()
        self._loaded: _Loaded | None = None
        self._problem = ""
        if not (self.folder / "config.json").is_file():
            raise Misconfigured(f"There is no language model in the folder {self.name!r}. {REMEDY}")

    def __repr__(self) -> str:
        return f"LocalModel({self.name!r})"

    def generate(self, request: Request) -> Answer:
        """Raises GeneratorError."""
        started = monotonic()
        if not self._turn.acquire(timeout=request.deadline):
            raise _too_slow(request)
        try:
            loaded = self._model()
            prompt = _tokens(loaded.tokenizer, request.messages)
            if len(prompt) + request.max_tokens > loaded.context:
                raise PromptTooLong(
                    f"The request needs {len(prompt)} tokens and its answer up to {request.max_tokens}, but "
                    f"the model {self.name!r} reads {loaded.context}. Choose another model."
                )
            written = list(_decoded(loaded, prompt, request, started + request.deadline))
        except (RuntimeError, MemoryError) as error:  # torch runs out of memory as a RuntimeError
            logger.exception("The language model %s failed", self.name)
            raise Overloaded(
                f"The language model {self.name!r} failed ({type(error).__name__}), often for want of "
                "memory. Try again later, or choose a smaller one."
            ) from error
        finally:
            self._turn.release()
        return _answer(loaded, self.name, len(prompt), written, started)

    def _model(self) -> _Loaded:
        if self._problem:
            raise Misconfigured(self._problem)
        if self._loaded is None:
            try:
                self._loaded = _load(self.folder)
            except Exception as error:
                self._problem = (
                    f"The language model {self.name!r} cannot be loaded ({type(error).__name__}). {REMEDY}"
                )
                logger.exception(self._problem)
                raise Misconfigured(self._problem) from error
        return self._loaded


def _load(folder: Path) -> _Loaded:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
    from llguidance.hf import from_tokenizer
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model: Any = AutoModelForCausalLM.from_pretrained(
        folder, local_files_only=True, use_safetensors=True, dtype="auto"
    )
    model.to("cuda" if torch.cuda.is_available() else "cpu").train(False)
    ends = _ends(tokenizer, model)
    size = model.get_output_embeddings().weight.shape[0]
    vocabulary = from_tokenizer(tokenizer, n_vocab=size, eos_token=sorted(ends))
    context = getattr(model.config.get_text_config(), "max_position_embeddings", sys.maxsize)
    return _Loaded(model, tokenizer, vocabulary, ends, context)


def _ends(tokenizer: Any, model: Any) -> frozenset[int]:
    """Every token that ends an answer: chat models have one for a turn besides one for a text."""
    told = model.generation_config.eos_token_id
    return frozenset([tokenizer.eos_token_id, *(told if isinstance(told, list) else [told])]) - {None}


def _tokens(tokenizer: Any, messages: Sequence[Message]) -> list[int]:
    """The conversation as the model was trained to read it."""
    added = tokenizer.added_tokens_decoder.values()
    marks = [*tokenizer.all_special_tokens, *(str(token) for token in added if token.special)]
    turns = [{"role": turn.role, "content": _without(marks, turn.content)} for turn in messages]
    if tokenizer.chat_template:
        rendered = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        return list(tokenizer(rendered, add_special_tokens=False)["input_ids"])
    rendered = "\n\n".join(turn["content"] for turn in turns) + "\n\n"
    return list(tokenizer(rendered)["input_ids"])


def _without(marks: Sequence[str], content: str) -> str:
    """``content`` without what the tokenizer would take for the end of a turn."""
    for mark in marks:
        content = content.replace(mark, " ")
    return content.encode("utf-8", "ignore").decode("utf-8")


def _decoded(loaded: _Loaded, prompt: Sequence[int], request: Request, end: float) -> Iterator[int]:
    """The tokens of the answer, the one that ends it included."""
    import torch

    matcher = _matcher(loaded.vocabulary, request)
    device = loaded.model.device
    randomness = torch.Generator(device).manual_seed(request.seed)
    fed, past = list(prompt), None
    for _ in range(request.max_tokens):
        if request.is_cancelled():
            raise Cancelled
        if monotonic() >= end:
            raise _too_slow(request)
        with torch.inference_mode():
            read = loaded.model(torch.tensor([fed], device=device), past_key_values=past, use_cache=True)
            past = read.past_key_values
            token = _chosen(read.logits[0, -1], matcher, request.temperature, randomness)
        yield token
        if token in loaded.ends:
            return
        if matcher is not None:
            matcher.consume_token(token)
        fed = [token]


def _chosen(
    logits: "torch.Tensor", matcher: "LLMatcher | None", temperature: float, randomness: "torch.Generator"
) -> int:
    """The likeliest of the allowed tokens, or one drawn from them."""
    import torch

    logits = logits.float()
    if matcher is not None:
        logits = logits.masked_fill(_forbidden(matcher, logits), -torch.inf)
    if temperature <= 0:
        return int(logits.argmax())
    shares = torch.softmax(logits / temperature, dim=-1)
    return int(torch.multinomial(shares, 1, generator=randomness))


def _forbidden(matcher: "LLMatcher", logits: "torch.Tensor") -> "torch.Tensor":
    """Which tokens the grammar does not allow next; one bit a token, lowest first."""
    import torch

    bits = np.unpackbits(np.frombuffer(matcher.compute_bitmask(), dtype=np.uint8), bitorder="little")
    if matcher.is_error():
        raise _not_enforced(matcher.get_error())
    return torch.from_numpy(bits[: len(logits)] == 0).to(logits.device)


def _matcher(vocabulary: "LLTokenizer", request: Request) -> "LLMatcher | None":
    grammar = grammar_for(request)
    if grammar is None:
        return None
    from llguidance import LLMatcher

    matcher = LLMatcher(vocabulary, grammar, log_level=0)
    if matcher.is_error():
        raise _not_enforced(matcher.get_error())
    return matcher


def _not_enforced(problem: str) -> GeneratorError:
    logger.error("llguidance: %s", problem)
    return Rejected("The schema of the request cannot be enforced on the model's tokens; the log says why.")


def _answer(loaded: _Loaded, name: str, asked: int, written: Sequence[int], started: float) -> Answer:
    is_whole = bool(written) and written[-1] in loaded.ends
    text = loaded.tokenizer.decode(
        written[:-1] if is_whole else written, skip_special_tokens=True, clean_up_tokenization_spaces=False
    )
    return Answer(text, name, asked, len(written), 1_000 * (monotonic() - started), is_whole)


def _too_slow(request: Request) -> TooSlow:
    return TooSlow(
        f"The language model gave no whole answer within {request.deadline:g} seconds. Choose a smaller one, "
        "or raise SKILLGRAPH_LLM_TIMEOUT."
    )
