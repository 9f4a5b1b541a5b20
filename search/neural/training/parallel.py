"""Reads translated pairs: tab-separated files, English then French."""

from collections.abc import Iterator
from pathlib import Path

#: French–French paraphrases: they have no English side to learn from.
WITHOUT_ENGLISH = "_fr_fr_"


class UnusablePairs(Exception):
    """A file of pairs cannot be read; the message names file, line and remedy."""


def read_parallel(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """(English, French) pairs by file stem, from every ``*.tsv`` in ``folder``; none if it is not there.

    Raises UnusablePairs for a line that is not two columns of UTF-8 text.
    """
    paths = sorted(path for path in folder.glob("*.tsv") if WITHOUT_ENGLISH not in path.name)
    return {path.stem: list(_pairs(path)) for path in paths}


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="\n") as stream:
            for number, line in enumerate(stream, 1):
                cells = line.rstrip("\r\n").split("\t")
                if len(cells) != 2:
                    raise UnusablePairs(
                        f"{path.name}, line {number}: {len(cells)} columns where English and French are "
                        "expected. Correct the line, or leave the file out"
                    )
                yield cells[0], cells[1]
    except UnicodeDecodeError as error:
        raise UnusablePairs(f"{path.name} is not UTF-8 ({error.reason}). Save it as UTF-8") from error
