"""The lexical leg on a real SQLite file: what words find, in which order, and that nothing breaks it."""

import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import lexical_schema
from search.analysis import analyse
from search.lexical import BOTH_LANGUAGES, OTHER_LANGUAGE, LexicalIndex, Scores
from search.lexical_schema import CONFIGS
from search.snapshot import LEXICAL
from search.types import LANGUAGES, ROLES, SCOPES, ConceptDocument, Language, Scope

from .catalogue import CATALOGUE, concept


def found(
    lexical: LexicalIndex,
    text: str,
    *,
    language: Language | None = None,
    scopes: Sequence[Scope] = ("searched",),
) -> list[str]:
    """The ids of what ``text`` finds, best first, as if it had been recognised as ``language``."""
    query = analyse(text)
    scores = lexical.search(replace(query, language=language or query.language), scopes)
    return [document.id for document in lexical.documents(scores.rows.tolist())]


def score(lexical: LexicalIndex, concept_id: str, text: str, language: Language) -> float:
    scores = lexical.search(replace(analyse(text), language=language), SCOPES)
    return float(scores.values[scores.rows == row(lexical, concept_id)][0])


def row(lexical: LexicalIndex, concept_id: str) -> int:
    number = lexical.row_of(concept_id)
    assert number is not None
    return number


def index_of(path: Path, documents: Sequence[ConceptDocument]) -> LexicalIndex:
    lexical_schema.build(path / "lexical.sqlite3", documents)
    return LexicalIndex(path / "lexical.sqlite3")


@pytest.mark.parametrize("text", ["weld metals", "welding", "welded"])
def test_english_words_are_found_in_every_inflection(lexical: LexicalIndex, text: str) -> None:
    assert found(lexical, text, language="en")[0] == "esco:weld"


def test_french_words_with_the_very_accents_come_before_those_with_others(lexical: LexicalIndex) -> None:
    assert found(lexical, "côte", language="fr") == ["rome:100003", "rome:100004"]
    assert found(lexical, "côté", language="fr") == ["rome:100004", "rome:100003"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_french_query_without_accents_is_repaired(lexical: LexicalIndex, language: Language) -> None:
    assert set(found(lexical, "vehicule", language=language)) == {"rome:100001", "rome:100002"}


def test_a_typing_slip_is_repaired_in_french(lexical: LexicalIndex) -> None:
    assert found(lexical, "plomberrie", language="fr") == found(lexical, "plomberie", language="fr")
    assert "esco:plumbing" in found(lexical, "plomberrie", language="fr")


def test_a_typing_slip_is_repaired_in_english_though_words_are_stemmed(lexical: LexicalIndex) -> None:
    assert {"esco:electricity", "esco:sockets"} <= set(found(lexical, "electricitty", language="en"))


@pytest.mark.parametrize(("text", "language"), [("plomb", "fr"), ("repair plumbi", "en"), ("plomb", "en")])
def test_the_last_word_may_be_a_beginning(lexical: LexicalIndex, text: str, language: Language) -> None:
    assert "esco:plumbing" in found(lexical, text, language=language)


def test_only_the_last_word_may_be_a_beginning(lexical: LexicalIndex) -> None:
    assert "esco:plumbing" not in found(lexical, "typew teams", language="en")
    assert "esco:old-typing" not in found(lexical, "typew teams", language="en")


def test_words_in_their_order_outrank_the_same_words_scattered(lexical: LexicalIndex) -> None:
    ranking = found(lexical, "heat pump", language="en")
    assert ranking.index("esco:heat-pump") < ranking.index("esco:pump-heat")


def test_a_word_in_the_label_outranks_the_same_word_in_a_description(lexical: LexicalIndex) -> None:
    ranking = found(lexical, "Java", language="en")
    assert ranking.index("esco:java") < ranking.index("esco:programming")


def in_languages(path: Path, *languages: Language) -> LexicalIndex:
    """The index at ``path``, asked in some of its languages only and by whole words only."""
    return LexicalIndex(path, {language: replace(CONFIGS[language], letters=0.0) for language in languages})


def test_a_match_in_the_other_language_counts_half(small_snapshot: Path) -> None:
    english = in_languages(small_snapshot / LEXICAL, "en")
    as_english = score(english, "esco:programming", "software", "en")
    as_french = score(english, "esco:programming", "software", "fr")
    assert as_french == pytest.approx(OTHER_LANGUAGE * as_english)
    assert OTHER_LANGUAGE == 0.5


def test_the_better_of_two_languages_counts_and_a_little_of_the_other(tmp_path: Path) -> None:
    # Descriptions teach no translations, which would count more than the same word in both languages.
    index_of(
        tmp_path,
        [
            concept("esco:1", "programming", "programmation", about_en="Say, Java.", about_fr="Du Java."),
            concept("esco:2", "drawing", "dessin"),
            concept("esco:3", "cooking", "cuisine"),
        ],
    )
    english, french, both = (
        score(in_languages(tmp_path / "lexical.sqlite3", *languages), "esco:1", "java", "en")
        for languages in (("en",), ("fr",), LANGUAGES)
    )
    assert min(english, french) > 0
    assert both == pytest.approx(max(english, french) + BOTH_LANGUAGES * min(english, french))


#: Enough parallel labels to learn what "souder" and "wash" mean, and concepts in one language only.
PARALLEL = (
    concept("esco:1", "weld metal", "souder le métal"),
    concept("esco:2", "weld pipes", "souder des tuyaux"),
    concept("esco:3", "wash windows", "laver des fenêtres"),
    concept("esco:4", "wash cars", "laver des voitures"),
    concept("onet:1", "Weld containers"),
    concept("rome:1", fr="Laver du linge"),
)


@pytest.mark.parametrize(
    ("text", "language", "concept_id"), [("souder", "fr", "onet:1"), ("wash", "en", "rome:1")]
)
def test_words_find_concepts_that_have_only_the_other_language(
    tmp_path: Path, text: str, language: Language, concept_id: str
) -> None:
    ranking = found(index_of(tmp_path, PARALLEL), text, language=language)
    assert concept_id in ranking[:3]
    # What says it in the query's own words comes first.
    assert ranking[0].startswith("esco:")


def test_a_concept_that_fits_in_both_languages_outranks_one_that_fits_in_one(tmp_path: Path) -> None:
    lexical = index_of(tmp_path, [*PARALLEL, concept("rome:2", fr="souder le métal")])
    ranking = found(lexical, "souder métal", language="fr")
    assert ranking.index("esco:1") < ranking.index("rome:2")


def test_french_inflections_and_derivations_meet_by_their_letters(tmp_path: Path) -> None:
    lexical = index_of(
        tmp_path,
        [
            concept("rome:1", fr="Étanchéifier les toitures"),
            concept("rome:2", fr="Traire des vaches"),
            concept("rome:3", fr="Poser une toiture"),
        ],
    )
    assert found(lexical, "étanchéifie la toiture", language="fr")[0] == "rome:1"


def test_a_few_letters_in_common_find_nothing_by_themselves(tmp_path: Path) -> None:
    lexical = index_of(tmp_path, [concept("rome:1", fr="Organiser une intervention chirurgicale")])
    assert found(lexical, "convention collective nationale", language="fr") == []


def test_many_other_names_do_not_hold_a_label_back(tmp_path: Path) -> None:
    names = [f"appellation numéro {number}" for number in range(40)]
    lexical = index_of(
        tmp_path,
        [
            concept("rome:1", fr="Conduite de chariots", alt_fr=names),
            concept("rome:2", fr="Conduite de réunions"),
        ],
    )
    assert found(lexical, "conduire des chariots", language="fr")[0] == "rome:1"


def test_scores_are_shares_that_compare_across_queries(lexical: LexicalIndex) -> None:
    one, with_unknown = (score(lexical, "esco:weld", text, "en") for text in ("weld", "weld qqxxzz"))
    assert with_unknown < one


def test_a_ligature_is_found_however_it_is_written(lexical: LexicalIndex) -> None:
    # One source writes "œuvre", the other "oeuvre"; so do people.
    expected = {"esco:artwork", "rome:124039"}
    assert expected <= set(found(lexical, "œuvre", language="fr"))
    assert expected <= set(found(lexical, "oeuvre", language="fr"))


def test_labels_in_decomposed_unicode_are_found(tmp_path: Path) -> None:
    lexical = index_of(tmp_path, [concept("rome:1", fr=unicodedata.normalize("NFD", "Élagage sévère"))])
    assert found(lexical, "sévère", language="fr") == ["rome:1"]


def test_each_scope_is_searched_by_itself_and_both_together(lexical: LexicalIndex) -> None:
    skills, others = found(lexical, "plumbing"), found(lexical, "plumbing", scopes=("other",))
    assert "esco:plumbing" in skills
    assert "onet:cert" in others
    assert not set(skills) & set(others)
    assert set(found(lexical, "plumbing", scopes=SCOPES)) == set(skills) | set(others)


def test_a_word_that_only_occupations_use_is_not_replaced_where_it_is_used(tmp_path: Path) -> None:
    lexical = index_of(
        tmp_path,
        [
            concept("esco:1", fr="Aider les coiffeuses"),
            concept("esco:2", fr="Former les coiffeuses"),
            concept("esco:3", fr="Coiffeuse", kind="occupation"),
        ],
    )
    assert found(lexical, "coiffeuse experte", language="fr", scopes=("other",)) == ["esco:3"]


HOSTILE = (
    'plumbing"',
    '"plumbing',
    '""plumbing""',
    "plumbing*",
    "*plumbing",
    "NEAR(plumbing)",
    "plumbing AND OR NOT",
    "NOT plumbing",
    "pref:plumbing",
    "nosuchcolumn: plumbing",
    "(plumbing",
    "plumbing)))",
    "^plumbing + {pref} - plumbing",
    "plumbing'; DROP TABLE document; --",
    "🔧 plumbing 🙂",
    "plumbing \x00 \ud800",
    "plumbing " + "x" * 10_000,
    "plumbing " * 1_200,
)


@pytest.mark.parametrize(
    "text", HOSTILE, ids=[text[:25].encode("ascii", "replace").decode() for text in HOSTILE]
)
def test_query_syntax_is_taken_as_text(lexical: LexicalIndex, text: str) -> None:
    assert {"esco:plumbing", "esco:plumbing-tools"} <= set(found(lexical, text))


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_no_text_raises(lexical: LexicalIndex, text: str) -> None:
    scores = lexical.search(analyse(text), SCOPES)
    assert (np.diff(scores.values) <= 0).all()
    assert set(scores.rows.tolist()) <= set(range(len(CATALOGUE)))


@pytest.mark.parametrize("text", ["", "  ", "🙂", "?!", "qqxxzz"])
def test_a_text_without_known_words_finds_nothing(lexical: LexicalIndex, text: str) -> None:
    assert found(lexical, text, scopes=SCOPES) == []


@pytest.mark.parametrize(
    ("text", "concept_id"),
    [
        ("Repair Plumbing", "esco:plumbing"),
        ("REPARER LA PLOMBERIE", "esco:plumbing"),
        ("réparer la plomberie", "esco:plumbing"),
        ("fix leaking pipes", "esco:plumbing"),
        ("plumming", "esco:plumbing"),
        ("creer une oeuvre d'art", "esco:artwork"),
        ("plombiere", "esco:plumber"),
    ],
)
def test_an_exact_label_is_known_in_any_language_case_and_accent(
    lexical: LexicalIndex, text: str, concept_id: str
) -> None:
    assert list(lexical.exact(analyse(text))) == [row(lexical, concept_id)]


def test_an_exact_label_carries_its_best_role_and_preferred_ones_come_first(lexical: LexicalIndex) -> None:
    by_row = lexical.exact(analyse("Electricity"))
    assert list(by_row.items()) == [
        (row(lexical, "esco:electricity"), ROLES.index("pref")),
        (row(lexical, "onet:2.C.4"), ROLES.index("alt")),
    ]


def test_a_label_that_is_preferred_and_alternative_counts_as_preferred(tmp_path: Path) -> None:
    lexical = index_of(tmp_path, [concept("esco:1", "Java", alt_en=("JAVA",), hidden_en=("java",))])
    assert lexical.exact(analyse("java")) == {0: ROLES.index("pref")}


@pytest.mark.parametrize("text", ["", "🙂", "plumbing repair", "repair plumbin"])
def test_what_is_no_label_is_not_exact(lexical: LexicalIndex, text: str) -> None:
    assert lexical.exact(analyse(text)) == {}


def test_documents_come_back_whole_and_in_the_order_asked_for(lexical: LexicalIndex) -> None:
    plumbing, java = lexical.documents([0, row(lexical, "esco:java")])
    assert (plumbing.id, java.id) == ("esco:plumbing", "esco:java")
    assert plumbing.alt_labels == {
        "en": ["fix leaking taps", "fix leaking pipes"],
        "fr": ["réparer un robinet qui fuit"],
    }
    assert [document.id for document in lexical.documents([3, 1, 2])] == [
        CATALOGUE[number].id for number in (3, 1, 2)
    ]


def test_an_unknown_id_has_no_row(lexical: LexicalIndex) -> None:
    assert lexical.row_of("esco:nothing") is None


def test_documents_by_uri_are_counted_all_and_listed_by_label_up_to_the_limit(lexical: LexicalIndex) -> None:
    uris = [document.uri for document in CATALOGUE if document.id.startswith("rome:1")]
    total, documents = lexical.by_uri([*uris, "https://example.org/unknown"], limit=3)
    assert total == 5
    # Accents and case aside: conduire, longer, marcher, (réparer, réparer).
    assert [document.id for document in documents] == ["rome:100002", "rome:100003", "rome:100004"]


def test_no_uris_have_no_documents(lexical: LexicalIndex) -> None:
    assert lexical.by_uri([], limit=5) == (0, [])


def test_many_threads_get_the_answers_that_one_gets(small_snapshot: Path, lexical: LexicalIndex) -> None:
    texts = ["plumbing", "plomberrie", "electricitty", "heat pump", "java", "NOT (", "œuvre"] * 20
    alone = [found(lexical, text) for text in texts]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(lambda text: found(lexical, text), texts)) == alone


def test_a_missing_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"lexical\.sqlite3"):
        LexicalIndex(tmp_path / "lexical.sqlite3")


def test_an_index_of_nothing_answers_nothing(tmp_path: Path) -> None:
    lexical = index_of(tmp_path, [])
    assert found(lexical, "plumbing", scopes=SCOPES) == []
    assert list(lexical.facet_columns()) == []


def test_the_best_admitted_rows_are_taken_and_ties_keep_document_order() -> None:
    scores = Scores.of(np.array([5.0, 3.0, 3.0, 2.0, 1.0, 0.0], np.float32))
    mask = np.array([False, True, True, True, True, True])
    assert list(scores.top(mask, 3).items()) == [(1, 3.0), (2, 3.0), (3, 2.0)]
    assert 5 not in scores.rows
