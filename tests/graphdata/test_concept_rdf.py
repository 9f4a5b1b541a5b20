"""One concept as RDF: what is told, from which side, whose it is, and in which order."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from graphdata.concept_rdf import as_json_ld, as_turtle, concept_rdf
from graphdata.json_ld_context import CONTEXT, PREFIXES
from graphdata.namespaces import CMO, DCTERMS, OWL, PROV, RDF, RDFS, SKOS, framework_graph
from graphdata.neighbourhood import ConceptGraph

from .thesaurus import concept_graph, example, published, triples, write_scheme

ROOT = Path(__file__).resolve().parents[2]
CONTEXT_ADDRESS = "https://skills.example/context.jsonld"
NAMED_GRAPH = framework_graph("trades", "1")
PLANE = example("plane")

#: What the scheme states with the concept as its subject.
OWN = """
:plane a skos:Concept , cmo:Skill ; skos:prefLabel "plane"@en , "raboter"@fr ;
    skos:altLabel "shave"@en , "level"@en ; skos:definition "Make smooth."@en ; skos:notation "P-1" ;
    skos:scopeNote "By hand."@en-gb , "À la main."@fr ; skos:inScheme :scheme ;
    dct:modified "2025-01-15T09:30:00Z"^^xsd:dateTime ; owl:deprecated true ; dct:isReplacedBy :timber ;
    skos:broader :craft ; skos:related :saw ; cmo:hasPrerequisite :timber ; cmo:hasSubSkill :sharpen .
"""
#: What other concepts state about it, and how that reads from its side.
OTHERS = """
:groove a skos:Concept , cmo:Skill ; skos:prefLabel "groove"@en ; skos:broader :plane .
:smooth a skos:Concept , cmo:Skill ; skos:prefLabel "smooth"@en ; skos:exactMatch :plane .
:shape a skos:Concept , cmo:Skill ; skos:prefLabel "shape"@en ; skos:narrowMatch :plane .
:joinery a skos:Concept , cmo:Skill ; skos:prefLabel "joinery"@en ; cmo:hasSubSkill :plane .
"""
FROM_ITS_SIDE = """
:plane skos:narrower :groove ; skos:exactMatch :smooth ; skos:broadMatch :shape ; cmo:isSubSkillOf :joinery .
"""
#: What the reader adds to any scheme: a sub-skill is narrower too, and every concept is in the framework.
ADDED = """
:plane skos:narrower :sharpen ; skos:broader :joinery ;
    skos:inScheme <https://w3id.org/skillgraph/scheme/trades> .
"""
#: No inverse is defined for these.
AS_IT_STANDS = ":cabinet cmo:hasPrerequisite :plane ."
SURROUNDINGS = """
:cabinet a skos:Concept , cmo:Skill ; skos:prefLabel "cabinet"@en .
:timber a skos:Concept , cmo:Knowledge ; skos:prefLabel "timber"@en .
:saw a skos:Concept , cmo:Skill ; skos:prefLabel "saw"@en .
:sharpen a skos:Concept , cmo:Skill ; skos:prefLabel "sharpen"@en .
:craft a skos:Concept , cmo:SkillGroup ; skos:prefLabel "craft"@en .
:joiner a skos:Concept , cmo:Occupation ; skos:prefLabel "joiner"@en .
:rating a cmo:Rating ; cmo:ratedConcept :plane ; cmo:ratedOccupation :joiner ; cmo:importance 4.5 .
"""


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trades")
    turtle = OWN + OTHERS + AS_IT_STANDS + SURROUNDINGS
    published(write_scheme(folder / "data", turtle), folder / "var")
    return folder / "var"


@pytest.fixture(scope="module")
def trades(var: Path) -> ConceptGraph:
    return concept_graph(var)


@pytest.fixture(scope="module")
def plane(trades: ConceptGraph) -> Graph:
    return concept_rdf(trades, str(PLANE))


def stated(turtle: str) -> set[tuple[Node, Node, Node]]:
    return set(triples(turtle))


def read_json_ld(document: str) -> Graph:
    """``document`` with its context at hand: nothing is fetched."""
    data = json.loads(document)
    assert data["@context"] == CONTEXT_ADDRESS
    return Graph().parse(data=json.dumps(data | {"@context": CONTEXT}), format="json-ld")


def test_all_that_is_stated_about_the_concept_is_told_and_nothing_else(plane: Graph) -> None:
    told = set(Graph().parse(data=as_turtle(plane), format="turtle"))
    of_the_graph = {triple for triple in told if triple[0] == NAMED_GRAPH}
    terms = {triple for triple in told if triple[1] in (PROV.wasDerivedFrom, DCTERMS.license, DCTERMS.source)}
    assert told - of_the_graph - terms == stated(OWN + FROM_ITS_SIDE + ADDED + AS_IT_STANDS)


def test_a_prerequisite_is_never_told_as_a_broader_concept(plane: Graph) -> None:
    assert set(plane.objects(PLANE, SKOS.broader)) == {example("craft"), example("joinery")}
    assert set(plane.objects(PLANE, CMO.hasPrerequisite)) == {example("timber")}
    assert set(plane.subjects(CMO.hasPrerequisite, PLANE)) == {example("cabinet")}


def test_every_label_and_note_has_its_language(plane: Graph) -> None:
    texts = [
        text
        for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.definition, SKOS.scopeNote)
        for text in plane.objects(PLANE, predicate)
    ]
    assert {text.language for text in texts if isinstance(text, Literal)} == {"en", "fr", "en-gb"}
    assert len(texts) == 7


def test_ratings_of_pairs_are_left_out(plane: Graph) -> None:
    assert (None, CMO.ratedConcept, None) not in plane


def test_the_named_graph_is_accounted_for_without_its_list_of_files(plane: Graph) -> None:
    assert set(plane.objects(PLANE, PROV.wasDerivedFrom)) == {NAMED_GRAPH}
    assert plane.value(NAMED_GRAPH, RDF.type) == PROV.Entity
    assert str(plane.value(NAMED_GRAPH, OWL.versionInfo)) == "1"
    assert str(plane.value(NAMED_GRAPH, DCTERMS.title)) == "Trades"
    assert plane.value(NAMED_GRAPH, PROV.generatedAtTime) is not None
    assert plane.value(NAMED_GRAPH, PROV.wasDerivedFrom) is None
    assert (None, RDFS.label, None) not in plane


def test_json_ld_states_what_turtle_states(plane: Graph) -> None:
    from_turtle = Graph().parse(data=as_turtle(plane), format="turtle")
    assert set(read_json_ld(as_json_ld(plane, CONTEXT_ADDRESS))) == set(from_turtle)
    assert len(from_turtle) == len(plane)


def test_json_ld_reads_like_json(plane: Graph) -> None:
    concept = json.loads(as_json_ld(plane, CONTEXT_ADDRESS))["@graph"][0]
    assert (concept["id"], concept["type"]) == (str(PLANE), ["Concept", "Skill"])
    assert concept["prefLabel"] == {"en": "plane", "fr": "raboter"}
    assert concept["altLabel"] == {"en": ["level", "shave"]}
    assert concept["hasPrerequisite"] == [str(example("timber"))]
    assert concept["deprecated"] is True
    assert not [name for name in concept if ":" in name]


def test_the_concept_stands_before_its_surroundings(plane: Graph) -> None:
    without_prefixes = as_turtle(plane).partition("\n\n")[2]
    assert without_prefixes.startswith(f"<{PLANE}> a skos:Concept")


def test_a_time_is_told_as_it_was_published(plane: Graph) -> None:
    assert '"2025-01-15T09:30:00Z"^^xsd:dateTime' in as_turtle(plane)
    assert "2025-01-15T09:30:00Z" in as_json_ld(plane, CONTEXT_ADDRESS)


def test_what_nobody_describes_has_no_statements(trades: ConceptGraph) -> None:
    assert len(concept_rdf(trades, "https://example.org/nothing")) == 0


def test_every_process_writes_the_same_text(var: Path, plane: Graph) -> None:
    program = (
        "import sys; from pathlib import Path; from graphdata.concept_rdf import *;"
        "from tests.graphdata.thesaurus import concept_graph;"
        f"rdf = concept_rdf(concept_graph(Path(sys.argv[1])), {str(PLANE)!r});"
        f"sys.stdout.buffer.write((as_turtle(rdf) + as_json_ld(rdf, {CONTEXT_ADDRESS!r})).encode())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    other = subprocess.run(
        [sys.executable, "-c", program, str(var)], env=environment, capture_output=True, check=True
    )
    assert other.stdout.decode() == as_turtle(plane) + as_json_ld(plane, CONTEXT_ADDRESS)


# The context


def expanded(name: str) -> URIRef:
    """What the context says that ``name`` means."""
    meaning = CONTEXT[name]
    prefix, _, local = (meaning if isinstance(meaning, str) else meaning["@id"]).partition(":")
    return URIRef(PREFIXES[prefix] + local)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "graphdata" / "ontology" / "cmo.ttl")


def test_every_name_of_the_context_is_defined_where_it_points(ontology: Graph) -> None:
    names = [name for name in CONTEXT if name not in {*PREFIXES, "id", "type"}]
    of_cmo = [name for name in names if expanded(name) in CMO]
    assert len(of_cmo) > 20
    assert [name for name in of_cmo if (expanded(name), RDF.type, None) not in ontology] == []
    # rdflib's namespaces of SKOS, PROV-O, Dublin Core and OWL are closed: they refuse a name they lack.
    for name in set(names) - set(of_cmo):
        assert str(expanded(name)).endswith(name)


def test_every_relation_of_the_ontology_has_a_name_in_the_context(ontology: Graph) -> None:
    relations = set(ontology.subjects(RDF.type, OWL.ObjectProperty)) - {CMO.ratedConcept, CMO.ratedOccupation}
    named = {expanded(name) for name in CONTEXT if name not in {*PREFIXES, "id", "type"}}
    assert relations - named == set()
