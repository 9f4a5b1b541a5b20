"""Every namespace, URI prefix and concept kind of the knowledge graph, stated once.

ESCO publishes canonical URIs. ROME and O*NET publish codes only, so their concepts get the
fixed prefixes below; the code is the last segment, percent-encoded.
"""

from urllib.parse import quote, unquote

from rdflib import Namespace, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD

__all__ = [
    "CMO", "DCTERMS", "ESCO_PREFIX", "KIND_OF_CLASS", "ONET", "ONTOLOGY_GRAPH", "OWL", "PROV",
    "PROVENANCE_GRAPH", "RDF", "RDFS", "ROME", "SKOS", "XSD", "concept_id", "concept_uri",
    "framework_graph", "mapping_graph", "onet_rating_uri",
]  # fmt: skip

BASE = "https://w3id.org/skillgraph/"
CMO = Namespace(BASE + "cmo#")
ROME = Namespace(BASE + "rome/")
ONET = Namespace(BASE + "onet/")
SCHEME = Namespace(BASE + "scheme/")
ESCO_PREFIX = "http://data.europa.eu/esco/"

PROVENANCE_GRAPH = URIRef(BASE + "graph/provenance")
ONTOLOGY_GRAPH = URIRef(BASE + "graph/ontology")

#: The CMO class that a concept carries decides the kind that readers of the site see.
KIND_OF_CLASS = {
    CMO.Skill: "skill",
    CMO.Competence: "skill",
    CMO.Knowledge: "knowledge",
    CMO.Ability: "ability",
    CMO.Activity: "activity",
    CMO.LearningOutcome: "outcome",
    CMO.Occupation: "occupation",
    CMO.JobTitle: "job_title",
    CMO.SkillGroup: "group",
    CMO.OccupationGroup: "group",
    CMO.Certification: "certification",
    CMO.Tool: "tool",
    CMO.Task: "task",
    CMO.WorkStyle: "work_style",
}


def framework_graph(framework: str, version: str) -> URIRef:
    """The named graph that holds one framework version and nothing else."""
    return URIRef(f"{BASE}graph/{framework}/{quote(version, safe='')}")


def mapping_graph(slug: str) -> URIRef:
    """The named graph of one crosswalk, so that it can be dropped without touching a framework."""
    return URIRef(f"{BASE}graph/mapping/{slug}")


def concept_id(uri: str, *, scheme_slug: str | None = None) -> str:
    """The stable id of a concept, as it stands in page addresses and API answers.

    >>> concept_id("http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab")
    'esco:0005c151-5b5a-4a66-8aac-60e734beb1ab'
    >>> concept_id("https://w3id.org/skillgraph/onet/4.A.1.a.1.I01")
    'onet:4.A.1.a.1.I01'

    A concept of any other SKOS scheme needs its ``scheme_slug``; the whole URI, percent-encoded,
    follows it, so that two schemes never collide.
    """
    if scheme_slug is not None:
        return f"{scheme_slug}:{quote(uri, safe='')}"
    if uri.startswith(ESCO_PREFIX):
        return "esco:" + uri.rsplit("/", 1)[1]
    for prefix, name in ((str(ROME), "rome"), (str(ONET), "onet")):
        if uri.startswith(prefix):
            return f"{name}:{unquote(uri.removeprefix(prefix))}"
    raise ValueError(f"{uri} belongs to no known framework; pass scheme_slug")


def concept_uri(framework: str, code: str) -> URIRef:
    """The URI of a ROME or O*NET code (see the module docstring)."""
    prefix = {"rome": ROME, "onet": ONET}[framework]
    return prefix[quote(code.strip(), safe="")]


def onet_rating_uri(occupation: str, element: str) -> URIRef:
    """The URI of O*NET's rating of ``element`` for ``occupation``, both given by their codes."""
    return concept_uri("onet", f"rating-{occupation}-{element}")
