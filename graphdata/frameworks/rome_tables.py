"""The tables of a ROME 4.x release: which are read, with which columns, and why the others are not."""

import re

from .release_tables import ReleaseTables, opening_records, shares_a_column
from .report import ReadReport
from .sources import SourceFile

FILE_NAME = re.compile(r"unix_(?P<table>\w+?)_v(?P<version>\d{3,4})_utf8\.csv", re.IGNORECASE)

#: The objectif / enjeu / domaine tree above the macro-competences, known by its header: the file that
#: carries it is derived from France Travail's spreadsheet and bears no official name.
TREE = "macro_competence_tree"
TREE_COLUMNS = ("code_ogr_macro", "code_domaine", "libelle_domaine", "code_enjeu", "code_objectif")
TREE_VERSION = re.compile(r"rome[_-]?(?P<version>\d{3,4})(?!\d)", re.IGNORECASE)

COLUMNS: dict[str, tuple[str, ...]] = {
    "referentiel_competence": ("code_ogr", "nature", "libelle_competence", "code_ogr_macro_comp"),
    "referentiel_savoir": ("code_ogr_savoir", "libelle_savoir", "categorie_savoir"),
    "referentiel_code_rome": ("code_rome", "libelle_rome"),
    "referentiel_appellation": ("code_ogr", "libelle_appellation_long", "code_rome"),
    "referentiel_contexte_travail": ("code_ogr",),
    "grand_domaine": ("code_grand_domaine", "libelle_grand_domaine"),
    "domaine_professionnel": ("code_domaine_professionnel", "libelle_domaine_professionnel"),
    "cr_gd_dp": ("code_rome", "code_grand_domaine"),
    "texte": ("code_rome", "libelle_type_texte", "position_phrase", "libelle_texte"),
    "coherence_item": ("code_rome", "code_ogr", "coeur_metier"),
    "rubrique_mobilite": ("code_rome", "code_rome_cible"),
    TREE: TREE_COLUMNS,
}

_SECTORS = "business sectors of occupations, which say nothing about skills"
_INTERESTS = "career interests of occupations, which say nothing about skills"
_LAYOUT = "layout of the printed job sheets"
#: Official tables that are deliberately not read.
LEFT_OUT = {
    # The same 104,219 links as coherence_item (checked on 4.60), without its core-job mark.
    "liens_rome_referentiels": "repeats coherence_item and the appellations without the core-job mark",
    "item": "repeats the labels of competences, savoirs and work contexts",
    "cr_gd_dp_appellations": "repeats the fiches, domains and appellations",
    "arborescence_centre_interet": _INTERESTS,
    "centre_interet": _INTERESTS,
    "referentiel_code_rome_riasec": _INTERESTS,
    "referentiel_macro_competence_riasec": _INTERESTS,
    "arborescence_secteur_activite": _SECTORS,
    "arborescence_secteur_naf": _SECTORS,
    "secteur_activite": _SECTORS,
    "secteur_naf": _SECTORS,
    "sous_secteur_activite": _SECTORS,
    "arborescence_thematique": "editorial selections of occupations",
    "themes": "editorial selections of occupations",
    "composition_bloc": _LAYOUT,
    "descriptif_rubrique": _LAYOUT,
    "type_referentiel": _LAYOUT,
}


def release_code(source: SourceFile) -> str | None:
    """The digits of the release that ``source`` is a table of (``"460"``), None for other files."""
    if not (match := FILE_NAME.fullmatch(source.file_name)):
        return None
    expected = COLUMNS.get(match["table"].lower())
    if expected and not shares_a_column(source, expected, ","):
        return None
    return match["version"]


def is_tree(source: SourceFile) -> bool:
    """Whether ``source`` places macro-competences in the objectif / enjeu / domaine tree."""
    if source.suffix != ".csv":
        return False
    header = opening_records(source, ",")
    return bool(header) and set(TREE_COLUMNS) <= set(header[0])


def tree_code(source: SourceFile) -> str | None:
    """The release that a tree file names (``rome460_…``), None when it names none."""
    match = FILE_NAME.fullmatch(source.file_name) or TREE_VERSION.search(source.file_name)
    return match["version"] if match else None


def tables_of(title: str, sources: tuple[SourceFile, ...], report: ReadReport) -> ReleaseTables:
    """The tables among ``sources``; the files that are deliberately not read go to the report."""
    tables = ReleaseTables(title, report, COLUMNS)
    for source in sources:
        match = FILE_NAME.fullmatch(source.file_name)
        table = match["table"].lower() if match else TREE
        if table in COLUMNS:
            tables.add(table, source)
        elif is_tree(source):
            tables.add(TREE, source)
        else:
            reason = LEFT_OUT.get(table, "no table that the ROME reader knows")
            report.ignore(source.name, f"{title}: {reason}")
    return tables
