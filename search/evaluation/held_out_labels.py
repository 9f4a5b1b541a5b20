"""Finding a concept by a label that no index and no training ever saw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, TypeVar

from ir_measures import Qrel

from ..held_out import Direction, is_held_out, questions
from ..types import ConceptDocument, Role
from .measures import ONE_ANSWER, means, per_query
from .runs import Run
from .uncertainty import SEED, clustered_mean_interval

T = TypeVar("T")

#: The first five decide every figure.
DEPTH = 5


@dataclass(frozen=True, slots=True)
class LabelQuery:
    """A held-out label and the concept it belongs to."""

    qid: str
    text: str
    answer: str


def of_one_vocabulary(documents: Iterable[ConceptDocument], framework: str) -> list[ConceptDocument]:
    """The skills and knowledge of ``framework`` and the groups of the same family of addresses.

    ESCO's skill groups are of their family, its ISCED and ISCO groups are not.
    """
    own = [document for document in documents if document.framework == framework]
    families = {_family(document.uri) for document in own if document.kind in {"skill", "knowledge"}}
    return [
        document
        for document in own
        if document.kind in {"skill", "knowledge", "group"} and _family(document.uri) in families
    ]


def without_held_out(document: ConceptDocument) -> ConceptDocument:
    """``document`` less the labels that are hidden; hidden labels are alternatives for this purpose."""
    return replace(
        document,
        pref_labels=_seen(document.uri, "pref", document.pref_labels),
        alt_labels=_seen(document.uri, "alt", document.alt_labels),
        hidden_labels=_seen(document.uri, "hidden", document.hidden_labels),
    )


def in_language(documents: Iterable[ConceptDocument], language: str) -> list[ConceptDocument]:
    """The documents with their texts of one language only; those without a label in it are left out."""
    return [
        replace(
            document,
            pref_labels=_only(document.pref_labels, language),
            alt_labels=_only(document.alt_labels, language),
            hidden_labels=_only(document.hidden_labels, language),
            descriptions=_only(document.descriptions, language),
            examples=_only(document.examples, language),
        )
        for document in documents
        if language in document.pref_labels
    ]


def label_queries(direction: Direction, documents: Sequence[ConceptDocument], most: int) -> list[LabelQuery]:
    """The held-out labels of ``direction``; ``most`` of them drawn with a fixed seed (0: all)."""
    asked = [
        LabelQuery(f"{documents[place].id}#{number}", text, documents[place].id)
        for number, (text, place) in enumerate(questions(direction, documents))
    ]
    if not most or len(asked) <= most:
        return asked
    chosen = sorted(Random(SEED).sample(range(len(asked)), most))  # noqa: S311 - a draw, no secret
    return [asked[place] for place in chosen]


def label_figures(run: Run, queries: Sequence[LabelQuery]) -> dict[str, Any]:
    """R@1, R@5 and nDCG@5 over ``queries``, and the interval of R@1."""
    qids = [query.qid for query in queries]
    found = per_query(run, qids, [Qrel(query.qid, query.answer, 1) for query in queries], ONE_ANSWER)
    interval = clustered_mean_interval(list(found["R@1"].values()), [query.answer for query in queries])
    return means(found, qids) | {"R@1 interval": interval}


def _family(uri: str) -> str:
    return uri.rpartition("/")[0]


def _seen(uri: str, role: Role, labels: Mapping[str, T]) -> dict[str, T]:
    return {language: text for language, text in labels.items() if not is_held_out(uri, role, language)}


def _only(texts: Mapping[str, T], language: str) -> dict[str, T]:
    return {language: texts[language]} if language in texts else {}
