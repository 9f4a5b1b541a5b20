"""What the page of a concept and its explanation cost beside the engine parts that they show."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle, islice
from statistics import median
from urllib.parse import quote

from django.core.management import call_command
from django.test import Client

from explain.evidence import Evidence, evidence_about, evidence_from
from explain.presentation import FIRST
from explain.summary import SummarySentence
from explain.summary_schema import MOST_IDS, SENTENCES
from explain.summary_verification import Verifier
from explain.template import explain
from explain.views import MOST_MAPPINGS
from explain.wording import MATCH_WORDS, RELATION_HEADINGS
from graphdata.inference import infer_prerequisites, infer_subskills
from graphdata.neighbourhood import ConceptGraph, describe, relations
from graphdata.records import ConceptRecord, RelationGroup
from search.neural.encoder import load_encoder
from search.templatetags.skillgraph import concept_url
from search.types import SEARCHED_KINDS, ConceptDocument

from .figures import Figures, Timings, latency, ratio_of_neighbours
from .rounds import Ask, ask_in_turn, timed

SEED = 20_240_501
#: Of every framework: so many of what search finds by default, and a third as many occupations.
ASKED_OFTEN, ASKED_ONCE = 12, 36
PAGE, READS, TEMPLATE, SUGGESTIONS = "concept page", "reads", "template", "suggestions"
ANSWER, ANSWER_PARTS = "/explain", "reads and template of /explain"
VERIFICATION = "verification of a summary"
#: What is given something before the clock starts.
PREPARED = (TEMPLATE, VERIFICATION)
PARTS_OF = {PAGE: (READS, TEMPLATE, SUGGESTIONS), ANSWER: (ANSWER_PARTS,)}
AIMS = {TEMPLATE: "< 2 ms", ANSWER_PARTS: "< 15 ms"}
RATIO_AIM = "≤ 3"
FIRST_TIME = ", first time"

Action = Callable[[str], object]


def measure(graph: ConceptGraph, rounds: int) -> tuple[dict[str, Figures], dict[str, Figures]]:
    """Times and ratios: of concepts that were asked for before, and of others the first time."""
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files by hash
    often, once = chosen(graph)
    parts = Parts(graph, [*often, *once])
    for document in often:  # from here on, templates are compiled
        for name in PREPARED:
            parts.prepare(name, document.id)
        parts.page(document.id)
    first = first_times(parts, once)
    asked = {name: partial(timed, _without_answer(action)) for name, action in parts.actions().items()}
    heard = ask_in_turn(asked, [document.id for document in often], rounds)
    again = {name: answers.milliseconds for name, answers in heard.items()}
    whole = {f"{PAGE}: engine parts": _sums(again)[PAGE]}
    times = _times(again) | _times(whole) | _times(first, FIRST_TIME)
    return times, _ratios(again) | _ratios_of_medians(first)


def chosen(graph: ConceptGraph) -> tuple[list[ConceptDocument], list[ConceptDocument]]:
    """Random concepts of every framework, to ask for often and to ask for once; none is in both."""
    rows: dict[tuple[str, bool], list[int]] = {}
    for row, (framework, kind, *_) in enumerate(graph.documents.facet_columns()):
        if kind in SEARCHED_KINDS or kind == "occupation":
            rows.setdefault((framework, kind == "occupation"), []).append(row)
    draw = random.Random(SEED)
    often: list[int] = []
    once: list[int] = []
    for (_framework, is_occupation), those in sorted(rows.items()):
        share = 3 if is_occupation else 1
        drawn = draw.sample(those, min((ASKED_OFTEN + ASKED_ONCE) // share, len(those)))
        often += drawn[: ASKED_OFTEN // share]
        once += drawn[ASKED_OFTEN // share :]
    return graph.documents.documents(often), graph.documents.documents(once)


class Parts:
    """All that is measured of one graph, by the id of a concept."""

    def __init__(self, graph: ConceptGraph, documents: Sequence[ConceptDocument]) -> None:
        self._graph = graph
        self._addresses = {each.id: concept_url(each.id, each.kind) for each in documents}
        self._client = Client(headers={"host": "localhost"})
        self._read: dict[str, tuple[ConceptRecord, list[RelationGroup]]] = {}
        self._verifier = Verifier(load_encoder(), graph.documents)
        self._drafts: dict[str, tuple[Evidence, list[SummarySentence]]] = {}

    def actions(self) -> dict[str, Action]:
        return {
            PAGE: self.page,
            READS: self.reads,
            TEMPLATE: self.template,
            SUGGESTIONS: self.suggestions,
            ANSWER: self.answer,
            ANSWER_PARTS: self.explained,
            VERIFICATION: self.verification,
        }

    def prepare(self, name: str, concept: str) -> None:
        """What must be there before the clock starts: what was read, and a summary to check."""
        if name == TEMPLATE:
            self._read[concept] = self.reads(concept)
        if name == VERIFICATION:
            self._drafts[concept] = self._draft(concept)

    def page(self, concept: str) -> None:
        self._get(self._addresses[concept])

    def reads(self, concept: str) -> tuple[ConceptRecord, list[RelationGroup]]:
        stated = partial(relations, self._graph, concept)
        headed = stated(names=RELATION_HEADINGS.keys(), limit=FIRST)
        return self._record(concept), headed + stated(names=MATCH_WORDS.keys(), limit=MOST_MAPPINGS)

    def template(self, concept: str) -> None:
        explain(evidence_from(*self._read[concept], self._graph.release_of, "en"), "teacher")

    def suggestions(self, concept: str) -> None:
        infer_prerequisites(self._graph, concept)
        infer_subskills(self._graph, concept)

    def answer(self, concept: str) -> None:
        self._get(f"/api/v1/explain?id={quote(concept)}")

    def explained(self, concept: str) -> None:
        explain(evidence_about(self._graph, self._record(concept), "en"), "teacher")

    def verification(self, concept: str) -> None:
        evidence, draft = self._drafts[concept]
        for sentence in draft:
            self._verifier.verify(sentence, evidence)

    def _draft(self, concept: str) -> tuple[Evidence, list[SummarySentence]]:
        """Faithful sentences as a model would send them: the template's, cited as a summary may cite."""
        evidence = evidence_about(self._graph, self._record(concept), "en")
        told = [
            SummarySentence(each.text, tuple(dict.fromkeys(each.evidence))[:MOST_IDS])
            for each in explain(evidence, "teacher").sentences
        ]
        return evidence, list(islice(cycle(told), SENTENCES))

    def _record(self, concept: str) -> ConceptRecord:
        record = describe(self._graph, concept)
        if record is None:
            raise SystemExit(f"{concept} is in the index, but the graph does not describe it")
        return record

    def _get(self, address: str) -> None:
        response = self._client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")


def first_times(parts: Parts, concepts: Sequence[ConceptDocument]) -> dict[str, list[float]]:
    """Milliseconds of every action on concepts of its own, in turn. Nothing where concepts are too few."""
    actions = parts.actions()
    turns = len(concepts) // len(actions)
    if turns < 2:  # one is too few for a 95th percentile
        return {}
    times: dict[str, list[float]] = {name: [] for name in actions}
    asked = cycle(actions.items())
    for document, (name, action) in zip(concepts[: turns * len(actions)], asked, strict=False):
        parts.prepare(name, document.id)
        times[name].append(timed(_without_answer(action), document.id).milliseconds)
    return times


def _times(timings: Timings, suffix: str = "") -> dict[str, Figures]:
    return {
        f"{name}{suffix}": {**latency(values), "aim": AIMS.get(name, "")} for name, values in timings.items()
    }


def _sums(timings: Timings) -> dict[str, list[float]]:
    """What each whole costs by its parts alone, answer by answer."""
    return {
        whole: [sum(neighbours) for neighbours in zip(*(timings[name] for name in names), strict=True)]
        for whole, names in PARTS_OF.items()
    }


def _ratios(timings: Timings) -> dict[str, Figures]:
    return {
        f"{whole} / its engine parts": {
            "median": ratio_of_neighbours(timings[whole], parts),
            "aim": RATIO_AIM,
        }
        for whole, parts in _sums(timings).items()
    }


def _ratios_of_medians(timings: Timings) -> dict[str, Figures]:
    """Each action had concepts of its own, so there are no neighbours to compare."""
    medians = {name: median(values) for name, values in timings.items()}
    return {
        f"{whole} / its engine parts{FIRST_TIME}": {
            "median": medians[whole] / sum(medians[name] for name in names),
            "aim": RATIO_AIM,
        }
        for whole, names in PARTS_OF.items()
        if medians
    }


def _without_answer(action: Action) -> Ask:
    def ask(concept: str) -> tuple[()]:
        action(concept)
        return ()

    return ask
