"""Variants side by side on graded judgements: figures, how sure they are, and where they fail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ir_measures import Qrel

from .files import JudgedQuery
from .measures import PerQuery, graded, means
from .runs import Run, latency
from .uncertainty import difference_interval, mean_interval, paired_p_value

#: What the other variants are compared with, on the measure that the comparison is about.
BASELINE = "hybrid"
COMPARED = "nDCG@5"
WITH_INTERVALS = ("P@5", COMPARED)
ALL = "all"
SHOWN = 5

Figures = dict[str, float]


@dataclass(frozen=True)
class Assessment:
    """Runs by variant name over ``queries``, in the light of ``qrels``. Every answer is ready for JSON."""

    runs: Mapping[str, Run]
    queries: Sequence[JudgedQuery]
    qrels: Sequence[Qrel]

    @cached_property
    def scores(self) -> dict[str, PerQuery]:
        """Per variant, every measure of every query."""
        qids = [query.qid for query in self.queries]
        return {variant: graded(run, qids, self.qrels) for variant, run in self.runs.items()}

    @property
    def baseline(self) -> str | None:
        """The variant the others are compared with: hybrid, or the only one there is."""
        return BASELINE if BASELINE in self.runs else next(iter(self.runs), None)

    def figures(self) -> dict[str, dict[str, Figures]]:
        """Per variant, every measure over all queries (``"all"``) and per language."""
        return self._grouped(self._by_language())

    def by_kind(self) -> dict[str, dict[str, Figures]]:
        """Per variant, every measure per kind of query; empty when the queries have none."""
        return self._grouped(_grouped_by(self.queries, "kind"))

    def intervals(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Per variant and language, the 95 % bootstrap intervals of P@5 and nDCG@5."""
        return {
            variant: {
                group: {name: mean_interval(_of(found[name], qids)) for name in WITH_INTERVALS}
                for group, qids in self._by_language().items()
            }
            for variant, found in self.scores.items()
        }

    def significance(self) -> dict[str, dict[str, Any]]:
        """Per other variant, its difference to hybrid on nDCG@5, the interval of that, and the p-value."""
        if self.baseline != BASELINE:
            return {}
        theirs = list(self.scores[BASELINE][COMPARED].values())
        return {
            variant: _compared(list(found[COMPARED].values()), theirs)
            for variant, found in self.scores.items()
            if variant != BASELINE
        }

    def language_difference(self) -> dict[str, dict[str, Any]]:
        """Per variant, English − French on nDCG@5 with its interval; empty unless both were asked."""
        groups = self._by_language()
        if not {"en", "fr"} <= groups.keys():
            return {}
        differences = {}
        for variant, found in self.scores.items():
            english, french = (_of(found[COMPARED], groups[language]) for language in ("en", "fr"))
            differences[variant] = {
                "en-fr": round(_mean(english) - _mean(french), 4),
                "interval": difference_interval(english, french),
            }
        return differences

    def failures(self, most: int) -> dict[str, list[dict[str, Any]]]:
        """Per kind of query, the ``most`` worst of the baseline by nDCG@5, with their first five results."""
        variant = self.baseline
        if variant is None:
            return {}
        score = self.scores[variant][COMPARED]
        kinds = _grouped_by(self.queries, "kind") or {ALL: [query.qid for query in self.queries]}
        texts = {query.qid: query for query in self.queries}
        return {
            kind: [
                self._failure(texts[qid], variant)
                for qid in sorted(qids, key=lambda qid: (score[qid], qid))[:most]
            ]
            for kind, qids in kinds.items()
        }

    def unjudged(self) -> Iterator[tuple[JudgedQuery, str]]:
        """Every concept among the first five of any variant that nobody has judged for that query."""
        grades = self._grades
        for query in self.queries:
            shown = [found for run in self.runs.values() for found in run.rankings[query.qid][:SHOWN]]
            for concept_id in dict.fromkeys(shown):
                if (query.qid, concept_id) not in grades:
                    yield query, concept_id

    @cached_property
    def _grades(self) -> dict[tuple[str, str], int]:
        return {(qrel.query_id, qrel.doc_id): qrel.relevance for qrel in self.qrels}

    def _failure(self, query: JudgedQuery, variant: str) -> dict[str, Any]:
        return {
            "qid": query.qid,
            "lang": query.language,
            "query": query.text,
            COMPARED: round(self.scores[variant][COMPARED][query.qid], 4),
            "top": [
                {"id": found, "grade": self._grades.get((query.qid, found))}
                for found in self.runs[variant].rankings[query.qid][:SHOWN]
            ],
        }

    def _by_language(self) -> dict[str, list[str]]:
        return {ALL: [query.qid for query in self.queries]} | _grouped_by(self.queries, "language")

    def _grouped(self, groups: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Figures]]:
        return {
            variant: {group: self._figures(variant, qids) for group, qids in groups.items()}
            for variant in self.runs
        }

    def _figures(self, variant: str, qids: Sequence[str]) -> Figures:
        milliseconds = self.runs[variant].milliseconds
        return (
            means(self.scores[variant], qids)
            | latency([milliseconds[qid] for qid in qids])
            | {"queries": len(qids)}
        )


def _grouped_by(queries: Sequence[JudgedQuery], attribute: str) -> dict[str, list[str]]:
    names = sorted({name for query in queries if (name := getattr(query, attribute))})
    return {name: [query.qid for query in queries if getattr(query, attribute) == name] for name in names}


def _compared(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, Any]:
    differences = [mine - yours for mine, yours in zip(ours, theirs, strict=True)]
    return {
        COMPARED: round(_mean(differences), 4),
        "interval": mean_interval(differences),
        "p": paired_p_value(ours, theirs),
    }


def _of(values: Mapping[str, float], qids: Sequence[str]) -> list[float]:
    return [values[qid] for qid in qids]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
