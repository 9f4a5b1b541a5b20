"""European Learning Model: how a learning outcome names the official skills that it relates to.

ESCO's skills have a property of their own; those of all other frameworks share one. Source of the names:
European Learning Model 3, application profile for learning opportunities and credentials.
"""

from collections.abc import Sequence
from typing import Any

from ..records import ConceptRecord
from . import wording

#: The scheme of all of ESCO's skills; the others that a skill stands in are parts of it.
ESCO_SKILLS = "http://data.europa.eu/esco/concept-scheme/skills"


def learning_outcome(concept: ConceptRecord) -> dict[str, Any]:
    """A document with one learning outcome that is just ``concept``, to be copied into a credential."""
    related = "relatedESCOSkill" if concept.framework == "esco" else "relatedSkill"
    outcome = {
        "type": "LearningOutcome",
        "title": dict(concept.pref_labels),
        related: [related_concept(concept)],
    }
    return {"learningOutcome": [outcome]}


def related_concept(concept: ConceptRecord) -> dict[str, Any]:
    """``concept`` as a ``Concept`` of its scheme, with its label in every language that it has."""
    filled = {
        "id": concept.uri,
        "type": "Concept",
        "inScheme": {"id": _scheme(concept.schemes), "type": "ConceptScheme"} if concept.schemes else None,
        "notation": wording.code(concept),
        "prefLabel": dict(concept.pref_labels),
    }
    return {name: value for name, value in filled.items() if value}


def _scheme(schemes: Sequence[str]) -> str:
    return ESCO_SKILLS if ESCO_SKILLS in schemes else schemes[0]
