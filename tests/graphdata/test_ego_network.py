"""What is around a concept: typed edges, capped, in a stable order, suggestions told from statements."""

from pathlib import Path

import pytest

from graphdata import ego_network as module
from graphdata.ego_network import FIRST, LEAST, MOST, EgoNetwork, ego_network, share_out
from graphdata.inference import InferredEdge
from graphdata.neighbourhood import ConceptGraph, direction_of
from graphdata.records import RELATION_NAMES, LinkedConcept

from .thesaurus import concept_graph, example_id, published, write_scheme

PARTS = 20
GUILD = """
:turn a skos:Concept , cmo:Skill ; skos:prefLabel "turn wood"@en ;
    cmo:hasPrerequisite :wood ; cmo:isEssentialForOccupation :turner ; skos:exactMatch :spin ;
    skos:related :carve .
:wood a skos:Concept , cmo:Knowledge ; skos:prefLabel "wood"@en .
:grain a skos:Concept , cmo:Knowledge ; skos:prefLabel "grain of wood"@en .
:spin a skos:Concept , cmo:Skill ; skos:prefLabel "spin timber"@en .
:carve a skos:Concept , cmo:Skill ; skos:prefLabel "carve wood"@en .
:turner a skos:Concept , cmo:Occupation ; skos:prefLabel "turner"@en .
""" + "".join(
    f':part{number:02} a skos:Concept , cmo:Skill ; skos:prefLabel "turn part {number:02}"@en . '
    f":turn cmo:hasSubSkill :part{number:02} .\n"
    for number in range(PARTS)
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> ConceptGraph:
    folder: Path = tmp_path_factory.mktemp("guild")
    published(write_scheme(folder / "data", GUILD), folder / "var")
    return concept_graph(folder / "var")


def around(graph: ConceptGraph, name: str = "turn", **options: object) -> EgoNetwork:
    network = ego_network(graph, example_id(name), **options)  # type: ignore[arg-type]
    assert network is not None
    return network


def suggestion(name: str, score: float = 0.7) -> InferredEdge:
    target = LinkedConcept(example_id(name), f"http://example.org/{name}", "demo", "knowledge", {"en": name})
    return InferredEdge("has_prerequisite", example_id("turn"), target, score)


def test_every_relation_is_a_group_of_edges_with_direction_and_match(graph: ConceptGraph) -> None:
    groups = {group.relation: group for group in around(graph).groups}
    assert {name: (group.direction, group.total) for name, group in groups.items()} == {
        "has_prerequisite": ("out", 1),
        "has_sub_skill": ("out", PARTS),
        "related": ("both", 1),
        "essential_for_occupation": ("out", 1),
        "exact_match": ("both", 1),
    }
    assert [edge.match for edge in groups["exact_match"].edges] == ["exact"]
    assert {edge.match for edge in groups["has_sub_skill"].edges} == {""}
    assert {edge.origin for group in groups.values() for edge in group.edges} == {"explicit"}


def test_the_other_end_of_an_edge_sees_it_coming_in(graph: ConceptGraph) -> None:
    [group] = around(graph, "wood").groups
    assert (group.relation, group.direction) == ("is_prerequisite_of", "in")


def test_a_long_relation_is_cut_and_says_how_long_it_is(graph: ConceptGraph) -> None:
    parts = next(group for group in around(graph).groups if group.relation == "has_sub_skill")
    assert (len(parts.edges), parts.total) == (FIRST, PARTS)
    assert [edge.target.pref_labels["en"] for edge in parts.edges] == [
        f"turn part {number:02}" for number in range(FIRST)
    ]


def test_an_opened_relation_goes_on_where_it_was_cut_and_keeps_its_place(graph: ConceptGraph) -> None:
    before, after = around(graph), around(graph, opened="has_sub_skill", limit=17)
    names = [group.relation for group in before.groups]
    assert [group.relation for group in after.groups] == names
    cut, longer = (network.groups[names.index("has_sub_skill")].edges for network in (before, after))
    assert len(longer) == 17
    assert list(longer[: len(cut)]) == list(cut)


def test_suggestions_stand_after_statements_of_the_same_relation_and_never_count_as_such(
    graph: ConceptGraph,
) -> None:
    network = around(graph, suggested=[suggestion("grain", 0.8), suggestion("carve", 0.6)])
    stated, suggested = network.groups[:2]
    assert (stated.relation, stated.origin, stated.total) == ("has_prerequisite", "explicit", 1)
    assert (suggested.relation, suggested.origin, suggested.total) == (
        "has_prerequisite",
        "inferred-graph",
        2,
    )
    assert [edge.score for edge in suggested.edges] == [0.8, 0.6]
    assert [edge.origin for edge in suggested.edges] == ["inferred-graph"] * 2


def test_a_neighbour_by_two_relations_is_one_neighbour(graph: ConceptGraph) -> None:
    network = around(graph, suggested=[suggestion("carve")])
    assert sum(edge.target.id == example_id("carve") for group in network.groups for edge in group.edges) == 2
    assert [concept.id for concept in network.neighbours].count(example_id("carve")) == 1


def test_an_unknown_concept_has_no_network(graph: ConceptGraph) -> None:
    assert ego_network(graph, "demo:nothing") is None


def test_all_relations_together_stay_within_what_can_be_drawn(
    graph: ConceptGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 8)
    network = around(graph)
    assert sum(len(group.edges) for group in network.groups) == 8
    assert sum(group.total for group in network.groups) == PARTS + 4


@pytest.mark.parametrize(
    ("sizes", "budget", "shares"),
    [
        ([], 30, []),
        ([3], 30, [3]),
        ([12, 12, 12], 30, [10, 10, 10]),
        ([1, 12, 12, 5], 20, [1, 7, 7, 5]),
        ([12, 12], 5, [3, 2]),
        ([12] * 20, 30, [LEAST] * 20),
    ],
)
def test_a_budget_is_shared_out_so_that_small_relations_stay_whole(
    sizes: list[int], budget: int, shares: list[int]
) -> None:
    assert share_out(sizes, budget) == shares


def test_every_relation_has_a_direction() -> None:
    assert {direction_of(name) for name in RELATION_NAMES} == {"out", "in", "both"}
    assert direction_of("narrower") == "in"  # stated by the narrower concept
    assert direction_of("broad_match") == "out"
    assert MOST >= FIRST
