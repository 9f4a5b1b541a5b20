"""The layouts of crosswalk files, and what their header blocks say."""

from collections.abc import Callable
from dataclasses import dataclass

from ..namespaces import concept_uri
from .release_tables import opening_records
from .sources import SourceFile
from .tables import Row

#: Within how many records the column row is looked for: the official header blocks have 15 and 16.
HEADER_WITHIN = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """Where one kind of crosswalk states both ends of a row and its match type.

    ``first`` and ``second`` name the frameworks in the order of the columns.
    """

    slug: str
    first: str
    second: str
    subject: str
    columns: tuple[str, str, str]
    first_uri: Callable[[str], str]
    second_uri: Callable[[str], str]
    has_header_block: bool = True

    def ends(self, row: Row) -> tuple[str, str]:
        """The URIs of both ends, empty where the cell is."""
        first, second = row[self.columns[0]], row[self.columns[1]]
        return (first and self.first_uri(first), second and self.second_uri(second))


def _as_given(uri: str) -> str:
    return uri


def _rome(code: str) -> str:
    return str(concept_uri("rome", code))


def _onet(code: str) -> str:
    return str(concept_uri("onet", code))


#: ESCO's template for national mappings. The ids of ROME are appellations, never fiches.
ESCO_ROME = Layout(
    "esco-rome",
    "ESCO",
    "ROME",
    "occupations",
    ("classification 1 ID", "classification 2 ID", "mapping relation"),
    _as_given,
    _rome,
)
ONET_ESCO = Layout(
    "esco-onet",
    "O*NET",
    "ESCO",
    "occupations",
    ("O*NET Id", "ESCO or ISCO URI", "Type of Match"),
    _onet,
    _as_given,
)
ESCO_ROME_SKILLS = Layout(
    "esco-rome-skills",
    "ESCO",
    "ROME",
    "skills",
    ("esco_uri", "rome_code_ogr", "relation"),
    _as_given,
    _rome,
    has_header_block=False,
)
LAYOUTS = (ESCO_ROME, ONET_ESCO, ESCO_ROME_SKILLS)


def layout_of(source: SourceFile) -> Layout | None:
    """The layout of ``source``, or None when it is no crosswalk known here.

    A file in ESCO's template counts only when its header block names ESCO and ROME.
    """
    if source.suffix not in {".csv", ".txt"}:
        return None
    records = opening_records(source, ",", HEADER_WITHIN)
    for layout in LAYOUTS:
        within = records if layout.has_header_block else records[:1]
        if any(set(layout.columns) <= set(record) for record in within):
            return layout if layout is not ESCO_ROME or _maps_esco_to_rome(source) else None
    return None


def _maps_esco_to_rome(source: SourceFile) -> bool:
    stated = header_block(source)
    names = stated.get("Classification 1 Name", ""), stated.get("Classification 2 Name", "")
    return names == ("ESCO", "ROME")


def header_block(source: SourceFile) -> dict[str, str]:
    """What the lines before the column row state, such as ``Mapping project author``."""
    records = opening_records(source, ",", HEADER_WITHIN)
    return {record[0]: record[1] for record in records if len(record) > 1 and record[0] and record[1]}
