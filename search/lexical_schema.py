"""How the lexical index is laid out and written: one SQLite file per snapshot.

Rows are numbered from 0 in document order everywhere in the snapshot; SQLite's rowid is row + 1. Each
language has one FTS5 table per scope, so that word rarity in what is searched by default is not
distorted by tens of thousands of job titles and task statements. Beside them lie the labels in pieces of
a few letters, and the translations of words that labels in two languages teach.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .analysis import content_words, fold, normalise, words
from .label_letters import TABLES as PIECE_TABLES
from .label_letters import PieceWriter
from .spelling import SHORTEST
from .translation import learn
from .types import LANGUAGES, SCOPES, ConceptDocument, Language, Scope, scope_of


@dataclass(frozen=True, slots=True)
class LexicalConfig:
    """How one language is tokenised, and what counts how much.

    ``weights`` are BM25's for label, alternative labels and description; ``letters`` is what the label
    most like the query in letters weighs against the words.
    """

    tokenizer: str
    weights: tuple[float, float, float]
    letters: float


#: English with Porter stemming, French with its accents and no stemming, as the paper has them: inflected
#: French words meet by their letters. All measured (docs/decisions/0006-lexical-leg.md).
CONFIGS: Mapping[Language, LexicalConfig] = {
    "en": LexicalConfig("porter unicode61 remove_diacritics 2", (4.0, 2.0, 1.0), letters=0.25),
    "fr": LexicalConfig("unicode61 remove_diacritics 0", (4.0, 2.0, 1.0), letters=1.0),
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
CREATE TABLE translation (
    language TEXT NOT NULL, word TEXT NOT NULL, translated TEXT NOT NULL, probability REAL NOT NULL,
    PRIMARY KEY (language, word)
) WITHOUT ROWID;
"""


def table(language: Language, scope: Scope) -> str:
    """The name of the FTS5 table of one language and scope."""
    return f"text_{language}_{scope}"


def sort_column(language: Language) -> str:
    """The column of ``document`` that orders concepts by their label in one language."""
    return f"sort_{language}"


@dataclass(slots=True)
class _Collected:
    """What is counted over all documents of one language while they are inserted."""

    vocabulary: Counter[str] = field(default_factory=Counter)
    pieces: dict[Scope, PieceWriter] = field(
        default_factory=lambda: {scope: PieceWriter() for scope in SCOPES}
    )
    label_words: dict[int, list[str]] = field(default_factory=dict)


def build(
    path: Path, documents: Iterable[ConceptDocument], configs: Mapping[Language, LexicalConfig] = CONFIGS
) -> int:
    """Write the lexical index of ``documents`` to a new file; returns how many there are."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody reads the file before it is finished, and a crash throws the whole build away.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(_TABLES + PIECE_TABLES)
        for language, config in configs.items():
            _create_text_tables(connection, language, config)
        connection.execute("BEGIN")
        count = 0
        collected: dict[Language, _Collected] = {language: _Collected() for language in configs}
        for count, document in enumerate(documents, start=1):
            _insert(connection, count, document, collected)
        _finish(connection, collected)
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
    collected: Mapping[Language, _Collected],
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
    for language, found in collected.items():
        _insert_text(connection, rowid, document, language, found)
    connection.executemany(
        "INSERT INTO label (folded, row, role) VALUES (?, ?, ?)",
        ((folded, rowid - 1, role) for folded, role in _folded_labels(document).items()),
    )


def _insert_text(
    connection: sqlite3.Connection,
    rowid: int,
    document: ConceptDocument,
    language: Language,
    found: _Collected,
) -> None:
    labels = _labels(document, language)
    description = normalise(document.descriptions.get(language, ""))
    if not labels and not description:
        return
    scope = scope_of(document.kind)
    preferred = normalise(document.pref_labels.get(language, ""))
    # The cells are normalised, for so are queries ("œuvre" in one source is "oeuvre" in another).
    cells = (preferred, "\n".join(labels[bool(preferred) :]), description)
    connection.execute(
        f"INSERT INTO {table(language, scope)}"  # noqa: S608
        " (rowid, pref, alt, description) VALUES (?, ?, ?, ?)",
        (rowid, *cells),
    )
    found.pieces[scope].add(rowid - 1, labels)
    if scope == "searched":
        found.vocabulary.update(set().union(*map(words, cells)))
        found.label_words[rowid] = content_words(preferred, language)


def _sort_label(document: ConceptDocument, language: Language) -> str:
    any_label = next(iter(document.pref_labels.values()), "")
    return fold(document.pref_labels.get(language, any_label))


def _labels(document: ConceptDocument, language: Language) -> list[str]:
    """Every label in ``language``, normalised, the preferred one first."""
    labels = (
        document.pref_labels.get(language, ""),
        *document.alt_labels.get(language, ()),
        *document.hidden_labels.get(language, ()),
    )
    return [clean for label in labels if (clean := normalise(label))]


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


def _finish(connection: sqlite3.Connection, collected: Mapping[Language, _Collected]) -> None:
    connection.execute("CREATE INDEX label_folded ON label (folded)")
    connection.execute("CREATE INDEX document_uri ON document (uri)")
    for language, found in collected.items():
        for scope in SCOPES:
            name = table(language, scope)
            connection.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608
            found.pieces[scope].write(connection, language, scope)
        _note_words(connection, language, found.vocabulary)
        for other in collected.keys() - {language}:
            _note_translations(connection, language, found.label_words, collected[other].label_words)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")


def _note_translations(
    connection: sqlite3.Connection,
    language: Language,
    labels: Mapping[int, list[str]],
    translated_labels: Mapping[int, list[str]],
) -> None:
    pairs = ((labels[row], translated_labels[row]) for row in labels if row in translated_labels)
    connection.executemany(
        "INSERT INTO translation (language, word, translated, probability) VALUES (?, ?, ?, ?)",
        ((language, word, *translation) for word, translation in learn(pairs).items()),
    )


def _note_words(connection: sqlite3.Connection, language: Language, uses: Counter[str]) -> None:
    """Keep the words that spelling is repaired to: long enough, and used by more than one concept.

    They are whole words, for what FTS5 keeps are stems, which no misspelt word resembles.
    """
    connection.executemany(
        "INSERT INTO word (language, word) VALUES (?, ?)",
        ((language, word) for word, count in uses.items() if count > 1 and len(word) >= SHORTEST),
    )
