"""Open Badges 3.0: how an achievement says which official skill it stands for.

Source of the field names: 1EdTech Open Badges Specification 3.0, class ``Alignment``.
"""

from ..records import ConceptRecord, ReleaseRecord
from . import wording

Alignment = dict[str, str | list[str]]


def alignment(concept: ConceptRecord, release: ReleaseRecord | None, language: str, kind: str) -> Alignment:
    """One ``Alignment`` to ``concept``, for the list ``alignment`` of an ``Achievement``.

    ``kind`` is that of the concept in words of ``language``.

    ``targetType`` is left out: the specification has no value for a concept of a SKOS framework, and
    ``CFItem`` would promise that the address answers as a CASE item.
    """
    filled: Alignment = {
        "type": ["Alignment"],
        "targetName": wording.label(concept, language),
        "targetUrl": concept.uri,
        "targetCode": wording.code(concept),
        "targetDescription": wording.description(concept, release, language, kind),
        "targetFramework": wording.framework(concept, release),
    }
    return {name: value for name, value in filled.items() if value}
