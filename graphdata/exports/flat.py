"""The flat layout of a skill list, one concept a row, for CSV files and spreadsheets.

>>> row = FlatRow(id="esco:1", uri="urn:1", framework="esco", kind="skill", pref_label="weld")
>>> dict(zip(COLUMNS, row.cells()))["pref_label"]
'weld'
"""

from collections.abc import Sequence
from dataclasses import dataclass

COLUMNS = (
    "id", "uri", "framework", "framework_version", "licence", "kind", "pref_label", "label_language",
    "alt_labels", "description", "broader_uris", "note", "evidence_sentence", "score", "decision",
)  # fmt: skip

#: Between several values of one cell. Labels hold no line break, addresses no space.
BETWEEN_LABELS = "\n"
BETWEEN_URIS = " "


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatRow:
    """One row. ``label_language`` is the language that ``pref_label`` is really in."""

    id: str
    uri: str
    framework: str
    framework_version: str = ""
    licence: str = ""
    kind: str
    pref_label: str
    label_language: str = ""
    alt_labels: Sequence[str] = ()
    description: str = ""
    broader_uris: Sequence[str] = ()
    note: str = ""
    evidence_sentence: str = ""
    score: float | None = None
    decision: str = ""

    def cells(self) -> list[str]:
        """The text of every column, in the order of COLUMNS."""
        return [_cell(name, getattr(self, name)) for name in COLUMNS]


def _cell(column: str, value: str | float | Sequence[str] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str | float):
        return str(value)
    return (BETWEEN_URIS if column == "broader_uris" else BETWEEN_LABELS).join(value)
