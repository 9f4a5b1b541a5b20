"""Queries and judgements from files, and runs into files."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ir_measures import Qrel

from .errors import EvaluationError
from .runs import Run

_GRADE = re.compile(r"-?[0-9]+")
#: A person who judges notes what was judged.
_COMMENT = re.compile(r"(^|\s)#.*")


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """One line of the queries file."""

    qid: str
    language: str
    kind: str
    text: str


def read_queries(path: Path) -> list[JudgedQuery]:
    """The queries of a tab-separated file with the columns qid, lang, kind and query."""
    table = csv.DictReader(io.StringIO(read_text(path)), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = {"qid", "lang", "query"} - set(table.fieldnames or ())
    if missing:
        raise EvaluationError(f"{path}: the column {', '.join(sorted(missing))} is missing")
    queries: dict[str, JudgedQuery] = {}
    for row in table:
        if not (row["qid"] and row["lang"] and row["query"]):
            raise EvaluationError(f"{path}, line {table.line_num}: qid, lang or query is empty")
        if row["qid"] in queries:
            raise EvaluationError(f"{path}, line {table.line_num}: the qid {row['qid']} is used twice")
        queries[row["qid"]] = JudgedQuery(row["qid"], row["lang"], row.get("kind") or "", row["query"])
    if not queries:
        raise EvaluationError(f"{path} holds no query")
    return list(queries.values())


def read_qrels(path: Path) -> list[Qrel]:
    """TREC judgements: ``qid 0 concept_id grade``. Blank lines and comments after # are passed over."""
    qrels = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        fields = _COMMENT.sub("", line).split()
        if not fields:
            continue
        if len(fields) != 4 or not _GRADE.fullmatch(fields[3]):
            raise EvaluationError(f"{path}, line {number}: expected “qid 0 concept_id grade”, found {line!r}")
        qrels.append(Qrel(fields[0], fields[2], int(fields[3])))
    return qrels


def read_gaps(path: Path, qrels: Sequence[Qrel]) -> list[Qrel]:
    """Further judgements, in the same form, of what ``qrels`` left unjudged; it may not judge anew."""
    gaps = read_qrels(path)
    judged = {(qrel.query_id, qrel.doc_id) for qrel in qrels}
    for gap in gaps:
        if (gap.query_id, gap.doc_id) in judged:
            raise EvaluationError(
                f"{path}: {gap.doc_id} is judged for {gap.query_id} already. Remove that line: "
                "further judgements fill gaps, they replace none"
            )
    return gaps


def read_text(path: Path) -> str:
    """The text of a file, a byte order mark aside, which would hide the first column's name."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8: {error}") from error
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}") from error


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a text file of ``lines``."""
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}") from error


def trec_run(run: Run, tag: str) -> Iterator[str]:
    """The run in TREC format: ``qid Q0 concept_id rank score tag``, scores made from ranks."""
    for qid, ids in run.rankings.items():
        for rank, concept_id in enumerate(ids, start=1):
            yield f"{qid} Q0 {concept_id} {rank} {len(ids) - rank + 1} {tag}"
