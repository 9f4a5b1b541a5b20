"""Training the encoder: what it may read, how texts are varied, and that it learns."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from search.held_out import held_out_bucket
from search.neural.encoder import EmbeddedEncoder
from search.neural.training.concept import TrainingConcept, normalise
from search.neural.training.contextual.recipe import ContextualRecipe
from search.neural.training.corpus import build_corpus
from search.neural.training.distil import distil
from search.neural.training.held_out import held_out_recall, without_held_out
from search.neural.training.noise import OUTCOME_OPENINGS, as_outcome, with_slip
from search.neural.training.parallel import UnusablePairs, read_parallel
from search.neural.training.pipeline import Training, train
from search.neural.training.ranking import RankingPairs
from search.neural.training.recipe import Lesson, Recipe
from search.neural.training.shipping import quantise, write_model
from search.neural.training.student import Student, TokenTable, in_batch_loss
from search.neural.training.teacher import TeacherModel, TeacherVectors
from search.neural.training.vocabulary import token_texts, train_tokenizer
from tests.search.tiny_bert import tiny_teacher

PAIRS = [
    ("fix leaking taps", "réparer un robinet qui fuit"),
    ("milk cows", "traire les vaches"),
    ("bake bread", "cuire du pain"),
    ("operate forklift", "conduire un chariot élévateur"),
    ("manage a team", "gérer une équipe"),
    ("analyse water", "analyser l’eau"),
    ("teach music", "enseigner la musique"),
    ("count birds", "compter les oiseaux"),
    ("lay bricks", "poser des briques"),
    ("debug software", "déboguer un logiciel"),
    ("prune hedges", "tailler des haies"),
    ("weld metal", "souder du métal"),
]
DIM = 16


def uri_in_bucket(bucket: int) -> str:
    return next(uri for n in range(1_000) if held_out_bucket(uri := f"https://example.org/{n}") == bucket)


def concept_in_bucket(bucket: int) -> TrainingConcept:
    return TrainingConcept(
        uri_in_bucket(bucket),
        {"en": "bake bread", "fr": "cuire du pain"},
        {"en": ["make loaves"], "fr": ["faire le pain"]},
        {"en": "Bake loaves in an oven."},
    )


def family() -> list[TrainingConcept]:
    """Three skills under one parent, in both languages; none of them is held out."""
    uris = [f"https://example.org/skill/{n}" for n in range(100)]
    free = [uri for uri in uris if held_out_bucket(uri) > 1]
    texts = (("bake bread", "cuire du pain"), ("bake cakes", "cuire des gâteaux"), ("milk cows", "traire"))
    return [
        TrainingConcept(
            uri,
            {"en": english, "fr": french},
            {"en": [f"{english} well"], "fr": [f"{french} bien"]},
            {"en": f"To {english}."},
            ["https://example.org/group"],
        )
        for uri, (english, french) in zip(free, texts, strict=False)
    ]


def drawn(concepts: Sequence[TrainingConcept], anchor: str, positive: str) -> set[str]:
    """All that is ever drawn for one pair."""
    siblings, random = build_corpus(concepts, {}).siblings, Random(2)
    return {text for _ in range(100) for text in siblings.draw((anchor, positive), 3, random)}


class FakeTeacher:
    """A random but fixed unit vector per text; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.extend(texts)
        rows = [np.random.default_rng(list(text.encode()) or [0]).normal(size=DIM) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32)


def fake_teacher_model() -> TeacherModel:
    return tiny_teacher((word for english, _ in PAIRS for word in english.split()), DIM)


# What may be read


@pytest.mark.parametrize(
    ("uri", "bucket"),
    [
        ("http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab", 8),
        ("http://data.europa.eu/esco/skill/00064735-8fad-454b-90c7-ed858cc993f2", 5),
    ],
)
def test_the_bucket_is_the_sha256_of_the_uri_modulo_ten(uri: str, bucket: int) -> None:
    assert held_out_bucket(uri) == bucket


def test_alternative_labels_of_bucket_0_are_held_out() -> None:
    kept = without_held_out(concept_in_bucket(0))
    assert kept.alt_labels == {}
    assert kept.pref_labels == {"en": "bake bread", "fr": "cuire du pain"}


def test_french_labels_of_bucket_1_are_held_out() -> None:
    kept = without_held_out(concept_in_bucket(1))
    assert kept.pref_labels == {"en": "bake bread"}
    assert kept.alt_labels == {"en": ["make loaves"]}


def test_concepts_of_other_buckets_are_kept_whole() -> None:
    for bucket in range(2, 10):
        assert without_held_out(concept_in_bucket(bucket)) == concept_in_bucket(bucket)


@pytest.mark.parametrize(
    ("bucket", "held_out"), [(0, {"make loaves", "faire le pain"}), (1, {"cuire du pain", "faire le pain"})]
)
def test_no_part_of_the_corpus_holds_a_held_out_label(bucket: int, held_out: set[str]) -> None:
    corpus = build_corpus([concept_in_bucket(bucket)], {})
    everything = set(corpus.texts)
    for pairs in (*corpus.sources.values(), *corpus.contrasts.values()):
        everything.update(text for pair in pairs for text in pair)
    assert everything & held_out == set()
    assert "bake bread" in everything


def test_both_languages_learn_the_vector_of_the_english_side() -> None:
    corpus = build_corpus([concept_in_bucket(5)], {"pairs": [("the tap", "l’eau du robinet"), ("", "vide")]})
    assert ("cuire du pain", "bake bread") in corpus.sources["frameworks"]
    assert ("make loaves", "make loaves") in corpus.sources["frameworks"]
    assert corpus.sources["pairs"] == [("the tap", "the tap"), ("l'eau du robinet", "the tap")]
    assert set(corpus.english_sides) == {"bake bread", "make loaves", "Bake loaves in an oven.", "the tap"}


def test_a_french_only_concept_gives_words_but_no_target() -> None:
    corpus = build_corpus(
        [TrainingConcept(uri_in_bucket(3), {"fr": "Cuire du pain"}, {"fr": ["Enfourner"]})], {}
    )
    assert corpus.english_sides == []
    assert set(corpus.texts) == {"Cuire du pain", "Enfourner"}


def test_a_french_text_counts_twice_for_the_vocabulary() -> None:
    texts = build_corpus([], {"pairs": [("the tap", "le robinet")]}).texts
    assert sorted(texts) == ["le robinet", "le robinet", "the tap"]


def test_ranking_pairs_run_from_the_alternative_to_the_label() -> None:
    contrasts = build_corpus([concept_in_bucket(5)], {}).contrasts
    assert contrasts["alternative-label"] == [
        ("make loaves", "bake bread"),
        ("faire le pain", "cuire du pain"),
    ]
    assert contrasts["french-english"] == [("cuire du pain", "bake bread"), ("faire le pain", "bake bread")]
    assert contrasts["french-english-alternative"] == [("cuire du pain", "make loaves")]
    assert contrasts["label-description"] == [("bake bread", "Bake loaves in an oven.")]


@pytest.mark.parametrize(
    ("anchor", "positive", "others"),
    [
        ("bake bread well", "bake bread", {"bake cakes", "milk cows"}),
        ("cuire du pain bien", "cuire du pain", {"cuire des gâteaux", "traire"}),
        ("cuire du pain", "bake bread", {"bake cakes", "milk cows"}),
        ("cuire du pain", "bake bread well", {"bake cakes well", "milk cows well"}),
        ("bake bread", "To bake bread.", {"To bake cakes.", "To milk cows."}),
    ],
)
def test_hard_negatives_stand_for_the_siblings_where_the_positive_stands(
    anchor: str, positive: str, others: set[str]
) -> None:
    assert drawn(family(), anchor, positive) == others


def test_a_sibling_that_shares_a_name_with_the_anchor_is_no_negative() -> None:
    bread, cakes, cows = family()
    cakes = replace(cakes, alt_labels={"en": ["Bake Bread well"]})
    assert drawn([bread, cakes, cows], "bake bread well", "bake bread") == {"milk cows"}


def test_a_sibling_right_above_or_below_is_no_negative() -> None:
    bread, cakes, cows = family()
    below = replace(cows, parents=[*cows.parents, bread.uri])
    assert drawn([bread, cakes, below], "bake bread well", "bake bread") == {"bake cakes"}
    assert drawn([bread, cakes, below], "milk cows well", "milk cows") == {"bake cakes"}


def test_a_concept_without_siblings_has_no_hard_negatives() -> None:
    bread, cakes, _ = family()
    assert drawn([bread, replace(cakes, parents=["elsewhere"])], "bake bread well", "bake bread") == set()
    assert drawn([replace(bread, parents=())], "bake bread well", "bake bread") == set()


@pytest.mark.parametrize(
    ("bucket", "held_out"), [(0, {"make loaves", "faire le pain"}), (1, {"cuire du pain", "faire le pain"})]
)
def test_a_held_out_label_is_never_a_hard_negative(bucket: int, held_out: set[str]) -> None:
    hidden = replace(concept_in_bucket(bucket), parents=["https://example.org/group"])
    _, cakes, cows = family()
    siblings = build_corpus([hidden, cakes, cows], {}).siblings
    assert set(siblings) & held_out == set()
    assert "bake bread" in set(siblings)
    pairs = (("bake cakes well", "bake cakes"), ("bake cakes", "bake cakes well"), ("x", "cuire des gâteaux"))
    for anchor, positive in pairs:
        assert drawn([hidden, cakes, cows], anchor, positive) & held_out == set()


def test_hard_negatives_are_numbered_among_the_answers_and_come_only_when_asked_for() -> None:
    corpus = build_corpus(family(), {})
    rows = np.arange(len(corpus.ranking_pairs(0)))
    assert len(corpus.ranking_pairs(0).negatives(rows, Random(1))) == 0
    pairs = corpus.ranking_pairs(2)
    for row in rows:
        negatives = pairs.negatives(rows[row : row + 1], Random(int(row)))
        assert len(negatives) <= 2
        assert pairs.answer_of[row] not in negatives
    same = [pairs.negatives(rows, Random(4)).tolist() for _ in range(2)]
    assert same[0] == same[1] != pairs.negatives(rows, Random(5)).tolist()


def test_pairs_are_read_by_file_and_french_paraphrases_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "everyday.tsv").write_text("Hi.\tSalut !\nl\tr\n", encoding="utf-8")
    (tmp_path / "everyday_fr_fr_pivot.tsv").write_text("Va !\tBouge !\n", encoding="utf-8")
    assert read_parallel(tmp_path) == {"everyday": [("Hi.", "Salut !"), ("l", "r")]}
    assert read_parallel(tmp_path / "absent") == {}


def test_a_line_without_two_columns_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.tsv").write_text("Hi.\tSalut !\nalone\n", encoding="utf-8")
    with pytest.raises(UnusablePairs, match=r"odd\.tsv, line 2"):
        read_parallel(tmp_path)


def test_a_file_of_pairs_in_latin_1_is_named(tmp_path: Path) -> None:
    (tmp_path / "old.tsv").write_bytes("summer\tété\n".encode("latin-1"))
    with pytest.raises(UnusablePairs, match=r"old\.tsv is not UTF-8"):
        read_parallel(tmp_path)


# How texts are varied


def test_a_slip_changes_one_longer_word_and_leaves_short_ones_alone() -> None:
    random = Random(3)
    for _ in range(200):
        slipped = with_slip("le développement", random)
        assert slipped.startswith("le ")
        assert abs(len(slipped) - len("le développement")) <= 1
    assert with_slip("le pain", random) == "le pain"
    assert any(with_slip("marketing", Random(seed)) != "marketing" for seed in range(5))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_outcome_keeps_the_skill_behind_its_opening(language: str) -> None:
    openings = {as_outcome("Bake bread", language, Random(seed)) for seed in range(100)}
    assert len(openings) == len(OUTCOME_OPENINGS[language])
    assert all("bake bread" in outcome and outcome != "bake bread" for outcome in openings)


# The vocabulary


def test_the_vocabulary_folds_case_accents_ligatures_and_apostrophes() -> None:
    tokenizer = train_tokenizer(["l'eau coeur"] * 9, size=60)
    assert tokenizer.encode("L’EAU CŒUR").ids == tokenizer.encode("l'eau coeur").ids
    assert token_texts(tokenizer)[0] == "[UNK]"
    assert not any(text.startswith("##") for text in token_texts(tokenizer))


# Teacher vectors


def test_teacher_vectors_survive_the_process_and_are_asked_for_once(tmp_path: Path) -> None:
    texts = [english for english, _ in PAIRS]
    TeacherVectors(tmp_path).add(texts[:5], FakeTeacher())
    teacher = FakeTeacher()
    vectors = TeacherVectors(tmp_path)
    vectors.add([*texts, *texts], teacher)
    assert set(teacher.asked) == set(texts[5:])
    assert len(teacher.asked) == len(texts) - 5
    np.testing.assert_allclose(vectors.matrix(texts[::-1]), FakeTeacher()(texts[::-1]), atol=1e-3)


def test_a_half_written_shard_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    (tmp_path / "shard-00000.partial").write_bytes(b"half")
    vectors = TeacherVectors(tmp_path)
    vectors.add(["bake bread"], FakeTeacher())
    assert vectors.matrix(["bake bread"]).shape == (1, DIM)


# The student


def test_a_batch_pools_the_tokens_of_its_own_texts() -> None:
    tokenizer = train_tokenizer([text for pair in PAIRS for text in pair], size=300)
    first = np.random.default_rng(1).normal(size=(tokenizer.get_vocab_size(), DIM)).astype(np.float32)
    first[0] = 0
    texts = ["milk cows", "", "bake bread", "teach music"]
    with torch.no_grad():
        vectors = Student(first)(TokenTable(tokenizer, texts).bags(np.array([3, 1, 0]))).numpy()
    for vector, text in zip(vectors, ["teach music", "", "milk cows"], strict=True):
        pooled = first[tokenizer.encode(text).ids].sum(axis=0)
        np.testing.assert_allclose(vector, pooled / max(np.linalg.norm(pooled), 1e-9), atol=1e-6)


def test_replaced_texts_stand_at_their_rows_and_the_table_stays_as_it_was() -> None:
    tokenizer = train_tokenizer([text for pair in PAIRS for text in pair], size=300)
    table = TokenTable(tokenizer, ["milk cows", "bake bread", "teach music"])
    changed = table.replaced([1], ["conduire un chariot"], tokenizer)
    for row, text in enumerate(["milk cows", "conduire un chariot", "teach music"]):
        assert changed.bags(np.array([row]))[0].tolist() == tokenizer.encode(text).ids
    assert table.bags(np.array([1]))[0].tolist() == tokenizer.encode("bake bread").ids
    assert len(table.replaced([], [], tokenizer)) == 3


def test_rows_with_the_same_answer_are_no_negatives_of_each_other() -> None:
    queries = torch.eye(3)[[0, 0, 1]]
    answers = torch.eye(3)[[0, 0, 1]]
    shared = in_batch_loss(queries, answers, torch.tensor([7, 7, 8]), scale=20.0)
    apart = in_batch_loss(queries, answers, torch.tensor([7, 9, 8]), scale=20.0)
    assert float(shared) == pytest.approx(0.0, abs=1e-6)
    assert float(apart) == pytest.approx(2 / 3 * np.log(2), abs=1e-6)


def test_answers_beyond_the_queries_are_negatives_of_every_query_they_do_not_answer() -> None:
    queries, answers = torch.eye(3)[[0, 1]], torch.eye(3)[[0, 1]]
    before = in_batch_loss(queries, answers, torch.tensor([7, 8]), scale=20.0)
    easy = in_batch_loss(queries, torch.eye(3), torch.tensor([7, 8, 9]), scale=20.0)
    hard = in_batch_loss(queries, torch.eye(3)[[0, 1, 0]], torch.tensor([7, 8, 9]), scale=20.0)
    right = in_batch_loss(queries, torch.eye(3)[[0, 1, 0]], torch.tensor([7, 8, 7]), scale=20.0)
    assert float(easy) == pytest.approx(float(before), abs=1e-6)
    assert float(hard) == pytest.approx(np.log(2) / 2, abs=1e-6)
    assert float(right) == pytest.approx(float(before), abs=1e-6)


def lesson_of(pairs: Sequence[tuple[str, str]]) -> Lesson:
    corpus = build_corpus([], {"pairs": pairs})
    rows, english = corpus.sources["pairs"], corpus.english_sides
    return Lesson(
        texts=[text for text, _ in rows],
        target_of=np.array([english.index(target) for _, target in rows]),
        language_of=[""] * len(rows),
        targets=FakeTeacher()(english).astype(np.float16),
        pairs=RankingPairs([(normalise(french), english) for english, french in pairs]),
    )


def mean_cosine_to_target(lesson: Lesson, vectors: NDArray[np.float32]) -> float:
    targets = lesson.targets[lesson.target_of].astype(np.float32)
    return float((vectors * targets).sum(axis=1).mean())


def test_training_brings_both_languages_to_the_teachers_vectors(tmp_path: Path) -> None:
    lesson = lesson_of(PAIRS)
    tokenizer = train_tokenizer(lesson.texts, size=300)
    first = np.random.default_rng(2).normal(size=(tokenizer.get_vocab_size(), DIM)).astype(np.float32)
    tokens = distil(
        lesson, tokenizer, first, recipe=Recipe(epochs=120, slips=0, learning_rate=0.05), work=tmp_path
    )
    table = TokenTable(tokenizer, lesson.texts)
    rows = np.arange(len(table))
    with torch.no_grad():
        before, after = (Student(weights)(table.bags(rows)).numpy() for weights in (first, tokens))
    assert mean_cosine_to_target(lesson, before) < 0.5
    assert mean_cosine_to_target(lesson, after) > 0.9


def test_a_stopped_run_goes_on_from_its_last_epoch_to_the_same_weights(tmp_path: Path) -> None:
    lesson = lesson_of(PAIRS)
    tokenizer = train_tokenizer(lesson.texts, size=300)
    first = np.random.default_rng(2).normal(size=(tokenizer.get_vocab_size(), DIM)).astype(np.float32)
    recipe = Recipe(epochs=4, batch=8)
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    expected = distil(lesson, tokenizer, first, recipe=recipe, work=whole)

    class StoppedError(Exception):
        pass

    def stop_in_the_third_epoch(epoch: int, step: int, steps: int) -> None:
        assert step <= steps
        if epoch == 3:
            raise StoppedError

    with pytest.raises(StoppedError):
        distil(lesson, tokenizer, first, recipe=recipe, work=parts, progress=stop_in_the_third_epoch)
    epochs: list[int] = []
    resumed = distil(
        lesson, tokenizer, first, recipe=recipe, work=parts, progress=lambda epoch, *_: epochs.append(epoch)
    )
    assert sorted(set(epochs)) == [3, 4]
    np.testing.assert_allclose(resumed, expected, atol=1e-6)


def test_hard_negatives_change_what_is_learnt_and_the_same_seed_draws_the_same(tmp_path: Path) -> None:
    corpus = build_corpus(family(), {"pairs": PAIRS})
    tokenizer = train_tokenizer(corpus.texts, size=300)
    first = np.random.default_rng(2).normal(size=(tokenizer.get_vocab_size(), DIM)).astype(np.float32)

    def trained(hard_negatives: int, work: Path) -> NDArray[np.float32]:
        lesson = replace(lesson_of(PAIRS), pairs=corpus.ranking_pairs(hard_negatives))
        recipe = Recipe(epochs=2, batch=4, hard_negatives=hard_negatives)
        return distil(lesson, tokenizer, first, recipe=recipe, work=work)

    without, some, again = (trained(n, tmp_path / name) for n, name in ((0, "a"), (2, "b"), (2, "c")))
    np.testing.assert_array_equal(some, again)
    assert np.abs(some - without).max() > 1e-4


# The shipped folder


def test_quantised_rows_are_within_half_a_step_and_zero_rows_stay_zero() -> None:
    vectors = np.random.default_rng(4).normal(size=(50, DIM)).astype(np.float32)
    vectors[7] = 0
    integers, scales = quantise(vectors)
    assert integers.dtype == np.int8
    assert np.abs(integers * scales[:, None] - vectors).max() <= scales.max() / 2 + 1e-6
    assert not integers[7].any()


def test_the_written_folder_is_read_by_the_encoder_and_by_sentence_transformers(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    tokenizer = train_tokenizer([text for pair in PAIRS for text in pair], size=300)
    vectors = np.random.default_rng(5).normal(size=(tokenizer.get_vocab_size(), DIM)).astype(np.float32)
    write_model(tmp_path, tokenizer, vectors, facts={"seed": 5})
    ours = EmbeddedEncoder(tmp_path).encode(["milk cows", "cuire du pain"])
    theirs = SentenceTransformer(str(tmp_path)).encode(["milk cows", "cuire du pain"])
    np.testing.assert_allclose(ours, theirs, atol=1e-4)
    assert json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))["seed"] == 5


# The whole


def concepts_from_pairs() -> list[TrainingConcept]:
    return [
        TrainingConcept(
            f"https://example.org/skill/{n}", {"en": english, "fr": french}, {"en": [f"how to {english}"]}
        )
        for n, (english, french) in enumerate(PAIRS)
    ]


def test_the_whole_pipeline_trains_an_encoder_and_resumes_without_the_teacher(tmp_path: Path) -> None:
    concepts = concepts_from_pairs()
    recipe = Recipe(epochs=60, learning_rate=0.05, slips=0, outcomes=0)
    work, out = tmp_path / "work", tmp_path / "out"
    query_recipe = ContextualRecipe(texts=200, rounds=2)
    stages: list[str] = []
    training = Training(
        concepts,
        {"pairs": PAIRS},
        FakeTeacher,
        fake_teacher_model,
        work,
        out,
        recipe,
        query_recipe,
        vocabulary_size=300,
    )
    facts = train(training, lambda stage, *_: stages.append(stage))
    assert list(dict.fromkeys(stages)) == [
        "reading",
        "vocabulary",
        "teacher",
        "learning words",
        "learning sentences",
        "measuring",
    ]
    assert facts["texts"]["pairs"] == 2 * len(PAIRS)
    encoder = EmbeddedEncoder(out)
    english = encoder.encode([english for english, _ in PAIRS])
    french = encoder.encode([french for _, french in PAIRS])
    assert ((french @ english.T).argmax(axis=1) == range(len(PAIRS))).mean() > 0.8

    def no_teacher() -> FakeTeacher:
        raise AssertionError("every vector was cached")

    again = replace(training, teacher=no_teacher, out=tmp_path / "again")
    assert train(again) == facts
    resumed = EmbeddedEncoder(tmp_path / "again")
    assert resumed.fingerprint == encoder.fingerprint
    np.testing.assert_array_equal(resumed.encode_query("milk cows"), encoder.encode_query("milk cows"))
    assert (encoder.encode_query("milk cows") != encoder.encode(["milk cows"])[0]).any()


def test_held_out_recall_asks_only_for_what_training_never_saw() -> None:
    concepts = [concept_in_bucket(bucket) for bucket in range(10)]
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.append(texts[0])
        return np.ones((len(texts), DIM), dtype=np.float32)

    recall = held_out_recall(encode, encode, concepts)
    # All vectors are equal, so the first label (bucket 0) is always found: right for its alternatives only.
    assert recall == {
        "en alternative → en label": 1.0,
        "fr alternative → fr label": 1.0,
        "fr alternative → en label": 1.0,
        "unseen fr label → en label": 0.0,
    }
    assert asked == [
        "bake bread",
        "cuire du pain",
        "make loaves",
        "faire le pain",
        "faire le pain",
        "cuire du pain",
    ]
