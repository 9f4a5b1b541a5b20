"""The JSON-LD context of the site's answers: the short names that its documents use, and what they mean.

Names are those of SKOS, CMO, PROV-O and Dublin Core without their prefixes.
"""

from typing import Any

from rdflib import URIRef

from .namespaces import CMO, DCTERMS, KIND_OF_CLASS, OWL, PROV, RDFS, SKOS, XSD

PREFIXES = {
    "cmo": str(CMO),
    "dct": str(DCTERMS),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdfs": str(RDFS),
    "skos": str(SKOS),
    "xsd": str(XSD),
}

#: One text stands alone, several as a list: for "@set" beside "@language" rdflib 7 writes a null first.
_TEXTS = (
    SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.definition, SKOS.scopeNote, SKOS.note, SKOS.example,
    DCTERMS.description, DCTERMS.rights,
)  # fmt: skip
_PLAIN = (
    SKOS.notation, CMO.reuseLevel, CMO.category, CMO.theme, CMO.level, CMO.status, CMO.trust,
    DCTERMS.title, DCTERMS.publisher, DCTERMS.creator, DCTERMS.modified, OWL.deprecated, OWL.versionInfo,
)  # fmt: skip
_LINKS = (
    SKOS.inScheme, SKOS.topConceptOf, SKOS.broader, SKOS.narrower, SKOS.related, SKOS.member,
    SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
    CMO.hasPrerequisite, CMO.usefulKnowledge, CMO.essentialRelation, CMO.optionalRelation,
    CMO.hasSubSkill, CMO.isSubSkillOf, CMO.drawsOn, CMO.hasLearningOutcome, CMO.isAssessedBy, CMO.domain,
    CMO.isEssentialForOccupation, CMO.isOptionalForOccupation, CMO.isEmergingForOccupation,
    CMO.isRelevantForOccupation, CMO.relatedOccupation, CMO.performedIn, CMO.carriesOut, CMO.usesTool,
    DCTERMS.isReplacedBy, DCTERMS.license, DCTERMS.source, PROV.wasDerivedFrom,
)  # fmt: skip
_CLASSES = (SKOS.Concept, PROV.Entity, *KIND_OF_CLASS)


def _context() -> dict[str, Any]:
    context: dict[str, Any] = dict(PREFIXES)
    context |= {"id": "@id", "type": "@type"}
    context |= {_name(uri): _short(uri) for uri in (*_CLASSES, *_PLAIN)}
    context |= {_name(uri): {"@id": _short(uri), "@container": "@language"} for uri in _TEXTS}
    context |= {_name(uri): {"@id": _short(uri), "@type": "@id", "@container": "@set"} for uri in _LINKS}
    generated_at = PROV.generatedAtTime
    context[_name(generated_at)] = {"@id": _short(generated_at), "@type": "xsd:dateTime"}
    return context


def _short(uri: URIRef) -> str:
    """``http://www.w3.org/2004/02/skos/core#broader`` → ``skos:broader``."""
    prefix = next(prefix for prefix, namespace in PREFIXES.items() if uri.startswith(namespace))
    return f"{prefix}:{uri.removeprefix(PREFIXES[prefix])}"


def _name(uri: URIRef) -> str:
    return _short(uri).partition(":")[2]


CONTEXT = _context()
