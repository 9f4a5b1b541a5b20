"""Who made a crosswalk, when, and how far it can be trusted: one Release per file."""

import re
from urllib.parse import quote

from ..namespaces import mapping_graph
from .crosswalk_layouts import ESCO_ROME_SKILLS, ONET_ESCO, Layout, header_block
from .reader import Release
from .sources import SourceFile

ESCO_PORTAL = "https://esco.ec.europa.eu/en/use-esco"
_REUSE = "https://eur-lex.europa.eu/eli/dec/2011/833/oj"
_REUSE_NAME = "Commission Decision 2011/833/EU"
#: The file states no licence, so none is claimed.
_NOT_EVALUATED = "http://rightsstatements.org/vocab/CNE/1.0/"
_ROME_VERSION = re.compile(r"rome[_-]?(\d)(\d{2})(?!\d)", re.IGNORECASE)
#: The skill pairs have no header block that could call them a sample, so their file name does.
SAMPLE_FILE = re.compile(r"rome000.*_sample\.csv", re.IGNORECASE)
_SAMPLE_REMARK = "(sample written for SkillGraph, not official)"
_SAMPLE = re.compile(r"\bsample\b", re.IGNORECASE)


def mapping_release(layout: Layout, source: SourceFile) -> Release:
    """The release that ``source`` is."""
    stated = header_block(source) if layout.has_header_block else {}
    if _SAMPLE.search(stated.get("Mapping project name", "")) or SAMPLE_FILE.search(source.file_name):
        return _sample(layout, source, stated)
    if layout is ESCO_ROME_SKILLS:
        return _derived(layout, source)
    return _official(layout, source, stated)


def _official(layout: Layout, source: SourceFile, stated: dict[str, str]) -> Release:
    version = stated.get("Mapping project version", "") or "undated"
    date = stated.get("Mapping project version date", "")
    name = stated.get("Mapping project name", "") or f"{layout.first} – {layout.second} {layout.subject}"
    author = stated.get("Mapping project author", "")
    notice = {
        "en": "This service uses the ESCO classification of the European Commission.",
        "fr": "Ce service utilise la classification ESCO de la Commission européenne.",
    }
    if layout is ONET_ESCO:
        notice["en"] += " It includes O*NET data of USDOL/ETA, used under the CC BY 4.0 license."
        notice["fr"] += " Il comprend des données O*NET de l’USDOL/ETA, sous licence CC BY 4.0."
    return Release(
        reader="crosswalks",
        framework=layout.slug,
        version=version,
        graph=mapping_graph(_slug(layout.slug, version)),
        title=f"{name} ({date})" if date else name,
        publisher="ESCO portal (European Commission)",
        licence=_REUSE,
        licence_name=_REUSE_NAME,
        landing_page=ESCO_PORTAL,
        sources=(source,),
        languages=(),
        notice=notice,
        role="mapping",
        author=author,
    )


def _derived(layout: Layout, source: SourceFile) -> Release:
    match = _ROME_VERSION.search(source.file_name)
    version = f"ROME {match[1]}.{match[2]}" if match else "undated"
    return Release(
        reader="crosswalks",
        framework=layout.slug,
        version=version,
        graph=mapping_graph(_slug(layout.slug, version)),
        title="ESCO – ROME skills (derived, unofficial)",
        publisher="unofficial",
        licence=_NOT_EVALUATED,
        licence_name="no licence stated",
        landing_page=ESCO_PORTAL,
        sources=(source,),
        languages=(),
        notice={
            "en": "Skill pairs derived from official data, unofficial and not checked by hand.",
            "fr": "Paires de compétences dérivées de données officielles, sans valeur officielle ni "
            "vérification manuelle.",
        },
        role="mapping",
        author="derived through the VDAB Competent bridge, not hand-checked",
        trust="derived",
    )


def _sample(layout: Layout, source: SourceFile, stated: dict[str, str]) -> Release:
    return Release(
        reader="crosswalks",
        framework=layout.slug,
        version="sample",
        graph=mapping_graph(_slug(layout.slug, "sample")),
        title=f"{layout.first} – {layout.second} {layout.subject} {_SAMPLE_REMARK}",
        publisher="SkillGraph",
        licence="https://opensource.org/license/mit",
        licence_name="MIT",
        landing_page=ESCO_PORTAL,
        sources=(source,),
        languages=(),
        notice={
            "en": "A sample mapping written for SkillGraph, not official.",
            "fr": "Exemple de correspondance rédigé pour SkillGraph, sans valeur officielle.",
        },
        role="mapping",
        author=stated.get("Mapping project author", "SkillGraph"),
        trust="derived" if layout is ESCO_ROME_SKILLS else "official",
        sample=True,
    )


def _slug(mapping: str, version: str) -> str:
    return quote(f"{mapping}-{version.lower().replace(' ', '-')}", safe="")
