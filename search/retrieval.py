"""Query in, ranking out: the one place where the legs, the fusion and the facets meet."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import fusion
from .analysis import Query, analyse, fold_words
from .dense import DenseIndex, Vectors
from .facets import FACETS, FacetTable, Mask
from .lexical import LexicalIndex, Scores
from .lexical_schema import IDENTIFIER
from .neural.encoder import Encoder, check_matches
from .snapshot import DENSE, LEXICAL, Manifest
from .types import (
    NO_FILTER,
    ROLES,
    SCOPES,
    ConceptDocument,
    Facets,
    Hit,
    Language,
    LegHit,
    MatchedLabel,
    Ranking,
    Scope,
    Variant,
    scope_of,
)

#: Weight of the dense leg, tuned on the development queries (docs/evaluation.md).
ALPHA = 0.92

#: A query whose first pool is used up is fused again over pools this many times larger, for as long as
#: someone asks for more; what was shown already keeps its place.
POOL_GROWTH = 8


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: int
    score: float
    lexical: LegHit | None
    dense: LegHit | None
    lexical_share: float = 0.0
    dense_share: float = 0.0
    exact: bool = False


@dataclass(frozen=True, slots=True)
class _Question:
    """A query in every form the legs need, computed once."""

    query: Query
    vector: Vectors | None
    scores: Scores
    facets: Facets
    mask: Mask


class SearchEngine:
    """Search over one snapshot. Safe for many threads; holds no state between questions."""

    def __init__(self, directory: Path, encoder: Encoder, *, alpha: float = ALPHA) -> None:
        manifest = Manifest.load(directory)
        made_by = manifest.encoder
        check_matches(encoder, name=made_by.name, dim=made_by.dim, fingerprint=made_by.fingerprint)
        self.manifest = manifest
        self._encoder = encoder
        self._alpha = alpha
        self._lexical = LexicalIndex(directory / LEXICAL)
        self._dense = DenseIndex(directory / DENSE, ef=manifest.index["hnsw"]["ef"])
        self._facets = FacetTable(self._lexical.facet_columns())

    @property
    def snapshot_id(self) -> str:
        return self.manifest.id

    def document(self, concept_id: str) -> ConceptDocument | None:
        """The document of ``concept_id``, or None."""
        row = self._lexical.row_of(concept_id)
        return None if row is None else self._lexical.documents([row])[0]

    def search(
        self,
        query: str,
        *,
        variant: Variant = "hybrid",
        facets: Facets = NO_FILTER,
        limit: int = 10,
        offset: int = 0,
        language: Language = "en",
        count_facets: bool = True,
    ) -> Ranking:
        """Rank the concepts that ``facets`` admit for ``query``; hits ``offset`` to ``offset + limit``.

        ``language`` decides only which of several equally matching labels is named first. The kinds are
        counted over the best candidates of every kind, the other facets over those of the kinds searched,
        whatever else is filtered; a filtered ranking is the one an exact search inside the filter gives.
        """
        started = time.perf_counter()
        question = self._ask(query, variant, facets, SCOPES if count_facets else _scopes(facets))
        wanted = offset + limit
        ranked = self._ranked(question, variant, wanted + 1)
        counted = self._counted(question) if count_facets else {}
        shown = ranked[offset:wanted]
        documents = self._lexical.documents([candidate.row for candidate in shown]) if shown else []
        hits = tuple(
            _hit(candidate, document, offset + number, question.query, language)
            for number, (candidate, document) in enumerate(zip(shown, documents, strict=True), start=1)
        )
        return Ranking(
            query=question.query.text,
            variant=variant,
            hits=hits,
            candidates=len(counted.get("framework", ())),
            candidates_of_every_kind=len(counted.get("kind", ())),
            facet_counts={facet: self._facets.count(facet, rows) for facet, rows in counted.items()},
            snapshot_id=self.snapshot_id,
            milliseconds=(time.perf_counter() - started) * 1000,
            has_more=len(ranked) > wanted,
        )

    def _ask(self, text: str, variant: Variant, facets: Facets, scopes: Sequence[Scope]) -> _Question:
        query = analyse(text)
        vector = self._encoder.encode_query(query.text) if variant != "lexical" and query.tokens else None
        asked = scopes if variant != "dense" and query.tokens else ()
        return _Question(query, vector, self._lexical.search(query, asked), facets, self._facets.mask(facets))

    def _ranked(self, question: _Question, variant: Variant, wanted: int) -> list[_Candidate]:
        """The first ``wanted`` candidates (fewer when there are no more)."""
        ranked: dict[int, _Candidate] = {}
        for pool in self._pools():
            for candidate in self._fused(question, variant, pool):
                ranked.setdefault(candidate.row, candidate)
            if len(ranked) >= wanted:
                break
        return list(ranked.values())[:wanted]

    def _pools(self) -> Iterator[int]:
        pool = fusion.POOL
        while pool < self._facets.size:
            yield pool
            pool *= POOL_GROWTH
        yield max(self._facets.size, 1)

    def _fused(self, question: _Question, variant: Variant, pool: int) -> list[_Candidate]:
        lexical = question.scores.top(question.mask, pool)
        dense = self._dense_leg(question, pool)
        if variant != "hybrid":
            return _single_leg(lexical, dense)
        exact = self._exact(question)
        candidates = _combine(lexical, dense, self._alpha, exact)
        return sorted(
            candidates, key=lambda found: (not found.exact, exact.get(found.row, 0), -found.score, found.row)
        )

    def _exact(self, question: _Question) -> dict[int, int]:
        """Concepts that are called just this. One named by its identifier is meant, whatever its kind."""
        anything = question.facets == NO_FILTER
        return {
            row: role
            for row, role in self._lexical.exact(question.query).items()
            if question.mask[row] or (anything and role == IDENTIFIER)
        }

    def _dense_leg(self, question: _Question, pool: int) -> dict[int, float]:
        if question.vector is None:
            return {}
        if question.facets == NO_FILTER and pool == fusion.POOL:
            return self._dense.nearest(question.vector, "searched", pool)
        return self._dense.exact(question.vector, question.mask, pool)

    def _counted(self, question: _Question) -> dict[str, tuple[int, ...]]:
        """By facet, the rows that its values are counted over: the best of each leg, whatever the filters.

        Only the kinds are counted over every kind, for each says what lies outside the present ones.
        """
        of_every_kind = self._pool(question, Facets(kinds=self._facets.kinds))
        of_these_kinds = self._pool(question, Facets(kinds=question.facets.kinds))
        return {facet: of_every_kind if facet == "kind" else of_these_kinds for facet in FACETS}

    def _pool(self, question: _Question, facets: Facets) -> tuple[int, ...]:
        mask = self._facets.mask(facets)
        lexical = question.scores.top(mask, fusion.POOL)
        dense: dict[int, float] = {}
        if question.vector is not None:
            for scope in _scopes(facets):
                dense |= self._dense.nearest(question.vector, scope, fusion.POOL)
        nearest = [row for row in sorted(dense, key=lambda row: -dense[row]) if mask[row]]
        return tuple(lexical.keys() | set(nearest[: fusion.POOL]))


def _scopes(facets: Facets) -> tuple[Scope, ...]:
    wanted = {scope_of(kind) for kind in facets.effective_kinds}
    return tuple(scope for scope in SCOPES if scope in wanted)


def _legs(scores: Mapping[int, float]) -> dict[int, LegHit]:
    return {row: LegHit(score, rank) for rank, (row, score) in enumerate(scores.items(), start=1)}


def _single_leg(lexical: Mapping[int, float], dense: Mapping[int, float]) -> list[_Candidate]:
    lexical_hits, dense_hits = _legs(lexical), _legs(dense)
    return [
        _Candidate(row, score, lexical_hits.get(row), dense_hits.get(row))
        for row, score in (lexical or dense).items()
    ]


def _combine(
    lexical: Mapping[int, float], dense: Mapping[int, float], alpha: float, exact: Iterable[int]
) -> list[_Candidate]:
    lexical_hits, dense_hits = _legs(lexical), _legs(dense)
    fused = fusion.fuse(lexical, dense, alpha)
    exact_rows = set(exact)
    nothing = fusion.Fused(0.0, 0.0, 0.0)
    return [
        _Candidate(
            row,
            (share := fused.get(row, nothing)).score,
            lexical_hits.get(row),
            dense_hits.get(row),
            share.lexical_share,
            share.dense_share,
            row in exact_rows,
        )
        for row in fused.keys() | exact_rows
    ]


def _hit(
    candidate: _Candidate,
    document: ConceptDocument,
    rank: int,
    query: Query,
    language: Language,
) -> Hit:
    return Hit(
        document=document,
        rank=rank,
        score=candidate.score,
        lexical=candidate.lexical,
        dense=candidate.dense,
        lexical_share=candidate.lexical_share,
        dense_share=candidate.dense_share,
        exact=candidate.exact,
        matched_labels=matched_labels(document, query, language),
    )


def matched_labels(document: ConceptDocument, query: Query, language: Language) -> tuple[MatchedLabel, ...]:
    """The labels that hold most of the query's words that carry meaning, in any language.

    The last word may be a prefix, for people read suggestions while they type. Exact labels come
    first, then those in ``language``, then by role; every label that ties for the most words is given.
    """
    wanted = [word for token in query.content for word in fold_words(token)]
    if not wanted:
        return ()
    overlaps: dict[MatchedLabel, int] = {}
    for text, label_language, role in _labels(document):
        words = fold_words(text)
        overlap = sum(_stands_in(word, words, prefix=word == wanted[-1]) for word in wanted)
        exact = " ".join(words) == query.folded
        if overlap or exact:
            overlaps[MatchedLabel(text, label_language, ROLES[role], exact)] = overlap
    if not overlaps:
        return ()
    most = max(overlaps.values())
    best = [label for label, overlap in overlaps.items() if overlap == most or label.exact]
    return tuple(
        sorted(best, key=lambda label: (not label.exact, label.language != language, ROLES.index(label.role)))
    )


def _labels(document: ConceptDocument) -> Iterator[tuple[str, str, int]]:
    for language, text in document.pref_labels.items():
        yield text, language, 0
    for role, by_language in ((1, document.alt_labels), (2, document.hidden_labels)):
        for language, texts in by_language.items():
            for text in texts:
                yield text, language, role


def _stands_in(word: str, words: list[str], *, prefix: bool) -> bool:
    return word in words or (prefix and len(word) > 2 and any(other.startswith(word) for other in words))
