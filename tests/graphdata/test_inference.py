"""Suggested prerequisites and sub-skills: where they come from, what is never suggested, what they carry."""

from pathlib import Path

import numpy as np
import pytest

from graphdata.inference import (
    ENOUGH,
    WEAKEST,
    WEIGHTS,
    InferredEdge,
    infer_prerequisites,
    infer_subskills,
    weigh,
)
from graphdata.links import SuggestedRelation
from graphdata.neighbourhood import ConceptGraph
from graphdata.signals import SIGNALS

from .frameworks.reading import SAMPLE
from .thesaurus import concept_graph, example_id, published, write_scheme

WORKSHOP = """
:joiner a skos:Concept , cmo:Occupation ; skos:prefLabel "joiner"@en .
:sailor a skos:Concept , cmo:Occupation ; skos:prefLabel "sailor"@en .
:weld a skos:Concept , cmo:Skill ; skos:prefLabel "weld steel pipes"@en ;
    dct:description "Join steel pipes by welding."@en ; cmo:isEssentialForOccupation :joiner .
:pipes a skos:Concept , cmo:Knowledge ; skos:prefLabel "steel pipes"@en ;
    cmo:isEssentialForOccupation :joiner .
:knots a skos:Concept , cmo:Knowledge ; skos:prefLabel "nautical knots"@en ;
    cmo:isEssentialForOccupation :sailor .
:rods a skos:Concept , cmo:Skill ; skos:prefLabel "weld steel rods"@en ;
    cmo:isEssentialForOccupation :joiner .
"""


def read(tmp_path: Path, turtle: str) -> ConceptGraph:
    published(write_scheme(tmp_path / "data", turtle), tmp_path / "var")
    return concept_graph(tmp_path / "var")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> ConceptGraph:
    var = tmp_path_factory.mktemp("var")
    published(SAMPLE, var)
    return concept_graph(var)


def labels(edges: list[InferredEdge]) -> list[str]:
    return [edge.target.pref_labels["en"] for edge in edges]


def listed(graph: ConceptGraph, name: str, relation: SuggestedRelation = "has_prerequisite") -> set[str]:
    """The closed list of a hand-made concept, by label; weak candidates included."""
    row = graph.documents.row_of(example_id(name))
    assert row is not None
    rows = weigh(graph, graph.links, row, relation).candidates.rows
    return {document.pref_labels["en"] for document in graph.documents.documents(rows.tolist())}


def test_knowledge_of_the_same_occupation_is_suggested_with_its_signals(tmp_path: Path) -> None:
    graph = read(tmp_path, WORKSHOP)
    [edge] = infer_prerequisites(graph, example_id("weld"))
    assert labels([edge]) == ["steel pipes"]
    assert (edge.relation, edge.origin) == ("has_prerequisite", "inferred-graph")
    assert edge.source_id == example_id("weld")
    assert tuple(edge.signals) == SIGNALS["has_prerequisite"]
    assert (edge.signals["shared_occupations"], edge.signals["mention"]) == (1.0, 1.0)
    assert edge.signals["graph_proximity"] == 0.0


def test_the_score_is_the_weighted_sum_of_the_signals_shown(tmp_path: Path) -> None:
    graph = read(tmp_path, WORKSHOP)
    [edge] = infer_prerequisites(graph, example_id("weld"))
    weights = WEIGHTS["has_prerequisite"]
    expected = sum(weights[name] * value for name, value in edge.signals.items())
    assert edge.score == pytest.approx(expected, abs=1e-3)
    assert edge.score >= WEAKEST["has_prerequisite"]


@pytest.mark.parametrize("relation", WEIGHTS)
def test_weights_are_shares_of_exactly_the_signals(relation: SuggestedRelation) -> None:
    assert tuple(WEIGHTS[relation]) == SIGNALS[relation]
    assert sum(WEIGHTS[relation].values()) == pytest.approx(1.0)
    assert min(WEIGHTS[relation].values()) >= 0


def test_the_closed_list_holds_no_stranger_and_no_concept_of_the_same_kind(tmp_path: Path) -> None:
    assert listed(read(tmp_path, WORKSHOP), "weld") == {"steel pipes"}


def test_neighbours_of_mapped_concepts_and_siblings_are_in_the_closed_list(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
        :shelf a skos:Concept , cmo:SkillGroup ; skos:prefLabel "shelf"@en .
        :a a skos:Concept , cmo:Skill ; skos:prefLabel "a"@en ; skos:broader :shelf ; skos:closeMatch :b .
        :b a skos:Concept , cmo:Skill ; skos:prefLabel "b"@en ; cmo:hasPrerequisite :behind .
        :beside a skos:Concept , cmo:Knowledge ; skos:prefLabel "beside"@en ; skos:broader :shelf .
        :behind a skos:Concept , cmo:Knowledge ; skos:prefLabel "behind"@en ; skos:related :far .
        :far a skos:Concept , cmo:Knowledge ; skos:prefLabel "far"@en .
        """,
    )
    assert listed(found, "a") == {"beside", "behind"}


def test_what_is_stated_or_deprecated_is_not_suggested(tmp_path: Path) -> None:
    stated = " ; cmo:isEssentialForOccupation :joiner .\n"
    found = read(
        tmp_path,
        ':joiner a skos:Concept , cmo:Occupation ; skos:prefLabel "joiner"@en .\n'
        + ":weld a skos:Concept , cmo:Skill ; skos:prefLabel 'weld'@en ; cmo:hasPrerequisite :needed ;"
        + " cmo:usefulKnowledge :useful"
        + stated
        + ":needed a skos:Concept , cmo:Knowledge ; skos:prefLabel 'needed'@en"
        + stated
        + ":useful a skos:Concept , cmo:Knowledge ; skos:prefLabel 'useful'@en"
        + stated
        + ":old a skos:Concept , cmo:Knowledge ; skos:prefLabel 'old'@en ; owl:deprecated true"
        + stated
        + ":new a skos:Concept , cmo:Knowledge ; skos:prefLabel 'new'@en"
        + stated,
    )
    assert listed(found, "weld") == {"new"}


def test_nothing_broader_is_a_sub_skill_even_around_a_cycle(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
        :top a skos:Concept , cmo:Skill ; skos:prefLabel "top"@en ; skos:broader :low .
        :low a skos:Concept , cmo:Skill ; skos:prefLabel "low"@en ; skos:broader :top .
        :side a skos:Concept , cmo:Skill ; skos:prefLabel "side"@en ; skos:broader :top .
        """,
    )
    assert listed(found, "side", "has_sub_skill") == set()


def test_a_concept_with_enough_explicit_ones_gets_no_suggestions(tmp_path: Path) -> None:
    many = "".join(
        f':k{n} a skos:Concept , cmo:Knowledge ; skos:prefLabel "item {n}"@en .'
        f" :weld cmo:hasPrerequisite :k{n} .\n"
        for n in range(ENOUGH)
    )
    graph = read(tmp_path, WORKSHOP + many)
    assert infer_prerequisites(graph, example_id("weld")) == []


@pytest.mark.parametrize("unknown", ["trades:nothing", "esco:nothing", "", "no colon"])
def test_an_unknown_id_has_no_suggestions(sample: ConceptGraph, unknown: str) -> None:
    assert infer_prerequisites(sample, unknown) == []
    assert infer_subskills(sample, unknown) == []


def test_suggestions_of_the_sample_are_ordered_strong_and_within_bounds(sample: ConceptGraph) -> None:
    graph = sample
    links = graph.links
    rows = np.flatnonzero(np.isin(links.kinds, ["skill", "knowledge", "occupation"]))
    seen = 0
    for document in graph.documents.documents(rows.tolist()):
        for infer in (infer_prerequisites, infer_subskills):
            edges = infer(graph, document.id, limit=3)
            seen += len(edges)
            scores = [edge.score for edge in edges]
            assert len(edges) <= 3
            assert scores == sorted(scores, reverse=True)
            assert all(WEAKEST[edge.relation] <= edge.score <= 1 for edge in edges)
            assert all(0 <= value <= 1 for edge in edges for value in edge.signals.values())
            assert document.id not in [edge.target.id for edge in edges]
            assert not (edges and document.kind == "occupation")
    assert seen


def test_what_every_occupation_needs_is_no_closer_for_it(tmp_path: Path) -> None:
    jobs = "".join(
        f':j{n} a skos:Concept , cmo:Occupation ; skos:prefLabel "job {n}"@en .'
        f" :everywhere cmo:isEssentialForOccupation :j{n} .\n"
        for n in range(8)
    )
    graph = read(
        tmp_path,
        jobs
        + ':everywhere a skos:Concept , cmo:Knowledge ; skos:prefLabel "x"@en .\n'
        + ':here a skos:Concept , cmo:Knowledge ; skos:prefLabel "y"@en ;'
        + " cmo:isEssentialForOccupation :j0 .\n"
        + ':do a skos:Concept , cmo:Skill ; skos:prefLabel "z"@en ; cmo:isEssentialForOccupation :j0 .\n',
    )
    links = graph.links
    rows = [graph.documents.row_of(example_id(name)) for name in ("do", "here", "everywhere")]
    shared = links.occupations.shared(rows[0] or 0)
    assert shared[rows[1]] == pytest.approx(1.0)
    assert 0 < shared[rows[2]] < 0.2


def test_a_sub_skill_says_all_that_the_concept_says(tmp_path: Path) -> None:
    used = " ; cmo:isEssentialForOccupation :joiner .\n"
    graph = read(
        tmp_path,
        ':joiner a skos:Concept , cmo:Occupation ; skos:prefLabel "joiner"@en .\n'
        + ':wide a skos:Concept , cmo:Skill ; skos:prefLabel "manage databases"@en'
        + used
        + ':narrow a skos:Concept , cmo:Skill ; skos:prefLabel "manage pricing databases"@en'
        + used
        + ':other a skos:Concept , cmo:Skill ; skos:prefLabel "design databases"@en'
        + used,
    )
    assert labels(infer_subskills(graph, example_id("wide"))) == ["manage pricing databases"]
    assert infer_subskills(graph, example_id("narrow")) == []
