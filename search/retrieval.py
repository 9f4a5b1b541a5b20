"""Query in, ranking out: the one place where the legs, the fusion, the re-ranker and the facets meet."""

import math
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from . import fusion
from .analysis import Query, analyse
from .dense import DenseIndex, Vectors
from .facets import FACETS, FacetTable, Mask
from .fusion import Fused
from .lexical import LexicalIndex, Scores
from .lexical_schema import IDENTIFIER
from .matching import matched_labels
from .neural.concept_vectors import VECTOR_TEXT
from .neural.cross_encoder import Reranker, RerankerOff, RerankerUnavailable
from .neural.encoder import REMEDY, Encoder, EncoderMismatch, check_matches
from .reranking import DEPTH, read_again
from .snapshot import DENSE, LEXICAL, Manifest
from .types import (
    NO_FILTER,
    SCOPES,
    VARIANTS,
    ConceptDocument,
    Facets,
    Hit,
    Language,
    LegHit,
    MatchedLabel,
    Ranking,
    Reranked,
    Scope,
    Variant,
    scope_of,
)

#: Weight of the dense leg where the lexical one is trusted (docs/decisions/0013-fusion.md).
ALPHA = 0.75

#: A query whose first pool is used up is fused again over pools this many times larger, for as long as
#: someone asks for more; what was shown already keeps its place.
POOL_GROWTH = 8


@dataclass(frozen=True, slots=True)
class _Pool:
    """One fusion: its rows in order, and what each leg said of them (scores by row, best first)."""

    rows: Sequence[int]
    lexical: Mapping[int, float]
    dense: Mapping[int, float]
    fused: Mapping[int, Fused]
    exact: Collection[int] = ()

    def hit(self, row: int, rank: int, document: ConceptDocument, labels: Sequence[MatchedLabel]) -> Hit:
        """The line of a ranking for ``row``; made for what is shown only, for a pool has hundreds."""
        lexical, dense = _leg_hit(self.lexical, row), _leg_hit(self.dense, row)
        leg = lexical or dense
        fused = self.fused.get(row) or Fused(leg.score if leg and not self.fused else 0.0, 0.0, 0.0)
        return Hit(
            document=document,
            rank=rank,
            score=fused.score,
            lexical=lexical,
            dense=dense,
            lexical_share=fused.lexical_share,
            dense_share=fused.dense_share,
            exact=row in self.exact,
            matched_labels=labels,
        )


def _leg_hit(scores: Mapping[int, float], row: int) -> LegHit | None:
    return LegHit(scores[row], list(scores).index(row) + 1) if row in scores else None


@dataclass(frozen=True, slots=True)
class _Question:
    """A query in every form the legs need, computed once."""

    query: Query
    vector: Vectors | None
    scores: Scores
    facets: Facets
    mask: Mask


@dataclass(frozen=True, slots=True)
class _Answer:
    """Rows in order, each with the pool that placed it, and which variant gave that order."""

    variant: Variant
    ranked: Sequence[tuple[int, _Pool]]
    reranked: Mapping[int, Reranked] = field(default_factory=dict)
    fallback: str = ""


class SearchEngine:
    """Search over one snapshot. Safe for many threads; holds no state between questions.

    Without a ``reranker`` the variant ``rerank`` is not among ``variants``; with one, it re-orders the first
    ``depth`` hits of the hybrid ranking.
    """

    def __init__(
        self,
        directory: Path,
        encoder: Encoder,
        *,
        alpha: float = ALPHA,
        reranker: Reranker | None = None,
        depth: int = DEPTH,
    ) -> None:
        manifest = Manifest.load(directory)
        made_by = manifest.encoder
        check_matches(encoder, name=made_by.name, dim=made_by.dim, fingerprint=made_by.fingerprint)
        if made_by.text != VECTOR_TEXT:
            raise EncoderMismatch(
                f"The snapshot's vectors were made in another way: {made_by.text}. {REMEDY}"
            )
        self.manifest = manifest
        self._encoder = encoder
        self._alpha = alpha
        self._reranker = reranker
        self._depth = depth
        self._lexical = LexicalIndex(directory / LEXICAL)
        self._dense = DenseIndex(directory / DENSE, ef=manifest.index["hnsw"]["ef"])
        self._facets = FacetTable(self._lexical.facet_columns())

    @property
    def snapshot_id(self) -> str:
        return self.manifest.id

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The variants that can be asked for here."""
        return tuple(variant for variant in VARIANTS if variant != "rerank" or self._reranker)

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

        Raises RerankerOff for a variant that is not in ``variants``. Where the re-ranker cannot be used, the
        hybrid ranking answers, and its ``fallback`` says why.
        """
        started = time.perf_counter()
        question = self._ask(query, variant, facets, SCOPES if count_facets else _scopes(facets))
        wanted = offset + limit
        answer = self._answer(question, variant, offset, wanted + 1)
        counted = self._counted(question) if count_facets else {}
        shown = answer.ranked[offset:wanted]
        documents = self._lexical.documents([row for row, _ in shown])
        hits = tuple(
            replace(
                pool.hit(row, rank, document, matched_labels(document, question.query, language)),
                reranked=answer.reranked.get(row),
            )
            for rank, ((row, pool), document) in enumerate(
                zip(shown, documents, strict=True), start=offset + 1
            )
        )
        return Ranking(
            query=question.query.text,
            variant=answer.variant,
            hits=hits,
            candidates=len(counted.get("framework", ())),
            candidates_of_every_kind=len(counted.get("kind", ())),
            facet_counts={facet: self._facets.count(facet, rows) for facet, rows in counted.items()},
            snapshot_id=self.snapshot_id,
            milliseconds=(time.perf_counter() - started) * 1000,
            has_more=len(answer.ranked) > wanted,
            fallback=answer.fallback,
        )

    def _ask(self, text: str, variant: Variant, facets: Facets, scopes: Sequence[Scope]) -> _Question:
        query = analyse(text)
        vector = self._encoder.encode_query(query.text) if variant != "lexical" and query.tokens else None
        asked = scopes if variant != "dense" and query.tokens else ()
        return _Question(query, vector, self._lexical.search(query, asked), facets, self._facets.mask(facets))

    def _answer(self, question: _Question, variant: Variant, offset: int, wanted: int) -> _Answer:
        if variant != "rerank":
            return _Answer(variant, self._ranked(question, variant, wanted))
        if self._reranker is None:
            raise RerankerOff
        ranked = self._ranked(question, "hybrid", max(wanted, self._depth))
        if offset >= self._depth:
            # Nothing that is read again could come to stand here.
            return _Answer("rerank", ranked[:wanted])
        head, tail = ranked[: self._depth], ranked[self._depth :]
        try:
            reranked = self._read_again(self._reranker, question.query, head)
        except RerankerUnavailable as error:
            return _Answer("hybrid", ranked[:wanted], fallback=str(error))
        # The sort is stable: exact labels, which are not read again, stay in front and in order.
        head.sort(key=lambda entry: -reranked[entry[0]].score if entry[0] in reranked else -math.inf)
        return _Answer("rerank", [*head, *tail][:wanted], reranked)

    def _read_again(
        self, reranker: Reranker, query: Query, head: Sequence[tuple[int, _Pool]]
    ) -> dict[int, Reranked]:
        rank_of = {row: rank for rank, (row, pool) in enumerate(head, start=1) if row not in pool.exact}
        documents = self._lexical.documents(list(rank_of))
        return dict(zip(rank_of, read_again(reranker, query, documents, list(rank_of.values())), strict=True))

    def _ranked(self, question: _Question, variant: Variant, wanted: int) -> list[tuple[int, _Pool]]:
        """The first ``wanted`` rows (fewer when there are no more), each with the pool that placed it."""
        ranked: dict[int, _Pool] = {}
        for size in self._pool_sizes():
            pool = self._fused(question, variant, size)
            for row in pool.rows:
                ranked.setdefault(row, pool)
            if len(ranked) >= wanted:
                break
        return list(ranked.items())[:wanted]

    def _pool_sizes(self) -> Iterator[int]:
        pool = fusion.POOL
        while pool < self._facets.size:
            yield pool
            pool *= POOL_GROWTH
        yield max(self._facets.size, 1)

    def _fused(self, question: _Question, variant: Variant, size: int) -> _Pool:
        lexical = question.scores.top(question.mask, size)
        dense = self._dense_leg(question, size)
        if variant != "hybrid":
            return _Pool(list(lexical or dense), lexical, dense, {})
        exact = self._exact(question)
        fused = fusion.fuse(lexical, dense, fusion.query_alpha(self._alpha, lexical, dense))
        scores = dict.fromkeys(exact, 0.0) | {row: share.score for row, share in fused.items()}
        rows = sorted(scores, key=lambda row: (row not in exact, exact.get(row, 0), -scores[row], row))
        return _Pool(rows, lexical, dense, fused, exact)

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
        of_every_kind = self._candidates(question, Facets(kinds=self._facets.kinds))
        of_these_kinds = self._candidates(question, Facets(kinds=question.facets.kinds))
        return {facet: of_every_kind if facet == "kind" else of_these_kinds for facet in FACETS}

    def _candidates(self, question: _Question, facets: Facets) -> tuple[int, ...]:
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
