"""The page of figures: what is replaced, what is kept, and which pages are refused."""

from pathlib import Path

import pytest

from search.evaluation.errors import EvaluationError
from skillgraph_site.evaluation.page import replaced, rewrite
from skillgraph_site.evaluation.sheets import Sheet, as_markdown, as_text, comparison, intervals

PAGE = """# Figures

Prose before.

<!-- generated: one -->
old
<!-- end of one -->

Prose between.

<!-- generated: two words -->
<!-- end of two words -->

Prose after.
"""


def test_generated_parts_are_replaced_and_prose_is_kept() -> None:
    found = replaced(PAGE, {"one": "| a |\n", "two words": "| b |"}, "page.md")
    assert "old" not in found
    assert (
        found.index("Prose before")
        < found.index("| a |")
        < found.index("Prose between")
        < found.index("| b |")
    )
    assert found.endswith("Prose after.\n")


def test_writing_twice_changes_nothing_more(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    parts = {"one": "| a \\1 |", "two words": "| b |"}
    rewrite(page, parts)
    once = page.read_text(encoding="utf-8")
    rewrite(page, parts)
    assert page.read_text(encoding="utf-8") == once
    assert "| a \\1 |" in once


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (PAGE.replace("<!-- end of one -->", ""), "lacks its “end of …”"),
        (PAGE.replace("one", "other"), "Look at: one, other"),
        (PAGE + PAGE, "each once"),
        ("# No part at all\n", "Look at: one, two words"),
    ],
)
def test_a_page_with_other_parts_is_left_alone(tmp_path: Path, page: str, message: str) -> None:
    path = tmp_path / "page.md"
    path.write_text(page, encoding="utf-8")
    with pytest.raises(EvaluationError, match=message):
        rewrite(path, {"one": "a", "two words": "b"})
    assert path.read_text(encoding="utf-8") == page


def test_a_table_reads_the_same_in_markdown_and_on_a_terminal() -> None:
    sheet = Sheet("Title", ("variant", "nDCG@5"), [("hybrid | dense", "0.608")])
    assert as_markdown(sheet) == "| variant | nDCG@5 |\n| --- | --- |\n| hybrid \\| dense | 0.608 |\n"
    assert "0.608" in as_text(sheet)


def test_differences_have_signs_and_small_p_values_are_not_rounded_to_nought() -> None:
    result = {"significance": {"lexical": {"nDCG@5": -0.1479, "interval": (-0.234, 0.011), "p": 0.0004}}}
    assert comparison(result).rows == [("lexical", "−0.148", "−0.234 to +0.011", "< 0.001")]


def test_an_interval_that_one_query_cannot_give_is_said_in_words() -> None:
    result = {"intervals": {"hybrid": {"fr": {"P@5": None, "nDCG@5": (0.5, 0.7)}}}}
    assert intervals(result).rows == [("hybrid", "French", "one query only", "0.500 to 0.700")]
