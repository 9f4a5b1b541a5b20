"""The tables of an O*NET text database: which are read, with which columns, and why others are not.

Only columns are required that both the official text files and those made from the Excel edition
have; the Excel edition adds titles and element names.
"""

import csv
import re

from .release_tables import ReleaseTables, opening_records, shares_a_column
from .report import ReadReport
from .sources import SourceFile

SOC, ELEMENT = "O*NET-SOC Code", "Element ID"
_RATING_COLUMNS = (SOC, ELEMENT, "Scale ID", "Data Value", "Recommend Suppress")

#: Tables with one rating per occupation, element and scale.
RATING_TABLES = ("Skills", "Knowledge", "Abilities", "Work Activities", "Work Styles")
#: Tables that say which skills or abilities a work activity makes use of.
DRAWN_ON = {"Skills to Work Activities": "Skills", "Abilities to Work Activities": "Abilities"}

COLUMNS: dict[str, tuple[str, ...]] = {
    "Content Model Reference": (ELEMENT, "Element Name", "Description"),
    "IWA Reference": (ELEMENT, "IWA ID", "IWA Title"),
    "DWA Reference": ("IWA ID", "DWA ID", "DWA Title"),
    "Level Scale Anchors": (ELEMENT, "Anchor Value", "Anchor Description"),
    "Occupation Data": (SOC, "Title", "Description"),
    "Alternate Titles": (SOC, "Alternate Title"),
    "Job Zones": (SOC, "Job Zone"),
    "Related Occupations": (SOC, "Related O*NET-SOC Code"),
    "Task Statements": (SOC, "Task ID", "Task"),
    "Tasks to DWAs": (SOC, "Task ID", "DWA ID"),
    "Technology Skills": (SOC, "Example", "Commodity Code", "Commodity Title"),
    "Tools Used": (SOC, "Example", "Commodity Code", "Commodity Title"),
    **dict.fromkeys(RATING_TABLES, _RATING_COLUMNS),
    **{table: (f"{drawn} Element ID", "Work Activities Element ID") for table, drawn in DRAWN_ON.items()},
}

_EXPLAINS = "explains scales, which the ontology states itself"
_CONDITIONS = "working conditions, interests and values, which are no skills"
#: Official tables that are deliberately not read.
LEFT_OUT = {
    "Scales Reference": _EXPLAINS,
    "Job Zone Reference": _EXPLAINS,
    "Task Categories": _EXPLAINS,
    "Work Context Categories": _EXPLAINS,
    "Education, Training, and Experience Categories": _EXPLAINS,
    "UNSPSC Reference": "families of commodities; tools bear their own commodity titles",
    "Sample of Reported Titles": "repeats a part of Alternate Titles",
    "Interests": _CONDITIONS,
    "Work Values": _CONDITIONS,
    "Work Context": _CONDITIONS,
    "Education, Training, and Experience": _CONDITIONS,
    "Skills to Work Context": _CONDITIONS,
    "Abilities to Work Context": _CONDITIONS,
    "Task Ratings": "ratings of tasks, which are context for skills and not skills",
    "Emerging Tasks": "proposals not yet among the task statements",
}

READ_ME = "Read Me.txt"
_VERSION_IN_PATH = re.compile(r"(?:onet|o\*net|db)[\s_-]*(\d{1,2})[._](\d)(?!\d)", re.IGNORECASE)
_VERSION_IN_TEXT = re.compile(r"O\*NET\D{0,40}?(\d{1,2}\.\d)(?!\d)", re.IGNORECASE)
_SAMPLE_IN_PATH = re.compile(r"onet[\s_-]*sample", re.IGNORECASE)
SAMPLE, UNKNOWN = "sample", "unknown"


def is_onet_table(source: SourceFile) -> bool:
    """Whether ``source`` has the name and header of an O*NET table, read or not."""
    if source.suffix != ".txt":
        return False
    table = table_name(source)
    if table in COLUMNS:
        return shares_a_column(source, COLUMNS[table], "\t")
    # Unread tables are part of the release too, so that the report can say why they are not used.
    return table in LEFT_OUT or shares_a_column(source, (SOC, ELEMENT), "\t")


def table_name(source: SourceFile) -> str:
    return source.file_name.removesuffix(".txt").removesuffix(".TXT")


def version_of_folder(sources: list[SourceFile]) -> str:
    """The version that the path (``db_29_2_text``, ``onet-29.2``) or the read-me states, or ``unknown``."""
    path = f"{sources[0].root}/{sources[0].folder}"
    if stated := _VERSION_IN_PATH.findall(path):
        return ".".join(stated[-1])  # the nearest folder or zip
    if _SAMPLE_IN_PATH.search(path):
        return SAMPLE
    for source in sources:
        if source.file_name == READ_ME:
            text = " ".join(" ".join(record) for record in opening_records(source, "\t", 40))
            if match := _VERSION_IN_TEXT.search(text):
                return match[1]
    return UNKNOWN


def tables_of(title: str, sources: tuple[SourceFile, ...], report: ReadReport) -> ReleaseTables:
    """The tables among ``sources``; the files that are deliberately not read go to the report."""
    tables = ReleaseTables(title, report, COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE)
    for source in sources:
        if (table := table_name(source)) in COLUMNS:
            tables.add(table, source)
        elif source.file_name == READ_ME:
            report.ignore(source.name, f"{title}: read for the version only")
        else:
            report.ignore(
                source.name, f"{title}: {LEFT_OUT.get(table, 'no table that the O*NET reader knows')}"
            )
    return tables
