"""From a corpus to a shipped encoder: the one orchestrator of training."""

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ..contextual import LAYERS, TABLES
from ..encoder import EmbeddedEncoder
from .concept import TrainingConcept
from .contextual.distil import distil_contextual
from .contextual.lesson import contextual_lesson
from .contextual.recipe import ContextualRecipe
from .contextual.shipping import write_contextual
from .contextual.student import ContextualStudent
from .corpus import FRAMEWORKS, Corpus, build_corpus
from .distil import distil
from .held_out import Encode, held_out_recall
from .recipe import Lesson, Recipe
from .shipping import write_model
from .student import TokenTable
from .teacher import Teacher, TeacherModel, TeacherVectors
from .vocabulary import VOCABULARY_SIZE, token_texts, train_tokenizer

#: Called as (stage, done, total or None, message).
Tell = Callable[[str, int, int | None, str], None]

#: Token vectors start as the teacher's vectors of the tokens times this.
FIRST_VECTOR_SCALE = 0.3
#: Longer framework texts are descriptions, which nobody opens like a learning outcome.
LONGEST_OUTCOME = 80


@dataclass(frozen=True, slots=True)
class Training:
    """What to train from and where to put it. Everything in ``work`` can be deleted at any time."""

    concepts: Sequence[TrainingConcept]
    parallel: Mapping[str, Sequence[tuple[str, str]]]
    teacher: Callable[[], Teacher]
    teacher_model: Callable[[], TeacherModel]
    work: Path
    out: Path
    recipe: Recipe = field(default_factory=Recipe)
    contextual_recipe: ContextualRecipe = field(default_factory=ContextualRecipe)
    vocabulary_size: int = VOCABULARY_SIZE


def train(training: Training, tell: Tell = lambda *_: None) -> dict[str, Any]:
    """Train an encoder into ``training.out`` and return the facts that its ``config.json`` records.

    The static half comes first, then the contextual one on top of it. An interrupted run goes on where
    it stopped: teacher vectors, vocabulary and the last finished epoch or round lie in ``training.work``.
    The teacher is loaded only if something of it is missing.
    """
    tell("reading", 0, None, "texts")
    corpus = build_corpus(training.concepts, training.parallel)
    run = training.work / f"run-{_fingerprint(corpus, training)}"
    run.mkdir(parents=True, exist_ok=True)
    tell("vocabulary", 0, None, f"{training.vocabulary_size:,} tokens")
    tokenizer = _tokenizer(corpus, run, training.vocabulary_size)
    vectors = _teacher_vectors([*token_texts(tokenizer), *corpus.english_sides], training, tell)
    facts = _facts(corpus, training)
    token_vectors = _train_static(corpus, vectors, tokenizer, training, run, tell)
    # Built aside: an encoder in use must never have a new half beside an old one.
    built = run / "model"
    write_model(built, tokenizer, token_vectors, facts=facts)
    _train_contextual(corpus, vectors, tokenizer, training, run, tell)
    tell("measuring", 0, None, "recall of held-out labels")
    facts["held_out_recall_at_1"] = _recall_by_framework(EmbeddedEncoder(built), training.concepts)
    write_model(built, tokenizer, token_vectors, facts=facts)
    shutil.copytree(built, training.out, dirs_exist_ok=True)
    return facts


def _train_static(
    corpus: Corpus, vectors: TeacherVectors, tokenizer: Tokenizer, training: Training, run: Path, tell: Tell
) -> NDArray[np.float32]:
    """The static encoder's token vectors, vocabulary × dim."""
    recipe = training.recipe
    return distil(
        _lesson(corpus, vectors, recipe),
        tokenizer,
        vectors.matrix(token_texts(tokenizer)).astype(np.float32) * FIRST_VECTOR_SCALE,
        recipe=recipe,
        work=run,
        progress=lambda epoch, step, steps: tell(
            "learning words", step, steps, f"epoch {epoch} of {recipe.epochs}"
        ),
    )


def _train_contextual(
    corpus: Corpus, vectors: TeacherVectors, tokenizer: Tokenizer, training: Training, run: Path, tell: Tell
) -> None:
    """Train the contextual half on top of the static one that ``run`` holds, and write it beside."""
    recipe = training.contextual_recipe
    for half in (LAYERS, TABLES):
        (run / "model" / half).unlink(missing_ok=True)
    static = EmbeddedEncoder(run / "model")
    lesson = contextual_lesson(
        corpus,
        vectors.matrix(corpus.english_sides),
        static.encode,
        _outcome_language,
        hard_negatives=recipe.hard_negatives,
    )
    table = TokenTable(tokenizer, lesson.texts)
    teacher = training.teacher_model()
    tokens = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)
    student = ContextualStudent(
        teacher.model,
        teacher.vocabulary,
        tokens,
        static.token_vectors,
        np.bincount(table.flat, minlength=len(tokens)),
        recipe.own_rows,
    )
    distil_contextual(
        lesson,
        tokenizer,
        student,
        recipe=recipe,
        work=run / f"contextual-{_short_hash(str(recipe))}",
        progress=lambda number, done, batches: tell(
            "learning sentences", done, batches, f"round {number} of {recipe.rounds}"
        ),
    )
    write_contextual(run / "model", student)


def _tokenizer(corpus: Corpus, run: Path, size: int) -> Tokenizer:
    path = run / "tokenizer.json"
    if not path.exists():
        train_tokenizer(corpus.texts, size=size).save(str(path))
    return Tokenizer.from_file(str(path))


def _teacher_vectors(texts: Sequence[str], training: Training, tell: Tell) -> TeacherVectors:
    vectors = TeacherVectors(training.work / "teacher")
    if any(text not in vectors for text in texts):
        tell("teacher", 0, None, "loading")
        vectors.add(
            texts, training.teacher(), lambda done, total: tell("teacher", done, total, "English texts")
        )
    return vectors


def _lesson(corpus: Corpus, vectors: TeacherVectors, recipe: Recipe) -> Lesson:
    rows = [
        (source, *row)
        for source, rows in corpus.sources.items()
        for row in rows
        for _ in range(recipe.framework_repeats if source == FRAMEWORKS else 1)
    ]
    english_sides = corpus.english_sides
    position = {text: i for i, text in enumerate(english_sides)}
    return Lesson(
        texts=[text for _, text, _ in rows],
        target_of=np.array([position[english] for _, _, english in rows], dtype=np.int64),
        language_of=[_outcome_language(*row) for row in rows],
        targets=vectors.matrix(english_sides),
        pairs=corpus.ranking_pairs(recipe.hard_negatives),
    )


def _outcome_language(source: str, text: str, english: str) -> str:
    if source != FRAMEWORKS or len(text) > LONGEST_OUTCOME:
        return ""
    return "en" if text == english else "fr"


def _facts(corpus: Corpus, training: Training) -> dict[str, Any]:
    return {
        "recipe": asdict(training.recipe),
        "contextual_recipe": asdict(training.contextual_recipe),
        "texts": {name: len(rows) for name, rows in corpus.sources.items()},
        "pairs": {name: len(pairs) for name, pairs in corpus.contrasts.items()},
    }


def _recall_by_framework(
    encoder: EmbeddedEncoder, concepts: Sequence[TrainingConcept]
) -> dict[str, dict[str, float]]:
    """Held-out recall among the concepts whose URIs differ in the last segment only."""
    families: dict[str, list[TrainingConcept]] = {}
    for concept in concepts:
        families.setdefault(concept.uri.rpartition("/")[0], []).append(concept)
    recall = {
        name: held_out_recall(_encode_queries(encoder), encoder.encode_labels, family)
        for name, family in families.items()
    }
    return {name: figures for name, figures in recall.items() if figures}


def _encode_queries(encoder: EmbeddedEncoder) -> Encode:
    return lambda texts: np.array([encoder.encode_query(text) for text in texts])


def _fingerprint(corpus: Corpus, training: Training) -> str:
    """Changes with texts, hierarchy, recipe and vocabulary size, so that no stale checkpoint is taken up."""
    digest = hashlib.sha256(f"{training.recipe} {training.vocabulary_size}".encode())
    for name, rows in (*corpus.sources.items(), *corpus.contrasts.items()):
        digest.update(f"{name} {Counter(rows).total()}".encode())
        for text, other in rows:
            digest.update(f"{text}\t{other}\n".encode())
    for text in corpus.texts:
        digest.update(f"{text}\n".encode())
    for concept in training.concepts:
        digest.update(f"{concept.uri}\t{' '.join(concept.parents)}\n".encode())
    return digest.hexdigest()[:12]


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
