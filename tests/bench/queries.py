"""What is asked: everyday wording, and the judged development queries where the data folder is known."""

from dataclasses import dataclass
from pathlib import Path

from ir_measures import Qrel

from search.evaluation.files import JudgedQuery, read_qrels, read_queries

#: Both languages, short and long; none is a judged query.
QUERIES = (
    "teaching children to read",
    "apprendre à lire aux enfants",
    "fixing a dripping tap",
    "gérer un conflit dans la classe",
    "spreadsheets",
    "tenir une caisse",
    "pupils can explain how plants grow",
    "être capable de rédiger un courriel professionnel",
    "first aid",
    "soudure",
    "planning a budget for a small association",
    "accompagner une personne âgée dans les gestes du quotidien",
)


@dataclass(frozen=True, slots=True)
class Questions:
    """The texts to ask, and the judgements that quality is measured on (none without a data folder)."""

    judged: tuple[JudgedQuery, ...] = ()
    qrels: tuple[Qrel, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(query.text for query in self.judged) or QUERIES


def questions(data: Path | None) -> Questions:
    """The judged queries below ``data``, or everyday ones without judgements."""
    folder = data / "benchmarks" / "search" if data else None
    if folder is None or not folder.is_dir():
        return Questions()
    return Questions(tuple(read_queries(folder / "queries.tsv")), tuple(read_qrels(folder / "qrels.txt")))
