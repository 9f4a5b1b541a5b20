"""Framework text for training the encoder: the readers' triples as records that know nothing of RDF.

The hierarchy comes along: a concept's siblings are what it is most easily mistaken for.

Only frameworks are read. Crosswalks never are: what they state is what mapping is measured on.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Literal
from rdflib.term import Node

from search.neural.training.concept import TrainingConcept

from .frameworks.reader import ReadingContext, Triple
from .frameworks.registry import MODULES, readers
from .frameworks.report import ReadReport
from .frameworks.sources import find_sources
from .namespaces import DCTERMS, SKOS

FRAMEWORK_READERS = frozenset(MODULES) - {"crosswalks"}
#: O*NET gives some concepts hundreds of product names or job titles; more than these teach nothing new.
ALTERNATIVES_PER_LANGUAGE = 40
#: Called with the title of each release before it is read.
Tell = Callable[[str], None]


@dataclass(slots=True)
class _Gathered:
    pref: dict[str, str] = field(default_factory=dict)
    alt: dict[str, list[str]] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    parents: list[str] = field(default_factory=list)


def training_concepts(data: Path, tell: Tell = lambda _: None) -> list[TrainingConcept]:
    """Every labelled concept of the frameworks under ``data``, ordered by URI.

    Raises UnusableFile, as an ingest of the same folder would.
    """
    report = ReadReport()
    sources = find_sources(data, report)
    gathered: dict[str, _Gathered] = {}
    for reader in readers(FRAMEWORK_READERS):
        for release in reader.find(sources):
            tell(f"{release.title} {release.version}")
            _gather(reader.read(release, ReadingContext(report)), gathered)
    return list(_concepts(gathered))


def _gather(triples: Iterable[Triple], gathered: dict[str, _Gathered]) -> None:
    for subject, predicate, value in triples:
        if predicate in _TEXTS and isinstance(value, Literal):
            _take_text(gathered.setdefault(str(subject), _Gathered()), predicate, value)
        elif predicate == SKOS.broader:
            gathered.setdefault(str(subject), _Gathered()).parents.append(str(value))


_TEXTS: frozenset[Node] = frozenset({SKOS.prefLabel, SKOS.altLabel, DCTERMS.description})


def _take_text(concept: _Gathered, predicate: Node, value: Literal) -> None:
    tag = (value.language or "und").split("-")[0].lower()
    if predicate == SKOS.prefLabel:
        concept.pref.setdefault(tag, str(value))
    elif predicate == DCTERMS.description:
        concept.description.setdefault(tag, str(value))
    elif len(concept.alt.setdefault(tag, [])) < ALTERNATIVES_PER_LANGUAGE:
        concept.alt[tag].append(str(value))


def _concepts(gathered: dict[str, _Gathered]) -> Iterator[TrainingConcept]:
    for uri in sorted(gathered):
        concept = gathered[uri]
        if concept.pref:
            yield TrainingConcept(
                uri, concept.pref, concept.alt, concept.description, sorted(set(concept.parents))
            )
