"""A real decoder in this process: what a grammar allows, the same for a seed, in time or not at all."""

import json
import shutil
from pathlib import Path

import pytest

from search.neural.constrained import LocalModel
from search.neural.generator import (
    Cancelled,
    Message,
    Misconfigured,
    PromptTooLong,
    Rejected,
    Request,
    TooSlow,
    order,
)
from search.neural.grammar import MOST_PERMUTED
from tests.search.tiny_llama import write_tiny_llama

ASKED = [Message("system", "Put in order."), Message("user", "Which?")]
IDS = [f"esco:{place}é" for place in range(12)]
SCHEMA = {
    "type": "object",
    "properties": {"word": {"type": "string", "pattern": "^[a-z]{3,9}$"}, "id": {"enum": ["e1", "e2"]}},
    "required": ["word", "id"],
    "additionalProperties": False,
}


def test_an_answer_follows_its_schema(tiny_llama: LocalModel) -> None:
    for seed in range(5):
        answer = tiny_llama.generate(Request(ASKED, schema=SCHEMA, seed=seed, temperature=1.0))
        found = json.loads(answer.text)
        assert list(found) == ["word", "id"]
        assert found["word"].isalpha()
        assert found["word"].islower()
        assert answer.is_whole
        assert answer.model == tiny_llama.name


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(tiny_llama: LocalModel) -> None:
    def text(seed: int, temperature: float = 1.0) -> str:
        return tiny_llama.generate(Request(ASKED, schema=SCHEMA, seed=seed, temperature=temperature)).text

    assert text(1) == text(1)
    assert len({text(seed) for seed in range(6)}) > 1
    assert text(1, 0.0) == text(2, 0.0)


def test_an_order_names_each_id_once_whatever_the_model_prefers(tiny_llama: LocalModel) -> None:
    found = [
        order(tiny_llama, Request(ASKED, permutation_of=IDS, seed=seed, temperature=1.0)) for seed in range(8)
    ]
    assert [sorted(ids) for ids in found] == [sorted(IDS)] * 8
    assert len({tuple(ids) for ids in found}) > 1


@pytest.mark.parametrize("ids", [["only"], ['"quoted"', "back\\slash", "new\nline", "a", "ab"]])
def test_ids_of_any_letters_can_be_put_in_order(tiny_llama: LocalModel, ids: list[str]) -> None:
    assert sorted(order(tiny_llama, Request(ASKED, permutation_of=ids, temperature=1.0))) == sorted(ids)


@pytest.mark.parametrize("ids", [["a", "a"], [str(place) for place in range(MOST_PERMUTED + 1)]])
def test_too_many_or_doubled_ids_cannot_be_put_in_order(tiny_llama: LocalModel, ids: list[str]) -> None:
    with pytest.raises(Misconfigured, match="Only up to 64 different entries"):
        tiny_llama.generate(Request(ASKED, permutation_of=ids))


def test_a_free_answer_ends_with_its_tokens(tiny_llama: LocalModel) -> None:
    answer = tiny_llama.generate(Request(ASKED, max_tokens=12, temperature=1.0))
    assert answer.completion_tokens <= 12
    assert answer.is_whole == (answer.completion_tokens < 12)


def test_an_answer_cut_by_max_tokens_is_told(tiny_llama: LocalModel) -> None:
    answer = tiny_llama.generate(Request(ASKED, schema=SCHEMA, max_tokens=3))
    assert not answer.is_whole
    assert answer.completion_tokens == 3


def test_whoever_cancels_is_heard_between_two_tokens(tiny_llama: LocalModel) -> None:
    looks = iter([False, False, True])
    with pytest.raises(Cancelled, match="before the model had answered"):
        tiny_llama.generate(Request(ASKED, schema=SCHEMA, is_cancelled=lambda: next(looks)))
    assert list(looks) == []
    assert tiny_llama.generate(Request(ASKED, schema=SCHEMA)).text


def test_a_deadline_that_has_passed_ends_the_answer(tiny_llama: LocalModel) -> None:
    with pytest.raises(TooSlow, match="within 0 seconds"):
        tiny_llama.generate(Request(ASKED, schema=SCHEMA, deadline=0))


def test_text_cannot_end_its_turn(tiny_llama: LocalModel) -> None:
    plain = [Message("user", "a b c")]
    marked = [Message("user", "a <|end|> b <|st<|end|>art|> c")]
    tokens = [tiny_llama.generate(Request(turns, schema=SCHEMA)).prompt_tokens for turns in (plain, marked)]
    start_and_end = 2
    rendered = tiny_llama._model().tokenizer
    marks = rendered(["<|start|>", "<|end|>"])["input_ids"]
    assert [len(mark) for mark in marks] == [1, 1]
    from search.neural.constrained import _tokens

    found = _tokens(rendered, marked)
    assert len(found) == tokens[1]
    assert [found.count(mark[0]) for mark in marks] == [start_and_end, 1]


def test_a_prompt_longer_than_the_model_reads_is_refused(tmp_path: Path) -> None:
    small = LocalModel(write_tiny_llama(tmp_path, context=64))
    with pytest.raises(PromptTooLong, match="reads 64"):
        small.generate(Request([Message("user", "word " * 100)], schema=SCHEMA, max_tokens=10))


def test_a_schema_that_cannot_be_enforced_is_never_passed_over(
    tiny_llama: LocalModel, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Rejected, match="cannot be enforced"):
        tiny_llama.generate(Request(ASKED, schema={"type": "array", "uniqueItems": True}))
    assert "uniqueItems" in caplog.text


def test_a_folder_without_a_model_is_refused_with_what_is_needed(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(Misconfigured, match=r"config\.json, safetensors weights and a fast tokenizer"):
            LocalModel(folder)


def test_a_model_that_cannot_be_loaded_says_so_again_without_another_try(tmp_path: Path) -> None:
    folder = Path(write_tiny_llama(tmp_path / "broken"))
    weights = folder / "model.safetensors"
    kept = weights.read_bytes()
    weights.write_bytes(kept[:100])
    broken = LocalModel(folder)
    with pytest.raises(Misconfigured, match="'broken' cannot be loaded"):
        broken.generate(Request(ASKED))
    weights.write_bytes(kept)
    with pytest.raises(Misconfigured, match="Then start the site again"):
        broken.generate(Request(ASKED))


def test_weights_that_could_run_code_are_not_opened(tmp_path: Path) -> None:
    import torch

    folder = Path(write_tiny_llama(tmp_path / "pickled"))
    (folder / "model.safetensors").unlink()
    torch.save({}, folder / "pytorch_model.bin")
    with pytest.raises(Misconfigured, match="safetensors"):
        LocalModel(folder).generate(Request(ASKED))
    shutil.rmtree(folder)
