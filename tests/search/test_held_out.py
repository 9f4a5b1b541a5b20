"""Which labels are held out, and what is asked of them."""

import pytest

from search.held_out import DIRECTIONS, Direction, held_out_bucket, is_held_out, questions
from search.types import ConceptDocument

from .catalogue import concept


def in_bucket(bucket: int, **labels: object) -> ConceptDocument:
    """The first concept of the series whose address falls into ``bucket``."""
    found = (concept(f"esco:{number}", **labels) for number in range(1_000))  # type: ignore[arg-type]
    return next(document for document in found if held_out_bucket(document.uri) == bucket)


@pytest.mark.parametrize(
    ("bucket", "role", "language", "held_out"),
    [
        (0, "pref", "en", False),
        (0, "pref", "fr", False),
        (0, "alt", "en", True),
        (0, "hidden", "fr", True),
        (1, "pref", "en", False),
        (1, "alt", "en", False),
        (1, "pref", "fr", True),
        (1, "alt", "fr", True),
        (2, "alt", "en", False),
        (9, "pref", "fr", False),
    ],
)
def test_what_is_held_out_depends_on_the_bucket(
    bucket: int, role: str, language: str, held_out: bool
) -> None:
    uri = in_bucket(bucket, en="x").uri
    assert is_held_out(uri, role, language) is held_out  # type: ignore[arg-type]


def test_directions_are_named_as_in_the_contract() -> None:
    assert [str(direction) for direction in DIRECTIONS] == ["EN→EN", "FR→FR", "FR→EN", "unseen FR→EN"]


def test_alternatives_are_asked_of_their_bucket_and_french_labels_of_theirs() -> None:
    texts = {"en": "bake bread", "fr": "cuire du pain", "alt_en": ("make loaves",), "alt_fr": ("enfourner",)}
    concepts = [in_bucket(bucket, **texts) for bucket in range(4)]
    asked = {str(direction): list(questions(direction, concepts)) for direction in DIRECTIONS}
    assert asked == {
        "EN→EN": [("make loaves", 0)],
        "FR→FR": [("enfourner", 0)],
        "FR→EN": [("enfourner", 0)],
        "unseen FR→EN": [("cuire du pain", 1)],
    }


def test_what_has_no_label_in_the_target_language_is_not_asked() -> None:
    french_only = in_bucket(0, fr="cuire du pain", alt_fr=("enfourner",))
    assert list(questions(Direction("fr", "en"), [french_only])) == []
    assert list(questions(Direction("fr", "fr"), [french_only])) == [("enfourner", 0)]
