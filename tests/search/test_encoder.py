"""The encoder: what search may rely on, whatever people type."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.neural.encoder import (
    WEIGHTS,
    EmbeddedEncoder,
    Encoder,
    EncoderMismatch,
    EncoderUnavailable,
    check_matches,
    load_encoder,
)

TEXTS = [
    "fix leaking taps",
    "réparer un robinet qui fuit",
    "L’élève saura étalonner un capteur",
    "Œuvre d'art et cœur de métier",
    "🙂🙂",
    "",
    "   ",
    "x" * 300,
    "souder et braser " * 700,
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(None)


def nearest(encoder: Encoder, query: str, labels: list[str]) -> str:
    return labels[int((encoder.encode(labels) @ encoder.encode_query(query)).argmax())]


def test_the_shipped_encoder_equals_the_static_embedding_of_sentence_transformers(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(WEIGHTS)).encode(TEXTS)
    np.testing.assert_allclose(encoder.encode(TEXTS), reference, atol=1e-4)


def test_searching_with_the_shipped_encoder_imports_neither_torch_nor_sentence_transformers() -> None:
    script = (
        "import sys; from search.neural.encoder import load_encoder;"
        "load_encoder(None).encode_query('a tap');"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & sys.modules.keys()))"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def test_vectors_have_unit_length_and_unknown_text_has_zeros(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dim)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    np.testing.assert_allclose(lengths[[0, 1, 2, 3, 8]], 1.0, atol=1e-5)
    np.testing.assert_array_equal(lengths[[4, 5, 6]], 0.0)


def test_no_texts_give_an_empty_matrix(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_a_text_has_the_vector_that_it_has_in_a_batch(encoder: Encoder) -> None:
    batch = encoder.encode(TEXTS)
    for text, vector in zip(TEXTS, batch, strict=True):
        np.testing.assert_array_equal(encoder.encode([text])[0], vector)


def test_a_query_lies_near_its_own_text_and_is_read_more_finely(encoder: Encoder) -> None:
    for text in TEXTS[:4]:
        similarity = float(encoder.encode_query(text) @ encoder.encode([text])[0])
        assert 0.8 < similarity < 0.999


def test_a_query_knows_the_order_of_its_words_and_a_long_text_does_not(encoder: Encoder) -> None:
    one, other = "teach people to write", "write to teach people"
    vectors = encoder.encode([one, other])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-5)
    assert float(encoder.encode_query(one) @ encoder.encode_query(other)) < 0.999


def test_more_texts_than_one_batch_keep_their_order(encoder: Encoder) -> None:
    many = [f"fix tap {number}" for number in range(9_000)]
    vectors = encoder.encode(many)
    for row in (0, 4_095, 4_096, 8_999):
        np.testing.assert_array_equal(vectors[row], encoder.encode([many[row]])[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("l’entretien d’un moteur", "l'entretien d'un moteur"),
        ("Être à l'écoute", "etre a l'ecoute"),
        ("ÉTANCHÉITÉ", "étanchéité"),
        ("e\u0301tanche\u0301ite\u0301", "étanchéité"),
        ("main-d’œuvre", "main-d'oeuvre"),
        ("Œuvre", "oeuvre"),
        ("ﬁnance", "finance"),
        ("bois\u00a0massif", "bois massif"),
    ],
)
def test_spellings_of_one_text_have_one_vector(encoder: Encoder, one: str, other: str) -> None:
    np.testing.assert_array_equal(encoder.encode_query(one), encoder.encode_query(other))


def test_text_beyond_the_stated_length_is_not_looked_at(encoder: Encoder) -> None:
    long_text = "tap " * 512
    np.testing.assert_array_equal(
        encoder.encode_query(long_text + "forklift"), encoder.encode_query(long_text)
    )


@given(st.text(st.characters(), max_size=400))
def test_any_text_gives_a_finite_vector(text: str) -> None:
    vector = load_encoder(None).encode_query(text)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4) or not vector.any()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("réparer un robinet qui fuit", "fix leaking taps"),
        ("looking after old people", "provide care for elderly persons"),
        ("conduire un chariot élévateur", "operate forklift"),
        ("fixing cars", "réparer des véhicules"),
    ],
)
def test_a_need_finds_its_skill_across_languages(encoder: Encoder, query: str, expected: str) -> None:
    labels = [
        "fix leaking taps",
        "provide care for elderly persons",
        "operate forklift",
        "réparer des véhicules",
        "compose music",
        "manage budgets",
        "Java programming",
    ]
    assert nearest(encoder, query, labels) == expected


def test_one_encoder_serves_many_threads(encoder: Encoder) -> None:
    expected = encoder.encode(TEXTS)
    queries = {text: encoder.encode_query(text) for text in TEXTS}
    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(encoder.encode, [TEXTS] * 32):
            np.testing.assert_array_equal(vectors, expected)
        for text, vector in zip(TEXTS * 32, pool.map(encoder.encode_query, TEXTS * 32), strict=True):
            np.testing.assert_array_equal(vector, queries[text])


def test_the_same_encoder_is_loaded_once() -> None:
    assert load_encoder("embedded") is load_encoder("embedded")


@pytest.mark.parametrize("changed", ["model.safetensors", "query.safetensors"])
def test_the_fingerprint_follows_the_weights(encoder: Encoder, tmp_path: Path, changed: str) -> None:
    for file in ("config.json", "tokenizer.json", "model.safetensors", "query.onnx", "query.safetensors"):
        (tmp_path / file).write_bytes((WEIGHTS / file).read_bytes())
    assert EmbeddedEncoder(tmp_path).fingerprint == encoder.fingerprint
    content = bytearray((WEIGHTS / changed).read_bytes())
    content[-1] ^= 1
    (tmp_path / changed).write_bytes(content)
    assert EmbeddedEncoder(tmp_path).fingerprint != encoder.fingerprint


def test_a_snapshot_of_another_encoder_is_refused_with_the_remedy(encoder: Encoder) -> None:
    check_matches(encoder, name=encoder.name, dim=encoder.dim, fingerprint=encoder.fingerprint)
    with pytest.raises(EncoderMismatch, match=r"'all-MiniLM-L6-v2'.*manage\.py ingest.*SKILLGRAPH_ENCODER"):
        check_matches(encoder, name="all-MiniLM-L6-v2", dim=encoder.dim, fingerprint=encoder.fingerprint)
    with pytest.raises(EncoderMismatch, match=f"256 dimensions.*{encoder.dim} dimensions"):
        check_matches(encoder, name=encoder.name, dim=256, fingerprint=encoder.fingerprint)


def test_damaged_weights_are_named_with_the_remedy(tmp_path: Path) -> None:
    for file in ("config.json", "tokenizer.json"):
        (tmp_path / file).write_bytes((WEIGHTS / file).read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"half a file")
    with pytest.raises(EncoderUnavailable, match="train_encoder"):
        EmbeddedEncoder(tmp_path)


@pytest.mark.parametrize("file", ["query.onnx", "query.safetensors"])
def test_a_damaged_query_half_is_named_with_the_remedy(tmp_path: Path, file: str) -> None:
    for name in ("config.json", "tokenizer.json", "model.safetensors", "query.onnx", "query.safetensors"):
        (tmp_path / name).write_bytes((WEIGHTS / name).read_bytes())
    (tmp_path / file).write_bytes(b"half a file")
    with pytest.raises(EncoderUnavailable, match="train_encoder"):
        EmbeddedEncoder(tmp_path)


def test_a_folder_that_training_wrote_is_read_with_both_halves(encoder: Encoder) -> None:
    other = load_encoder(str(WEIGHTS))
    assert other.fingerprint == encoder.fingerprint
    np.testing.assert_array_equal(other.encode_query(TEXTS[0]), encoder.encode_query(TEXTS[0]))


def test_a_folder_in_the_format_of_sentence_transformers_can_be_the_encoder(
    encoder: Encoder, tmp_path: Path
) -> None:
    for name in ("config.json", "tokenizer.json", "model.safetensors", "modules.json"):
        (tmp_path / name).write_bytes((WEIGHTS / name).read_bytes())
    (tmp_path / "1_Normalize").mkdir()
    (tmp_path / "1_Normalize" / "config.json").write_bytes(
        (WEIGHTS / "1_Normalize" / "config.json").read_bytes()
    )
    other = load_encoder(str(tmp_path))
    assert (other.name, other.dim) == (str(tmp_path), encoder.dim)
    np.testing.assert_allclose(other.encode(TEXTS), encoder.encode(TEXTS), atol=1e-4)
    np.testing.assert_allclose(other.encode_query(TEXTS[0]), encoder.encode(TEXTS[:1])[0], atol=1e-4)
    np.testing.assert_allclose(other.encode_labels(TEXTS), encoder.encode(TEXTS), atol=1e-4)
    assert other.encode([]).shape == (0, encoder.dim)


def test_an_encoder_that_is_not_there_is_named_with_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderUnavailable, match="SKILLGRAPH_ENCODER"):
        load_encoder(str(tmp_path / "no-such-model"))


def test_weights_trained_anew_do_not_match_although_their_name_does(encoder: Encoder) -> None:
    with pytest.raises(EncoderMismatch, match=r"000000000000.*manage\.py ingest"):
        check_matches(encoder, name=encoder.name, dim=encoder.dim, fingerprint="0" * 64)
