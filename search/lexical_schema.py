"""How the lexical index is laid out and written: one SQLite file per snapshot.

Rows are numbered from 0 in document order everywhere in the snapshot; SQLite's rowid is row + 1. Each
language has one FTS5 table per scope, so that word rarity in what is searched by default is not
distorted by tens of thousands of job titles and task statements.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from .analysis import fold, normalise, words
from .spelling import SHORTEST
from .types import LANGUAGES, SCOPES, ConceptDocument, Language, Scope, scope_of


@dataclass(frozen=True, slots=True)
class LexicalConfig:
    """How one language is tokenised, and BM25's weight of label, alternative labels and description."""

    tokenizer: str
    weights: tuple[float, float, float]


#: English with Porter stemming, French with its accents and no stemming, as the paper has them: that
#: measured best on the development queries (docs/decisions/0006-lexical-leg.md).
CONFIGS: Mapping[Language, LexicalConfig] = {
    "en": LexicalConfig("porter unicode61 remove_diacritics 2", (4.0, 2.0, 1.0)),
    "fr": LexicalConfig("unicode61 remove_diacritics 0", (4.0, 2.0, 1.0)),
}

#: The role, after those of ``types.ROLES``, of an id, a code or a URI: people paste what pages show them.
IDENTIFIER = 3

_TABLES = """
CREATE TABLE document (
    id TEXT NOT NULL UNIQUE, uri TEXT NOT NULL, framework TEXT NOT NULL, kind TEXT NOT NULL,
    reuse_level TEXT NOT NULL, languages TEXT NOT NULL, sort_en TEXT NOT NULL, sort_fr TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE TABLE label (folded TEXT NOT NULL, row INTEGER NOT NULL, role INTEGER NOT NULL);
CREATE TABLE word (language TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (language, word)) WITHOUT ROWID;
"""


def table(language: Language, scope: Scope) -> str:
    """The name of the FTS5 table of one language and scope."""
    return f"text_{language}_{scope}"


def sort_column(language: Language) -> str:
    """The column of ``document`` that orders concepts by their label in one language."""
    return f"sort_{language}"


def build(
    path: Path, documents: Iterable[ConceptDocument], configs: Mapping[Language, LexicalConfig] = CONFIGS
) -> int:
    """Write the lexical index of ``documents`` to a new file; returns how many there are."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody reads the file before it is finished, and a crash throws the whole build away.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(_TABLES)
        for language, config in configs.items():
            _create_text_tables(connection, language, config)
        connection.execute("BEGIN")
        count = 0
        vocabularies: dict[Language, Counter[str]] = {language: Counter() for language in configs}
        for count, document in enumerate(documents, start=1):
            _insert(connection, count, document, vocabularies)
        _finish(connection, vocabularies)
    finally:
        connection.close()
    return count


def _create_text_tables(connection: sqlite3.Connection, language: Language, config: LexicalConfig) -> None:
    for scope in SCOPES:
        connection.execute(
            f"CREATE VIRTUAL TABLE {table(language, scope)} USING fts5("
            f"pref, alt, description, content='', tokenize=\"{config.tokenizer}\")"
        )


def _insert(
    connection: sqlite3.Connection,
    rowid: int,
    document: ConceptDocument,
    vocabularies: Mapping[Language, Counter[str]],
) -> None:
    connection.execute(
        "INSERT INTO document"
        " (rowid, id, uri, framework, kind, reuse_level, languages, sort_en, sort_fr, record)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            rowid,
            document.id,
            document.uri,
            document.framework,
            document.kind,
            document.reuse_level,
            " ".join(sorted(document.pref_labels)),
            *(_sort_label(document, language) for language in LANGUAGES),
            json.dumps(asdict(document), ensure_ascii=False),
        ),
    )
    scope = scope_of(document.kind)
    for language, vocabulary in vocabularies.items():
        cells = _cells(document, language)
        if scope == "searched":
            vocabulary.update(set().union(*map(words, cells)))
        if any(cells):
            connection.execute(
                f"INSERT INTO {table(language, scope)}"  # noqa: S608
                " (rowid, pref, alt, description) VALUES (?, ?, ?, ?)",
                (rowid, *cells),
            )
    connection.executemany(
        "INSERT INTO label (folded, row, role) VALUES (?, ?, ?)",
        ((folded, rowid - 1, role) for folded, role in _folded_labels(document).items()),
    )


def _sort_label(document: ConceptDocument, language: Language) -> str:
    any_label = next(iter(document.pref_labels.values()), "")
    return fold(document.pref_labels.get(language, any_label))


def _cells(document: ConceptDocument, language: Language) -> tuple[str, str, str]:
    """What FTS5 reads: normalised, for so are queries ("œuvre" in one source is "oeuvre" in another)."""
    alternatives = (*document.alt_labels.get(language, ()), *document.hidden_labels.get(language, ()))
    return (
        normalise(document.pref_labels.get(language, "")),
        normalise("\n".join(alternatives)),
        normalise(document.descriptions.get(language, "")),
    )


def _folded_labels(document: ConceptDocument) -> dict[str, int]:
    """Every folded label of every language with its best role (0 is preferred), and the identifiers."""
    labels = {fold(text): 0 for text in document.pref_labels.values()}
    for role, by_language in ((1, document.alt_labels), (2, document.hidden_labels)):
        for texts in by_language.values():
            for text in texts:
                labels.setdefault(fold(text), role)
    for identifier in (document.id, document.id.partition(":")[2], document.uri):
        labels.setdefault(fold(identifier), IDENTIFIER)
    labels.pop("", None)
    return labels


def _finish(connection: sqlite3.Connection, vocabularies: Mapping[Language, Counter[str]]) -> None:
    connection.execute("CREATE INDEX label_folded ON label (folded)")
    connection.execute("CREATE INDEX document_uri ON document (uri)")
    for language, vocabulary in vocabularies.items():
        for scope in SCOPES:
            name = table(language, scope)
            connection.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608
        _note_words(connection, language, vocabulary)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def _note_words(connection: sqlite3.Connection, language: Language, uses: Counter[str]) -> None:
    """Keep the words that spelling is repaired to: long enough, and used by more than one concept.

    They are whole words, for what FTS5 keeps are stems, which no misspelt word resembles.
    """
    connection.executemany(
        "INSERT INTO word (language, word) VALUES (?, ?)",
        ((language, word) for word, count in uses.items() if count > 1 and len(word) >= SHORTEST),
    )
