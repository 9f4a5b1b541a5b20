"""Suggestions in the API: after what is stated, told apart from it, and left out when asked to be."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from explain.suggestions import suggestion_note
from graphdata.inference import infer_prerequisites, infer_subskills
from graphdata.live import current_graph
from graphdata.neighbourhood import relations
from graphdata.signals import SIGNALS

#: Of the bundled sample. It has stated prerequisites and a stated sub-skill, and a suggested sub-skill.
GROW_VEGETABLES = "esco:6fecf459-0d0f-52f5-b495-306d12757c6b"
#: It has a suggested prerequisite, and none that is stated.
IN_CONTAINERS = "esco:2137574c-a1e3-5bcd-8cc8-1e00d5a97c73"
TEACH_TO_READ = "esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"

Get = Callable[..., Any]


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    def ask(address: str, **parameters: Any) -> Any:
        answer = client.get(f"/api/v1{address}", parameters)
        assert answer.status_code == 200
        return answer.json()

    return ask


def sources(answer: dict[str, Any]) -> list[str]:
    return [item["source"] for item in answer["items"]]


def test_what_is_stated_comes_first_and_suggestions_follow(get: Get) -> None:
    answer = get("/subskills", id=GROW_VEGETABLES)
    assert sources(answer) == ["explicit", "inferred-graph"]
    assert [item["rank"] for item in answer["items"]] == [1, 2]
    assert (answer["total"], answer["suggested"]) == (1, 1)


def test_a_suggestion_has_signals_a_score_a_note_and_no_graph(get: Get) -> None:
    stated, item = get("/subskills", id=GROW_VEGETABLES)["items"]
    [edge] = infer_subskills(current_graph(), GROW_VEGETABLES)
    assert (item["id"], item["relation"], item["score"]) == (IN_CONTAINERS, "has_sub_skill", edge.score)
    assert item["graph"] is None
    assert item["signals"] == dict(edge.signals)
    assert set(item["signals"]) == set(SIGNALS["has_sub_skill"])
    assert item["note"].startswith("Suggested, not stated by ESCO: ")
    assert (stated["signals"], stated["score"], stated["note"]) == ({}, 1.0, "Stated by ESCO")


def test_only_cited_graphs_are_accounted_for(get: Get) -> None:
    answer = get("/prerequisites", id=IN_CONTAINERS)
    assert sources(answer) == ["inferred-graph"]
    assert (answer["total"], answer["suggested"], answer["graphs"]) == (0, 1, [])


@pytest.mark.parametrize("source", ["explicit", "inferred-graph"])
def test_one_source_alone_can_be_asked_for(get: Get, source: str) -> None:
    answer = get("/subskills", id=GROW_VEGETABLES, source=source)
    assert sources(answer) == [source]
    assert answer["items"][0]["rank"] == 1
    assert answer["total"] == 1


def test_an_unknown_source_is_named(client: Client, published_sample: str) -> None:
    answer = client.get("/api/v1/subskills", {"id": GROW_VEGETABLES, "source": "guess"})
    assert answer.status_code == 422
    assert [entry["name"] for entry in answer.json()["parameters"]] == ["source"]


def test_suggestions_fill_up_to_k_and_no_further(get: Get) -> None:
    assert sources(get("/subskills", id=GROW_VEGETABLES, k=1)) == ["explicit"]
    assert sources(get("/subskills", id=GROW_VEGETABLES, k=2)) == ["explicit", "inferred-graph"]
    assert sources(get("/prerequisites", id=IN_CONTAINERS, k=1)) == ["inferred-graph"]
    every = [edge.target.id for edge in infer_prerequisites(current_graph(), IN_CONTAINERS, limit=100)]
    assert [item["id"] for item in get("/prerequisites", id=IN_CONTAINERS, k=100)["items"]] == every


def test_the_note_speaks_the_language_asked_for(get: Get) -> None:
    [item] = get("/subskills", id=GROW_VEGETABLES, source="inferred-graph", lang="fr")["items"]
    [edge] = infer_subskills(current_graph(), GROW_VEGETABLES)
    with override("fr"):
        assert item["note"] == suggestion_note(edge, "esco")
    assert item["label"] == {"text": "cultiver des légumes en bac", "language": "fr"}


def test_no_concept_of_any_kind_fails(get: Get, published_sample: str) -> None:
    graph = current_graph()
    one_of_each = {kind: row for row, kind in enumerate(graph.links.kinds.tolist())}
    assert {"occupation", "skill", "knowledge"} <= one_of_each.keys()
    for document in graph.documents.documents(sorted(one_of_each.values())):
        for address in ("/prerequisites", "/subskills"):
            assert get(address, id=document.id)["id"] == document.id


def test_answers_of_different_sources_have_different_tags(client: Client, published_sample: str) -> None:
    address = f"/api/v1/subskills?id={GROW_VEGETABLES}"
    asked = [address, f"{address}&source=explicit", f"{address}&source=inferred-graph"]
    assert len({client.get(one)["ETag"] for one in asked}) == 3


def test_the_json_of_a_skill_has_the_first_of_every_stated_relation_and_no_suggestion(get: Get) -> None:
    told = get(f"/skill/{TEACH_TO_READ}")["relations"]
    stated = relations(current_graph(), TEACH_TO_READ)
    assert [(group["relation"], group["total"]) for group in told] == [
        (group.name, group.total) for group in stated
    ]
    for group, expected in zip(told, stated, strict=True):
        assert [item["id"] for item in group["items"]] == [item.target.id for item in expected.items]
        assert {item["graph"] for item in group["items"]} == {item.graph for item in expected.items}
        assert {item["source"] for item in group["items"]} == {"explicit"}
    sub_skills = next(
        group
        for group in get(f"/skill/{GROW_VEGETABLES}")["relations"]
        if group["relation"] == "has_sub_skill"
    )
    assert IN_CONTAINERS not in [item["id"] for item in sub_skills["items"]]


def test_every_graph_cited_by_a_skill_is_accounted_for(get: Get) -> None:
    skill = get(f"/skill/{TEACH_TO_READ}")
    cited = {item["graph"] for group in skill["relations"] for item in group["items"]} | {skill["graph"]}
    assert {graph["graph"] for graph in skill["graphs"]} == cited
    assert len(cited) > 1


def test_a_kept_answer_is_not_worked_out_again(
    client: Client, published_sample: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [
        f"/api/v1/{path}"
        for path in (
            f"skill/{GROW_VEGETABLES}",
            f"skill/{GROW_VEGETABLES}?format=turtle",
            f"subskills?id={GROW_VEGETABLES}",
            f"explain?id={GROW_VEGETABLES}",
        )
    ]
    tags = [client.get(address)["ETag"] for address in addresses]
    monkeypatch.setattr("graphdata.knowledge_graph.KnowledgeGraph.match", None)
    for address, tag in zip(addresses, tags, strict=True):
        assert client.get(address, headers={"if-none-match": tag}).status_code == 304
