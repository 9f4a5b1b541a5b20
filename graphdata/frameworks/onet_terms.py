"""What the O*NET modules share: the concepts read so far and the statements every concept carries."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rdflib import Literal, URIRef

from ..namespaces import CMO, DCTERMS, RDF, SKOS, concept_uri
from . import normalise
from .reader import Triple

#: Branches of the content model that are concepts here, and the class of their leaves.
CLASS_OF_BRANCH = {
    "1.A": CMO.Ability,
    "1.C": CMO.WorkStyle,
    "2.A": CMO.Skill,
    "2.B": CMO.Skill,
    "2.C": CMO.Knowledge,
    "4.A": CMO.Activity,
}


@dataclass(slots=True)
class OnetConcepts:
    """The concepts of one release read so far, by O*NET code."""

    elements: dict[str, URIRef] = field(default_factory=dict)  # content model, inner nodes included
    intermediate: dict[str, URIRef] = field(default_factory=dict)  # IWA
    detailed: dict[str, URIRef] = field(default_factory=dict)  # DWA
    occupations: dict[str, URIRef] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)  # occupation code → preferred label
    tasks: dict[str, URIRef] = field(default_factory=dict)


def english(text: str) -> Literal:
    return Literal(text, lang="en")


def concept(
    kind: URIRef, code: str, label: str, *, description: str = "", notation: str = ""
) -> Iterator[Triple]:
    """What every O*NET concept states: class, English label, notation (the code by default), description."""
    uri = concept_uri("onet", code)
    yield uri, RDF.type, SKOS.Concept
    yield uri, RDF.type, kind
    yield uri, SKOS.prefLabel, english(label)
    yield uri, SKOS.notation, Literal(notation or code)
    if text := normalise.prose(description):
        yield uri, DCTERMS.description, english(text)
