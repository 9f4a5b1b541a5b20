"""Training the contextual half: where it starts, what it is shown, and that it learns."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from search.neural.contextual import ContextualEncoder
from search.neural.encoder import LABEL_SHARE, QUERY_SHARE, EmbeddedEncoder
from search.neural.training.concept import TrainingConcept
from search.neural.training.contextual.batches import Batch, Rounds
from search.neural.training.contextual.distil import distil_contextual
from search.neural.training.contextual.lesson import contextual_lesson
from search.neural.training.contextual.recipe import ContextualLesson, ContextualRecipe
from search.neural.training.contextual.shipping import write_contextual
from search.neural.training.contextual.student import POSITIONS, ContextualStudent
from search.neural.training.corpus import build_corpus
from search.neural.training.ranking import RankingPairs
from search.neural.training.shipping import write_model
from search.neural.training.student import TokenTable
from search.neural.training.teacher import TeacherModel
from search.neural.training.vocabulary import train_tokenizer
from tests.search.tiny_bert import tiny_teacher

DIM = 32
TEXTS = [
    "milk cows",
    "bake bread",
    "teach music",
    "count birds",
    "traire les vaches",
    "cuire du pain",
    "enseigner la musique",
    "compter les oiseaux",
]


@cache
def teacher_model() -> TeacherModel:
    return tiny_teacher((word for text in TEXTS[:4] for word in text.split()), DIM)


@cache
def tokenizer() -> Tokenizer:
    return train_tokenizer(TEXTS * 3, size=400)


def tokens_by_id() -> list[str]:
    vocabulary = tokenizer().get_vocab()
    return sorted(vocabulary, key=vocabulary.__getitem__)


def static_vectors() -> NDArray[np.float32]:
    vectors = np.random.default_rng(3).normal(size=(len(tokens_by_id()), DIM)).astype(np.float32)
    vectors[0] = 0
    return vectors


def student_with(own_rows: int) -> ContextualStudent:
    teacher = teacher_model()
    counts = np.bincount(TokenTable(tokenizer(), TEXTS).flat, minlength=len(tokens_by_id()))
    return ContextualStudent(
        teacher.model, teacher.vocabulary, tokens_by_id(), static_vectors(), counts, own_rows
    )


def vectors_of(student: ContextualStudent, texts: Sequence[str]) -> NDArray[np.float32]:
    table = TokenTable(tokenizer(), texts)
    with torch.no_grad():
        vectors: NDArray[np.float32] = student(*table.padded(np.arange(len(texts)))).numpy()
    return vectors


def lesson_of(texts: Sequence[str], first_pair: int) -> ContextualLesson:
    targets = np.random.default_rng(4).normal(size=(len(texts), DIM))
    return ContextualLesson(
        texts=texts,
        language_of=["en"] * len(texts),
        target_of=np.arange(len(texts)),
        targets=(targets / np.linalg.norm(targets, axis=1, keepdims=True)).astype(np.float16),
        weights=np.ones(len(texts)),
        first_pair=first_pair,
        pairs=RankingPairs([(text, text) for text in texts[first_pair:]]),
        first_answer=first_pair,
    )


def test_an_untrained_student_reads_the_teachers_words_as_the_teacher_does() -> None:
    teacher = teacher_model()
    text = "milk cows"
    ids = [teacher.vocabulary[token] for token in ["[CLS]", *text.split(), "[SEP]"]]
    with torch.no_grad():
        states = teacher.model(input_ids=torch.tensor([ids])).last_hidden_state
    expected = torch.nn.functional.normalize(states.mean(1), dim=1).numpy()
    np.testing.assert_allclose(vectors_of(student_with(own_rows=400), [text]), expected, atol=1e-5)


def test_padding_does_not_change_a_texts_vector() -> None:
    student = student_with(own_rows=20)
    together = vectors_of(student, ["bake bread", "traire les vaches et compter les oiseaux"])
    np.testing.assert_allclose(together[:1], vectors_of(student, ["bake bread"]), atol=1e-5)


def test_tokens_beyond_the_commonest_get_their_input_vector_from_the_static_one() -> None:
    student = student_with(own_rows=5)
    assert int(torch.count_nonzero(student.row_of)) == 5
    rare = [token for token, row in enumerate(student.row_of.tolist()) if row == 0]
    before = vectors_of(student, TEXTS)
    with torch.no_grad():
        student.static[rare] = student.static[rare].roll(1, 0)
    assert not np.allclose(before, vectors_of(student, TEXTS))


def test_a_round_shows_each_half_in_its_share_and_leaves_long_texts_out() -> None:
    texts = [f"bake bread {'milk ' * (number % 3)}" for number in range(4_000)] + ["milk " * 60] * 500
    recipe = ContextualRecipe(texts=2_000, rounds=2, pairs_share=0.25, slips=0, outcomes=0)
    batches = Rounds(lesson_of(texts, first_pair=2_000), tokenizer(), recipe).batches(0)
    shown = {of_pairs: sum(len(b.tokens) for b in batches if b.of_pairs == of_pairs) for of_pairs in (0, 1)}
    assert shown[False] == pytest.approx(750, rel=0.15)
    assert shown[True] == pytest.approx(250, rel=0.25)
    assert max(int(batch.lengths.max()) for batch in batches) <= recipe.longest


def test_a_batch_holds_no_more_than_its_tokens_and_texts() -> None:
    texts = ["milk cows " * (1 + number % 12) for number in range(3_000)]
    recipe = ContextualRecipe(texts=3_000, rounds=1, pairs_share=0, tokens_per_batch=400, texts_per_batch=64)
    for batch in Rounds(lesson_of(texts, len(texts)), tokenizer(), recipe).batches(0):
        assert len(batch.tokens) <= 64
        assert len(batch.tokens) == 1 or len(batch.tokens) * (int(batch.lengths.max()) + 2) <= 400


def test_heavier_texts_are_drawn_more_often_and_none_twice_in_a_round() -> None:
    lesson = lesson_of([f"bake bread {number}" for number in range(2_000)], first_pair=2_000)
    lesson = replace(lesson, weights=np.repeat([1.0, 0.25], 1_000))
    recipe = ContextualRecipe(texts=500, rounds=1, pairs_share=0)
    drawn = torch.cat([batch.target_ids for batch in Rounds(lesson, tokenizer(), recipe).batches(0)])
    assert len(set(drawn.tolist())) == len(drawn)
    assert int((drawn < 1_000).sum()) == pytest.approx(400, rel=0.2)


def lesson_with_siblings(hard_negatives: int) -> ContextualLesson:
    """English labels as texts, then pairs whose answers all have siblings."""
    concepts = [
        TrainingConcept(f"https://example.org/{n}", {"en": label}, {"en": [f"how to {label}"]}, {}, ["group"])
        for n, label in enumerate(TEXTS[:4])
    ]
    corpus = build_corpus(concepts, {})
    assert len(corpus.contrasts["alternative-label"]) >= 3
    targets = np.eye(len(corpus.english_sides), DIM, dtype=np.float16)
    lesson = contextual_lesson(corpus, targets, one_hot, lambda *_: "", hard_negatives=hard_negatives)
    return replace(lesson, weights=np.full(len(lesson.texts), 1.0))


def one_hot(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.eye(len(texts), DIM, dtype=np.float32)


def pair_batches(hard_negatives: int) -> list[Batch]:
    recipe = ContextualRecipe(texts=2_000, rounds=1, hard_negatives=hard_negatives, slips=0, outcomes=0)
    batches = Rounds(lesson_with_siblings(hard_negatives), tokenizer(), recipe).batches(0)
    return [batch for batch in batches if batch.of_pairs]


def test_a_batch_of_pairs_brings_its_hard_negatives_behind_its_targets() -> None:
    lesson = lesson_with_siblings(2)
    for batch in pair_batches(2):
        own, others = batch.target_ids[: len(batch.tokens)], batch.target_ids[len(batch.tokens) :]
        assert set(own.tolist()) <= set(lesson.target_of[lesson.first_pair :].tolist())
        assert len(others) > 0
        assert {lesson.pairs.answers[place - lesson.first_answer] for place in others} <= set(TEXTS[:4])
        assert len(batch.targets) == len(batch.target_ids)
        np.testing.assert_allclose(batch.targets, lesson.targets[batch.target_ids].astype(np.float32))


def test_without_hard_negatives_every_target_belongs_to_a_text() -> None:
    with_them, without = pair_batches(2), pair_batches(0)
    assert len(with_them) == len(without) > 0
    for more, batch in zip(with_them, without, strict=True):
        assert len(batch.targets) == len(batch.tokens)
        torch.testing.assert_close(more.tokens, batch.tokens)


RECIPE = ContextualRecipe(
    texts=3_600,
    rounds=3,
    pairs_share=0.25,
    texts_per_batch=48,
    learning_rate=3e-3,
    rows_learning_rate=0.02,
    slips=0,
    outcomes=0,
)


def test_training_brings_texts_to_their_targets(tmp_path: Path) -> None:
    lesson = lesson_of(TEXTS * 150, first_pair=900)
    lesson = replace(lesson, target_of=np.arange(len(lesson.texts)) % len(TEXTS))
    student = student_with(own_rows=40)
    targets = lesson.targets[: len(TEXTS)].astype(np.float32)
    before = (vectors_of(student, TEXTS) * targets).sum(axis=1).mean()
    distil_contextual(lesson, tokenizer(), student, recipe=RECIPE, work=tmp_path)
    after = (vectors_of(student, TEXTS) * targets).sum(axis=1).mean()
    assert before < 0.4
    assert after > 0.8


def test_a_stopped_run_goes_on_from_its_last_round_to_the_same_weights(tmp_path: Path) -> None:
    lesson = lesson_of(TEXTS * 150, first_pair=900)
    whole = student_with(own_rows=40)
    distil_contextual(lesson, tokenizer(), whole, recipe=RECIPE, work=tmp_path / "whole")

    class StoppedError(Exception):
        pass

    def stop_in_the_second_round(number: int, done: int, batches: int) -> None:
        assert done <= batches
        if number == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        distil_contextual(
            lesson,
            tokenizer(),
            student_with(own_rows=40),
            recipe=RECIPE,
            work=tmp_path / "parts",
            progress=stop_in_the_second_round,
        )
    resumed, numbers = student_with(own_rows=40), set()
    distil_contextual(
        lesson,
        tokenizer(),
        resumed,
        recipe=RECIPE,
        work=tmp_path / "parts",
        progress=lambda number, *_: numbers.add(number),
    )
    assert numbers == {2, 3}
    np.testing.assert_allclose(vectors_of(resumed, TEXTS), vectors_of(whole, TEXTS), atol=1e-4)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    write_model(folder, tokenizer(), static_vectors(), facts={})
    write_contextual(folder, student_with(own_rows=20))
    return folder


def test_the_written_encoder_reads_as_the_student_does(written: Path) -> None:
    static = np.round(static_vectors() * 100).astype(np.int8)
    encoder = ContextualEncoder(written, static)
    ids = [tokenizer().encode(text, add_special_tokens=False).ids for text in TEXTS]
    ours = np.array([encoder.encode(text) for text in ids])
    theirs = vectors_of(student_with(own_rows=20), TEXTS)
    # Weights and activations are 8-bit integers.
    assert (ours * theirs).sum(axis=1).min() > 0.97


def test_a_query_is_the_mean_of_both_halves_and_a_document_the_static_half(written: Path) -> None:
    encoder = EmbeddedEncoder(written)
    ids = tokenizer().encode("traire les vaches", add_special_tokens=False).ids
    static = encoder.encode(["traire les vaches"])[0]
    contextual = ContextualEncoder(written, encoder._integers).encode(ids)
    mean = QUERY_SHARE * contextual + (1 - QUERY_SHARE) * static
    np.testing.assert_allclose(
        encoder.encode_query("traire les vaches"), mean / np.linalg.norm(mean), atol=1e-5
    )


def test_a_text_longer_than_the_positions_is_cut(written: Path) -> None:
    encoder = EmbeddedEncoder(written)
    words = ["vaches"] * (POSITIONS - 2)
    contextual = ContextualEncoder(written, encoder._integers)
    token = tokenizer().encode("vaches", add_special_tokens=False).ids
    cut, longer = (contextual.encode(token * count) for count in (len(words), 300))
    assert len(token) == 1
    np.testing.assert_array_equal(cut, longer)


def test_a_label_is_read_by_both_halves_too_with_its_own_share(written: Path) -> None:
    encoder = EmbeddedEncoder(written)
    static = encoder.encode(TEXTS)
    ids = [tokenizer().encode(text, add_special_tokens=False).ids for text in TEXTS]
    contextual = np.array([ContextualEncoder(written, encoder._integers).encode(tokens) for tokens in ids])
    mean = LABEL_SHARE * contextual + (1 - LABEL_SHARE) * static
    np.testing.assert_allclose(
        encoder.encode_labels(TEXTS), mean / np.linalg.norm(mean, axis=1, keepdims=True), atol=1e-5
    )
    assert encoder.encode_labels([]).shape == (0, DIM)


def test_tables_of_a_larger_vocabulary_are_refused(written: Path) -> None:
    with pytest.raises(ValueError, match="another vocabulary"):
        ContextualEncoder(written, np.ones((3, DIM), dtype=np.int8))


def test_either_half_trained_anew_makes_another_encoder(written: Path) -> None:
    with_both = EmbeddedEncoder(written).fingerprint
    alone = written.parent / "static-alone"
    write_model(alone, tokenizer(), static_vectors(), facts={})
    assert EmbeddedEncoder(alone).fingerprint != with_both
    write_contextual(alone, student_with(own_rows=10))
    assert EmbeddedEncoder(alone).fingerprint != with_both
