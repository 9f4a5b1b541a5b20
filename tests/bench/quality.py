"""How good the answers of a system are, by the measures that SkillGraph itself is judged by."""

from collections.abc import Mapping, Sequence

from search.evaluation.measures import CONDENSED, PerQuery, graded, means
from search.evaluation.runs import Run
from search.evaluation.uncertainty import paired_p_value
from search.types import LANGUAGES

from .figures import Figures
from .queries import Questions

COMPARED = "nDCG@5"
JUDGED = "judged@5"
P_VALUE = "p"
COLUMNS = (COMPARED, *(f"{COMPARED} {language}" for language in LANGUAGES), CONDENSED, JUDGED, P_VALUE)


def quality(
    questions: Questions, answers: Mapping[str, Mapping[str, Sequence[str]]], ours: str
) -> dict[str, Figures]:
    """By system, the mean measures of ``answers`` (system → query → concept ids).

    ``p`` is that of a paired permutation test of nDCG@5 against the system ``ours``. Empty without
    judgements; a system that answers nothing at all does not search, and has no figures.
    """
    searching = {name: found for name, found in answers.items() if any(found.values())}
    if not questions.judged or ours not in searching:
        return {}
    scores = {name: _scores(questions, found) for name, found in searching.items()}
    return {name: _figures(questions, found, scores[ours]) for name, found in scores.items()}


def _scores(questions: Questions, concepts: Mapping[str, Sequence[str]]) -> PerQuery:
    run = Run({query.qid: concepts[query.text] for query in questions.judged}, {})
    return graded(run, [query.qid for query in questions.judged], questions.qrels)


def _figures(questions: Questions, scores: PerQuery, ours: PerQuery) -> Figures:
    mean = means(scores, [query.qid for query in questions.judged])
    return {
        COMPARED: mean[COMPARED],
        **{f"{COMPARED} {name}": _in_language(questions, scores, name) for name in LANGUAGES},
        CONDENSED: mean[CONDENSED],
        JUDGED: mean[JUDGED],
        P_VALUE: _p_value(scores, ours),
    }


def _in_language(questions: Questions, scores: PerQuery, language: str) -> float | None:
    qids = [query.qid for query in questions.judged if query.language == language]
    return means(scores, qids)[COMPARED] if qids else None


def _p_value(scores: PerQuery, ours: PerQuery) -> float | None:
    if scores is ours:
        return None
    return paired_p_value(list(scores[COMPARED].values()), list(ours[COMPARED].values()))
