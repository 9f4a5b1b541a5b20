"""Made-up records that fill the real partial templates. Nothing here is in any framework."""

from collections.abc import Mapping
from datetime import date

from explain.presentation import Link
from explain.result_trail import ResultTrail, Step
from explain.suggestions import SIGNAL_WORDS, Signal, SuggestedGroup, Suggestion, Suggestions, reasons
from explain.wording import RELATION_HEADINGS
from graphdata.inference import JUDGED, InferredEdge
from graphdata.records import ConceptRecord, LinkedConcept, Relation, RelationGroup, ReleaseRecord
from search.address import SearchAddress
from search.language_fallback import label_of
from search.types import ConceptDocument, Hit, LegHit, MatchedLabel, Ranking

QUERY = "sew a button"
DAY = date(2026, 1, 2)

_ESCO = ReleaseRecord(
    graph="urn:gallery:esco",
    role="framework",
    framework="esco",
    version="0",
    title="Made-up framework",
    publisher="SkillGraph",
    licence="",
    licence_name="No licence: made up",
    landing_page="",
    notice={"en": "A required notice stands here.", "fr": "Ici figure une mention obligatoire."},
    ingested_at="2026-01-02T03:04:05+00:00",
    sample=True,
)
_MAPPING = ReleaseRecord(
    graph="urn:gallery:mapping",
    role="mapping",
    framework="esco-rome",
    version="0",
    title="Made-up mapping",
    publisher="SkillGraph",
    licence="",
    licence_name="",
    landing_page="",
    notice={},
    ingested_at="2026-01-02T03:04:05+00:00",
)
_DERIVED = "urn:gallery:derived"
RELEASES: Mapping[str, ReleaseRecord] = {release.graph: release for release in (_ESCO, _MAPPING)}


def _concept(number: int, framework: str = "esco", kind: str = "skill", **labels: str) -> LinkedConcept:
    concept_id = f"{framework}:gallery-{number}"
    return LinkedConcept(concept_id, f"urn:gallery:{concept_id}", framework, kind, labels)


_CRAFTS = _concept(1, kind="group", en="needlework and repair", fr="couture et retouche")
_THREAD = _concept(2, kind="knowledge", en="threads and yarns", fr="fils et filés")
_NEEDLE = _concept(3, en="thread a needle", fr="enfiler une aiguille")
_OLD = LinkedConcept(
    "esco:gallery-4", "urn:gallery:esco:gallery-4", "esco", "skill", {"en": "darn by lamplight"}, True
)
_TAILOR = _concept(5, kind="occupation", en="tailor", fr="tailleur/tailleuse")
_ELSEWHERE = _concept(6, "rome", fr="Coudre un bouton à la main")
_RATED = _concept(7, "onet", en="Finger Dexterity", kind="ability")

CONCEPT = ConceptRecord(
    id="esco:gallery-0",
    uri="urn:gallery:esco:gallery-0",
    framework="esco",
    kind="skill",
    graph=_ESCO.graph,
    pref_labels={"en": "sew on buttons", "fr": "coudre des boutons"},
    alt_labels={
        "en": ["attach buttons", "fasten buttons", "fix buttons", "put buttons back", "replace buttons",
               "sew buttons by hand", "mend a fastening"],
        "fr": ["poser des boutons"],
    },
    descriptions={
        "en": "Fasten buttons to a garment by hand, so that they hold and can be undone.",
        "fr": "Fixer des boutons sur un vêtement, à la main, pour qu’ils tiennent et se défassent.",
    },
    scope_notes={"en": "Buttons with two or four holes. Snap fasteners are left out."},
    reuse_level="cross-sector",
    status="released",
    modified="2026-01-02",
    broader_paths=((_CRAFTS,), (_concept(8, kind="group", en="care of clothes", fr="entretien du linge"),)),
)  # fmt: skip


def _relations(name: str, *targets: LinkedConcept, total: int = 0, graph: str = _ESCO.graph) -> RelationGroup:
    items = [Relation(name, target, graph) for target in targets]
    return RelationGroup(name, total or len(items), items)


GROUPS = (
    _relations("has_prerequisite", _THREAD, _NEEDLE),
    _relations("related", _OLD, _concept(9, "rome", fr="Repriser un accroc")),
    RelationGroup(
        "draws_on",
        1,
        [Relation("draws_on", _RATED, _ESCO.graph, importance=4.12, level=3.5, suppressed=True)],
    ),
    _relations(
        "essential_for_occupation",
        _TAILOR,
        *(
            _concept(20 + n, kind="occupation", en=f"tailor of kind {n}", fr=f"métier no {n}")
            for n in range(7)
        ),
        total=240,
    ),
    RelationGroup(
        "exact_match",
        2,
        [
            Relation("exact_match", _ELSEWHERE, _MAPPING.graph, trust="official"),
            Relation("exact_match", _RATED, _DERIVED, trust="derived"),
        ],
    ),
)

_EDGE = InferredEdge(
    "has_prerequisite",
    CONCEPT.id,
    _concept(10, kind="knowledge", en="kinds of fabric", fr="types d’étoffes"),
    0.61,
    {"similarity": 0.72, "shared_occupations": 0.31, "knowledge_first": 1.0, "more_general": 0.6},
)


def suggested(language: str) -> Suggestions:
    label = label_of(_EDGE.target.pref_labels, language, _EDGE.target.id)
    signals = [Signal(SIGNAL_WORDS[name], value) for name, value in _EDGE.signals.items()]
    line = Suggestion(Link(_EDGE.target, label), _EDGE.score, tuple(reasons(_EDGE)), signals)
    heading, judged = RELATION_HEADINGS[_EDGE.relation], JUDGED[_EDGE.relation]
    return Suggestions("ESCO", [SuggestedGroup(_EDGE.relation, heading, [line], judged)])


def _document(
    number: int, framework: str, kind: str, labels: Mapping[str, str], *, deprecated: bool = False
) -> ConceptDocument:
    concept_id = f"{framework}:gallery-hit-{number}"
    about = {
        language: "One line of the description, cut where the line ends." if language == "en"
        else "Une ligne de la description, coupée au bout de la ligne."
        for language in labels
    }  # fmt: skip
    return ConceptDocument(
        concept_id, f"urn:gallery:{concept_id}", framework, kind, labels, descriptions=about,
        deprecated=deprecated,
    )  # fmt: skip


HITS = (
    Hit(
        _document(1, "esco", "skill", {"en": "sew on buttons", "fr": "coudre des boutons"}),
        1, 0.91, LegHit(14.2, 1), LegHit(0.83, 2), 0.5, 0.41,
        matched_labels=[MatchedLabel("sew a button by hand", "en", "alt")],
    ),
    Hit(
        _document(2, "rome", "skill", {"fr": "Coudre un bouton à la main"}),
        2, 0.62, None, LegHit(0.71, 12), 0.0, 0.62,
    ),
    Hit(
        _document(3, "onet", "activity", {"en": "Attach decorative or functional accessories to products"}),
        3, 0.4, LegHit(6.5, 30), None, 0.4, 0.0,
    ),
    Hit(
        _document(4, "your-own", "outcome", {"en": "sews a button", "fr": "coud un bouton"}, deprecated=True),
        4, 1.0, LegHit(20.0, 1), LegHit(0.99, 1), 0.5, 0.5, exact=True,
    ),
)  # fmt: skip

RANKING = Ranking(
    query=QUERY,
    variant="hybrid",
    hits=HITS,
    candidates=200,
    candidates_of_every_kind=300,
    facet_counts={},
    snapshot_id="gallery",
    milliseconds=0.0,
    has_more=True,
)


def trail(language: str, address: SearchAddress) -> ResultTrail:
    """The way from the second hit to its neighbours and back to all of ``address``."""
    before, after = (_step(hit, language, address) for hit in (HITS[0], HITS[2]))
    return ResultTrail(QUERY, 2, address.url, before, after)


def _step(hit: Hit, language: str, address: SearchAddress) -> Step:
    label = label_of(hit.document.pref_labels, language, hit.document.id)
    return Step(hit, label.text, label.language, label.is_fallback, address.hit_query(hit.rank))
