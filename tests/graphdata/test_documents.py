"""Concept documents: what the graph says of each concept, in an order that never changes."""

from pathlib import Path

import pytest

from graphdata.documents import DuplicateId, documents, primary_language
from graphdata.frameworks.reader import Release
from graphdata.knowledge_graph import KnowledgeGraph
from graphdata.namespaces import concept_uri
from search.types import ConceptDocument

from .thesaurus import example, example_id, release, store, triples


def read(tmp_path: Path, turtle: str) -> dict[str, ConceptDocument]:
    """The documents of one SKOS framework, by the last part of their address."""
    trades = release()
    graph = store(tmp_path / "graph", turtle, trades.graph)
    return {document.uri.rpartition("/")[2]: document for document in documents(graph, [trades])}


def test_the_interface_languages_come_first_and_the_others_by_tag(tmp_path: Path) -> None:
    names = '"holz"@de , "wood"@en , "bois"@fr , "legno"@it , "hout"@nl , "madera"@es'
    found = read(tmp_path, f":a a cmo:Skill ; skos:prefLabel {names} ; dct:description {names} .")
    assert list(found["a"].pref_labels) == ["en", "fr", "de", "es", "it", "nl"]
    assert list(found["a"].descriptions) == ["en", "fr", "de", "es", "it", "nl"]
    assert found["a"].pref_labels["fr"] == "bois"


def test_a_language_that_a_concept_lacks_is_absent_and_never_empty(tmp_path: Path) -> None:
    found = read(tmp_path, ':a a cmo:Skill ; skos:prefLabel "bois"@fr ; skos:altLabel "timber"@en .')
    assert found["a"].pref_labels == {"fr": "bois"}
    assert found["a"].alt_labels == {"en": ["timber"]}
    assert found["a"].descriptions == {}


def test_regional_variants_and_untagged_texts_have_a_place(tmp_path: Path) -> None:
    found = read(
        tmp_path, ':a a cmo:Skill ; skos:prefLabel "colour"@en-GB ; skos:altLabel "tint" , "teinte"@fr-CA .'
    )
    assert found["a"].pref_labels == {"en": "colour"}
    assert found["a"].alt_labels == {"und": ["tint"], "fr": ["teinte"]}


@pytest.mark.parametrize(
    ("tag", "language"), [("en", "en"), ("FR-ca", "fr"), ("zh-hans-cn", "zh"), ("", "und")]
)
def test_a_tag_is_shown_under_its_primary_language(tag: str, language: str) -> None:
    assert primary_language(tag) == language


@pytest.mark.parametrize("order", [("ash", "oak"), ("oak", "ash")])
def test_of_two_preferred_labels_the_first_by_alphabet_is_kept(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    trades = release()
    graph = KnowledgeGraph.create(tmp_path / "graph")
    for word in order:
        graph.load(
            trades.graph,
            triples(f':a a cmo:Skill ; skos:prefLabel "{word}"@en ; dct:description "{word}."@en .'),
        )
    (document,) = documents(graph, [trades])
    assert (document.pref_labels, document.descriptions) == ({"en": "ash"}, {"en": "ash."})


def test_a_definition_stands_in_for_a_description_that_is_missing(tmp_path: Path) -> None:
    turtle = (
        ':a a cmo:Skill ; skos:prefLabel "a"@en ; skos:definition "defined"@en , "défini"@fr ; '
        'dct:description "described"@en .'
    )
    assert read(tmp_path, turtle)["a"].descriptions == {"en": "described", "fr": "défini"}


def test_everything_else_that_is_stated_arrives(tmp_path: Path) -> None:
    turtle = """
    :a a skos:Concept , cmo:Skill ; skos:prefLabel "plane"@en ; skos:altLabel "shave"@en , "level"@en ;
       skos:hiddenLabel "plain wood"@en ; skos:example "a door"@en ; cmo:reuseLevel "cross-sector" ;
       cmo:theme "green" , "digital" ; owl:deprecated true ; dct:isReplacedBy :b .
    :b a skos:Concept , cmo:Knowledge ; skos:prefLabel "wood"@en .
    """
    assert read(tmp_path, turtle)["a"] == ConceptDocument(
        id=example_id("a"), uri=str(example("a")), framework="trades", kind="skill",
        pref_labels={"en": "plane"}, alt_labels={"en": ["level", "shave"]},
        hidden_labels={"en": ["plain wood"]}, examples={"en": ["a door"]}, reuse_level="cross-sector",
        themes=["digital", "green"], deprecated=True, replaced_by=example_id("b"),
    )  # fmt: skip


def test_what_has_no_kind_or_no_label_is_no_document(tmp_path: Path) -> None:
    turtle = ':a a cmo:Skill ; skos:altLabel "only another name"@en . :b skos:prefLabel "no kind"@en .'
    assert read(tmp_path, turtle) == {}


def test_documents_are_ordered_by_framework_kind_and_id(tmp_path: Path) -> None:
    trades, crafts = release(), release("crafts")
    graph = store(
        tmp_path / "graph",
        ':b a cmo:Skill ; skos:prefLabel "1"@en . :a a cmo:Skill ; skos:prefLabel "2"@en . '
        ':z a cmo:Knowledge ; skos:prefLabel "3"@en .',
        trades.graph,
    )
    graph.load(crafts.graph, triples(':y a cmo:Skill ; skos:prefLabel "4"@en .'))
    found = [(document.framework, document.uri[-1]) for document in documents(graph, [trades, crafts])]
    assert found == [("crafts", "y"), ("trades", "z"), ("trades", "a"), ("trades", "b")]


def test_a_mapping_adds_nothing_to_the_documents(tmp_path: Path) -> None:
    trades = release()
    graph = store(tmp_path / "graph", ':a a cmo:Skill ; skos:prefLabel "a"@en .', trades.graph)
    mapping = Release(
        **{field: getattr(release("map"), field) for field in Release.__slots__} | {"role": "mapping"}
    )
    graph.load(
        mapping.graph, triples(':m a cmo:Skill ; skos:prefLabel "m"@en . :a skos:altLabel "not mine"@en .')
    )
    (document,) = documents(graph, [trades, mapping])
    assert (document.uri, document.alt_labels) == (str(example("a")), {})


def test_two_concepts_with_one_id_are_refused(tmp_path: Path) -> None:
    esco = release("esco")
    skill, occupation = (f"http://data.europa.eu/esco/{kind}/x" for kind in ("skill", "occupation"))
    graph = store(
        tmp_path / "graph",
        f'<{skill}> a cmo:Skill ; skos:prefLabel "a"@en . '
        f'<{occupation}> a cmo:Occupation ; skos:prefLabel "b"@en .',
        esco.graph,
    )
    with pytest.raises(DuplicateId) as caught:
        list(documents(graph, [esco]))
    assert caught.value.id == "esco:x"
    assert {caught.value.first, caught.value.second} == {skill, occupation}


def test_official_frameworks_have_ids_of_their_own_codes(tmp_path: Path) -> None:
    rome = release("rome")
    graph = store(
        tmp_path / "graph",
        f'<{concept_uri("rome", "100018")}> a cmo:Skill ; skos:prefLabel "a"@fr .',
        rome.graph,
    )
    assert [document.id for document in documents(graph, [rome])] == ["rome:100018"]
