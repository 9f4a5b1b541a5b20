"""Which files are ESCO's: told by official name and header row, grouped by version.

Official names: ESCO portal, "Download ESCO", CSV packages 1.0.0 to 1.2.0. Column order differs between
releases, and 1.2 adds ``_en`` to the names of the relation files; names and columns are what is stable.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .sources import SourceFile

Kind = Literal["concepts", "schemes", "hierarchy", "collection", "relations"]

UNVERSIONED = "unversioned"
SAMPLE = "sample"
MAIN_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Role:
    """What one official file is for. ``columns`` are those that the reader cannot do without."""

    stem: str
    kind: Kind
    columns: tuple[str, ...]
    theme: str = ""


@dataclass(frozen=True, slots=True)
class EscoFile:
    """A source with its role. ``language`` is empty for relation files without a language."""

    source: SourceFile
    role: Role
    language: str

    @property
    def name(self) -> str:
        return self.source.name


_CONCEPT = ("conceptUri", "preferredLabel", "altLabels", "description")
_BROADER = ("conceptUri", "broaderUri")
_MEMBER = ("conceptUri", "preferredLabel")

#: In reading order: concepts before what links them.
ROLES = (
    Role("skills", "concepts", (*_CONCEPT, "skillType")),
    Role("skillGroups", "concepts", _CONCEPT),
    Role("occupations", "concepts", (*_CONCEPT, "iscoGroup")),
    Role("ISCOGroups", "concepts", ("conceptUri", "preferredLabel", "code")),
    Role("conceptSchemes", "schemes", ("conceptSchemeUri", "preferredLabel", "hasTopConcept")),
    Role("skillsHierarchy", "hierarchy", ("Level 0 URI", "Level 0 preferred term", "Level 1 URI")),
    Role("greenSkillsCollection", "collection", _MEMBER, "green"),
    Role("digitalSkillsCollection", "collection", _MEMBER, "digital"),
    Role("ictSkillsCollection", "collection", _MEMBER, "digital"),  # the name in 1.0
    Role("digCompSkillsCollection", "collection", _MEMBER, "digcomp"),
    Role("transversalSkillsCollection", "collection", _MEMBER, "transversal"),
    Role("languageSkillsCollection", "collection", _MEMBER, "language"),
    Role("researchSkillsCollection", "collection", _MEMBER, "research"),
    Role("researchOccupationsCollection", "collection", _MEMBER, "research"),
    Role("broaderRelationsSkillPillar", "relations", _BROADER),
    Role("broaderRelationsOccPillar", "relations", _BROADER),
    Role("skillSkillRelations", "relations", ("originalSkillUri", "relationType", "relatedSkillUri")),
    Role("occupationSkillRelations", "relations", ("occupationUri", "relationType", "skillUri")),
)
_ROLE_OF_STEM = {role.stem.lower(): role for role in ROLES}

_FILE_NAME = re.compile(r"(?P<stem>[a-z]+)(?:_(?P<language>[a-z]{2}))?(?: ?\(\d+\))?\.csv", re.IGNORECASE)
_VERSION = re.compile(r"(?<![\d.])(\d\.\d{1,2}(?:\.\d{1,2})?)(?![\d.]*\d)")
_VERSION_ALONE = re.compile(rf"v?{_VERSION.pattern}", re.IGNORECASE)
_SAMPLE_FOLDER = re.compile(r"esco[-_ ]sample", re.IGNORECASE)


def by_role(source: SourceFile) -> EscoFile | None:
    """``source`` with the role that its name gives it, or None; the content is not looked at."""
    match = _FILE_NAME.fullmatch(source.file_name)
    role = _ROLE_OF_STEM.get(match["stem"].lower()) if match else None
    if match is None or role is None:
        return None
    language = (match["language"] or "").lower()
    if not language and role.kind != "relations":
        return None
    return EscoFile(source, role, language)


def recognise(source: SourceFile) -> EscoFile | None:
    """``source`` as a file of ESCO, judged by name and header.

    Half of the needed columns are enough: a file with one column renamed is still claimed, so that
    reading it says which column is missing instead of passing it over.
    """
    file = by_role(source)
    if file is None:
        return None
    found = len(set(file.role.columns) & _header(source))
    return file if 2 * found >= len(file.role.columns) else None


def _header(source: SourceFile) -> set[str]:
    start = source.read_bytes()[:4096].decode("utf-8-sig", errors="replace")
    try:
        return {cell.strip() for cell in next(csv.reader(io.StringIO(start)), [])}
    except csv.Error:
        return set()


def version_of(source: SourceFile) -> str:
    """The version that the nearest folder or zip around ``source`` names, or ``"unversioned"``."""
    containers = f"{source.root}/{source.name}".replace("!", "/").split("/")[:-1]
    for container in reversed(containers):
        if _SAMPLE_FOLDER.search(container):
            return SAMPLE
        match = _VERSION.search(container)
        if match and ("esco" in container.lower() or _VERSION_ALONE.fullmatch(container)):
            return match[1]
    return UNVERSIONED


def by_version(files: Iterable[EscoFile]) -> dict[str, list[EscoFile]]:
    """The files of each version in reading order. Files that name none join the only one that is named."""
    versions: dict[str, list[EscoFile]] = {}
    for file in files:
        versions.setdefault(version_of(file.source), []).append(file)
    named = [version for version in versions if version not in {UNVERSIONED, SAMPLE}]
    if len(named) == 1 and UNVERSIONED in versions:
        versions[named[0]] += versions.pop(UNVERSIONED)
    return {version: in_reading_order(versions[version]) for version in sorted(versions)}


def in_reading_order(files: Iterable[EscoFile]) -> list[EscoFile]:
    """Concepts before relations, the main language before the others, then by path."""
    return sorted(
        files,
        key=lambda file: (
            ROLES.index(file.role),
            file.language != MAIN_LANGUAGE,
            file.language,
            file.name,
        ),
    )


def languages_of(files: Iterable[EscoFile]) -> tuple[str, ...]:
    """The languages that concepts are described in, the main one first."""
    found = {file.language for file in files if file.role.kind == "concepts"}
    return tuple(sorted(found, key=lambda language: (language != MAIN_LANGUAGE, language)))
