"""What the knowledge graph states about one concept, as RDF in Turtle or JSON-LD.

>>> rdf = concept_rdf(graph, "http://data.europa.eu/esco/skill/…")  # doctest: +SKIP
>>> print(as_turtle(rdf))                                           # doctest: +SKIP

Equal snapshots give equal text, byte for byte, whatever process writes it.
"""

import json
from collections.abc import Iterable, Iterator
from io import BytesIO

from rdflib import Graph, URIRef
from rdflib.plugins.serializers.turtle import TurtleSerializer

from .frameworks.reader import Triple
from .json_ld_context import CONTEXT, PREFIXES
from .knowledge_graph import Quad
from .namespaces import CMO, DCTERMS, PROV, SKOS
from .neighbourhood import ConceptGraph
from .provenance import release_triples

#: Predicate → its inverse. SKOS Reference: S8, S23, S25, S43, S44; sub-skills by owl:inverseOf in cmo.ttl.
_INVERSES = {
    SKOS.hasTopConcept: SKOS.topConceptOf,
    SKOS.related: SKOS.related,
    SKOS.broader: SKOS.narrower,
    SKOS.narrower: SKOS.broader,
    SKOS.broadMatch: SKOS.narrowMatch,
    SKOS.narrowMatch: SKOS.broadMatch,
    SKOS.relatedMatch: SKOS.relatedMatch,
    SKOS.closeMatch: SKOS.closeMatch,
    SKOS.exactMatch: SKOS.exactMatch,
    CMO.hasSubSkill: CMO.isSubSkillOf,
    CMO.isSubSkillOf: CMO.hasSubSkill,
}
#: A rating describes a pair of concepts, and a common skill has one for every occupation.
_ABOUT_PAIRS = frozenset({CMO.ratedConcept, CMO.ratedOccupation})


def concept_rdf(graph: ConceptGraph, uri: str) -> Graph:
    """All statements about the concept at ``uri``, with an account of the named graphs that make them.

    What other concepts state about it is told from its own side where SKOS or CMO defines the inverse, and
    as it stands elsewhere. Survey ratings are left out. An unknown ``uri`` has an empty graph.
    """
    concept = URIRef(uri)
    own = list(graph.graph.match(concept))
    others = [quad for quad in graph.graph.match(None, None, concept) if quad[1] not in _ABOUT_PAIRS]
    stated = [
        *((subject, predicate, value) for subject, predicate, value, _ in own),
        *(_from_its_side(quad) for quad in others),
        *_provenance(graph, concept, {str(quad[3]) for quad in (*own, *others)}),
    ]
    return _ordered(stated)


def as_turtle(rdf: Graph) -> str:
    """``rdf`` in Turtle, the concept before its provenance."""
    stream = BytesIO()
    _ConceptFirst(rdf).serialize(stream, encoding="utf-8")
    return stream.getvalue().decode()


def as_json_ld(rdf: Graph, context: str) -> str:
    """``rdf`` in JSON-LD, the concept before its provenance; ``context`` is where CONTEXT is served."""
    document = json.loads(rdf.serialize(format="json-ld", context=CONTEXT))
    del document["@context"]
    nodes = document.get("@graph", [document])
    nodes.sort(key=lambda node: ("Concept" not in node.get("type", ()), node["id"]))
    return json.dumps({"@context": context, "@graph": nodes}, ensure_ascii=False, indent=2) + "\n"


class _ConceptFirst(TurtleSerializer):
    topClasses = [SKOS.Concept]  # noqa: N815 - rdflib's name


def _from_its_side(quad: Quad) -> Triple:
    subject, predicate, concept, _ = quad
    inverse = _INVERSES.get(predicate)
    return (concept, inverse, subject) if inverse else (subject, predicate, concept)


def _provenance(graph: ConceptGraph, concept: URIRef, names: Iterable[str]) -> Iterator[Triple]:
    """The releases called ``names``, without their lists of files, and the terms under which to reuse."""
    for release in (graph.release_of[name] for name in names if name in graph.release_of):
        yield concept, PROV.wasDerivedFrom, URIRef(release.graph)
        for subject, predicate, value in release_triples(release):
            if str(subject) == release.graph and predicate != PROV.wasDerivedFrom:
                yield subject, predicate, value
                if release.role == "framework" and predicate in (DCTERMS.license, DCTERMS.source):
                    yield concept, predicate, value


def _ordered(statements: Iterable[Triple]) -> Graph:
    """A graph that gives its statements back in one order: rdflib keeps the order of adding."""
    rdf = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        rdf.bind(prefix, namespace)
    for statement in sorted(statements, key=lambda triple: tuple(term.n3() for term in triple)):
        rdf.add(statement)
    return rdf
