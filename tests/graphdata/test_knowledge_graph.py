"""The store gives back what was put in, keeps its graphs apart and is shared by readers."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from graphdata.frameworks.reader import Triple
from graphdata.knowledge_graph import InvalidTerm, KnowledgeGraph
from graphdata.namespaces import SKOS
from tests.conftest import ROOT

from .thesaurus import example, store

ONE, TWO = example("graph/one"), example("graph/two")

LITERALS = [
    Literal("plain"),
    Literal(""),
    Literal("réparer un robinet", lang="fr"),
    Literal("colour", lang="en-gb"),
    Literal('she said "stop" \\ and left\nat once\tby train\r\n'),
    Literal("cooking 🍳 and 𝔐ath, e\u0301 and é", lang="en"),
    Literal("true", datatype=XSD.boolean),
    Literal("4.5", datatype=XSD.decimal),
    Literal("-12", datatype=XSD.integer),
    Literal("2025-01-15T09:00:00Z", datatype=XSD.dateTime, normalize=False),
    Literal("not a number", datatype=XSD.integer),
    Literal("anything", datatype=URIRef("https://example.org/own-type")),
]


@pytest.mark.parametrize("literal", LITERALS, ids=lambda literal: literal.n3()[:30])
def test_a_literal_comes_back_as_it_was_written(tmp_path: Path, literal: Literal) -> None:
    knowledge = KnowledgeGraph.create(tmp_path / "graph")
    knowledge.load(ONE, [(example("a"), SKOS.note, literal)])
    ((_, _, value, graph),) = knowledge.match(example("a"))
    assert isinstance(value, Literal)
    assert (str(value), value.language, value.datatype) == (str(literal), literal.language, literal.datatype)
    assert graph == ONE
    assert list(knowledge.match(value=literal)) == [(example("a"), SKOS.note, value, ONE)]


@pytest.mark.parametrize(
    ("written", "datatype"), [("4.50", XSD.decimal), ("01", XSD.integer), ("1.50E0", XSD.double)]
)
def test_a_number_keeps_its_value_and_type(tmp_path: Path, written: str, datatype: URIRef) -> None:
    knowledge = KnowledgeGraph.create(tmp_path / "graph")
    knowledge.load(ONE, [(example("a"), SKOS.note, Literal(written, datatype=datatype, normalize=False))])
    ((_, _, value, _),) = knowledge.match(example("a"))
    assert isinstance(value, Literal)
    assert (float(str(value)), value.datatype) == (float(written), datatype)


def test_a_string_type_that_is_written_out_is_the_same_as_none(tmp_path: Path) -> None:
    knowledge = KnowledgeGraph.create(tmp_path / "graph")
    knowledge.load(
        ONE,
        [
            (example("a"), SKOS.note, Literal("x")),
            (example("a"), SKOS.note, Literal("x", datatype=XSD.string)),
        ],
    )
    assert [value for _, _, value, _ in knowledge.match()] == [Literal("x")]


def test_blank_nodes_and_addresses_come_back_as_what_they_are(tmp_path: Path) -> None:
    knowledge = KnowledgeGraph.create(tmp_path / "graph")
    node = BNode("row1")
    knowledge.load(ONE, [(node, SKOS.member, example("é")), (example("a"), SKOS.member, node)])
    assert sorted(map(str, knowledge.match())) == sorted(
        map(str, [(node, SKOS.member, example("é"), ONE), (example("a"), SKOS.member, node, ONE)])
    )


def test_dropping_one_graph_leaves_the_others(tmp_path: Path) -> None:
    knowledge = KnowledgeGraph.create(tmp_path / "graph")
    shared = (example("a"), SKOS.note, Literal("said twice"))
    knowledge.load(ONE, [shared, (example("a"), SKOS.note, Literal("only here"))])
    knowledge.load(TWO, [shared])
    before = knowledge.digest(TWO)
    assert (knowledge.graphs(), knowledge.count(ONE), knowledge.count(TWO)) == ([ONE, TWO], 2, 1)
    knowledge.drop(ONE)
    assert (knowledge.graphs(), knowledge.count(ONE), knowledge.count(TWO)) == ([TWO], 0, 1)
    assert knowledge.digest(TWO) == before
    assert [graph for *_, graph in knowledge.match(example("a"))] == [TWO]


def test_matching_in_one_graph_sees_nothing_of_another(tmp_path: Path) -> None:
    knowledge = KnowledgeGraph.create(tmp_path / "graph")
    knowledge.load(ONE, [(example("a"), SKOS.broader, example("b"))])
    knowledge.load(TWO, [(example("a"), SKOS.broader, example("c"))])
    assert [value for _, _, value, _ in knowledge.match(example("a"), graph=TWO)] == [example("c")]
    assert {value for _, _, value, _ in knowledge.match(example("a"))} == {example("b"), example("c")}


def test_queries_see_all_graphs_and_leave_unbound_cells_empty(tmp_path: Path) -> None:
    knowledge = KnowledgeGraph.create(tmp_path / "graph")
    knowledge.load(ONE, [(example("a"), SKOS.broader, example("b"))])
    knowledge.load(TWO, [(example("b"), SKOS.prefLabel, Literal("bé", lang="fr"))])
    rows = list(
        knowledge.select(
            f"SELECT ?c ?l ?n {{ ?c <{SKOS.broader}> ?b . ?b <{SKOS.prefLabel}> ?l "
            f"OPTIONAL {{ ?c <{SKOS.note}> ?n }} }}"
        )
    )
    assert rows == [(example("a"), Literal("bé", lang="fr"), None)]
    assert knowledge.ask(f"ASK {{ <{example('b')}> <{SKOS.prefLabel}> ?l }}")
    assert not knowledge.ask(f"ASK {{ <{example('a')}> <{SKOS.prefLabel}> ?l }}")
    with pytest.raises(ValueError, match="not a SELECT"):
        list(knowledge.select("ASK { ?s ?p ?o }"))


def test_texts_are_the_values_and_languages_of_one_property_in_one_graph(tmp_path: Path) -> None:
    knowledge = KnowledgeGraph.create(tmp_path / "graph")
    knowledge.load(
        ONE,
        [
            (example("a"), SKOS.note, Literal("né", lang="fr")),
            (example("a"), SKOS.note, Literal("5", datatype=XSD.integer)),
            (example("b"), SKOS.note, example("c")),
            (example("b"), SKOS.example, Literal("another property")),
        ],
    )
    knowledge.load(TWO, [(example("z"), SKOS.note, Literal("another graph"))])
    assert sorted(knowledge.texts(SKOS.note, ONE)) == [
        (str(example("a")), "5", ""),
        (str(example("a")), "né", "fr"),
        (str(example("b")), str(example("c")), ""),
    ]


def test_pairs_are_the_subjects_and_values_of_one_property_in_all_graphs(tmp_path: Path) -> None:
    knowledge = KnowledgeGraph.create(tmp_path / "graph")
    knowledge.load(ONE, [(example("a"), SKOS.broader, example("b")), (example("a"), SKOS.note, Literal("x"))])
    knowledge.load(TWO, [(example("a"), SKOS.broader, example("b"))])
    assert list(knowledge.pairs(SKOS.broader)) == [(str(example("a")), str(example("b")))] * 2
    assert list(knowledge.pairs(SKOS.narrower)) == []


class Unreadable(Exception):
    pass


def test_what_a_reader_raises_while_loading_surfaces_as_itself_and_keeps_nothing(tmp_path: Path) -> None:
    knowledge = KnowledgeGraph.create(tmp_path / "graph")

    def broken() -> Iterator[Triple]:
        yield example("a"), SKOS.note, Literal("before")
        raise Unreadable("line 7")

    with pytest.raises(Unreadable, match="line 7"):
        knowledge.load(ONE, broken())
    assert knowledge.count(ONE) == 0
    knowledge.load(ONE, [(example("a"), SKOS.note, Literal("again"))])
    assert knowledge.count(ONE) == 1


@pytest.mark.parametrize(
    ("triple", "quoted"),
    [
        ((URIRef("https://example.org/a b"), SKOS.note, Literal("x")), "example.org/a b"),
        ((example("a"), SKOS.broader, URIRef("no-scheme")), "no-scheme"),
        ((example("a"), SKOS.note, Literal("drinks", lang="toolonglanguage")), "toolonglanguage"),
    ],
)
def test_a_term_that_rdf_does_not_allow_is_quoted(tmp_path: Path, triple: Triple, quoted: str) -> None:
    with pytest.raises(InvalidTerm, match=quoted):
        KnowledgeGraph.create(tmp_path / "graph").load(ONE, [triple])


def test_a_literal_cannot_be_a_subject(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="cannot stand as a subject"):
        KnowledgeGraph.create(tmp_path / "graph").load(ONE, [(Literal("a"), SKOS.note, Literal("x"))])


def test_the_digest_knows_statements_and_not_the_order_of_loading(tmp_path: Path) -> None:
    statements: list[Triple] = [
        (example(name), SKOS.note, Literal(text, lang="en")) for name in "abc" for text in ("one", "two")
    ]
    straight, reverse = KnowledgeGraph.create(tmp_path / "a"), KnowledgeGraph.create(tmp_path / "b")
    straight.load(ONE, statements)
    for statement in reversed(statements):
        reverse.load(ONE, [statement, statement])
    reverse.load(TWO, statements[:1])
    assert straight.digest(ONE) == reverse.digest(ONE)
    reverse.load(ONE, [(example("a"), SKOS.note, Literal("one", lang="fr"))])
    assert straight.digest(ONE) != reverse.digest(ONE)


def test_several_processes_read_one_finished_store_at_once(tmp_path: Path) -> None:
    knowledge = store(tmp_path / "graph", ':a skos:prefLabel "shared"@en .', ONE)
    knowledge.optimise()
    del knowledge
    here = KnowledgeGraph.open(tmp_path / "graph")
    script = (
        "import sys; from pathlib import Path; from graphdata.knowledge_graph import KnowledgeGraph; "
        "print([str(row[2]) for row in KnowledgeGraph.open(Path(sys.argv[1])).match()], flush=True); "
        "sys.stdin.read()"
    )
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "graph")],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    try:
        # Each has answered and still holds the store when this process reads it too.
        assert [reader.stdout.readline().strip() for reader in readers if reader.stdout] == ["['shared']"] * 2
        assert [str(value) for _, _, value, _ in here.match()] == ["shared"]
    finally:
        for reader in readers:
            reader.communicate()


def test_a_store_opened_for_reading_cannot_be_changed(tmp_path: Path) -> None:
    store(tmp_path / "graph", ':a skos:prefLabel "kept"@en .', ONE).optimise()
    reader = KnowledgeGraph.open(tmp_path / "graph")
    with pytest.raises(RuntimeError, match="read-write"):
        reader.drop(ONE)
    assert reader.count(ONE) == 1


def test_a_missing_store_is_an_error_and_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        KnowledgeGraph.open(tmp_path / "nowhere")


def test_rdflib_sees_the_same_statements(tmp_path: Path) -> None:
    knowledge = store(tmp_path / "graph", ':a skos:broader :b . :b skos:prefLabel "bé"@fr .', ONE)
    dataset = knowledge.dataset()
    assert list(dataset.graph(ONE).objects(example("b"), SKOS.prefLabel)) == [Literal("bé", lang="fr")]
    rows = dataset.query(f"SELECT ?l {{ ?a <{SKOS.broader}> ?b . ?b <{SKOS.prefLabel}> ?l }}")
    assert [str(row[0]) for row in rows] == ["bé"]  # type: ignore[index]
