"""bm25s, with the stemmers and stop words of both languages."""

import json
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from search.neural.encoder import Encoder
from search.types import LANGUAGES, Language

from ..corpus import ROWS, Corpus, distinct
from ..rounds import Ask

_STEMMERS = {"en": "english", "fr": "french"}
_INDEX, _CONCEPTS = "index", "concepts.json"


def build(corpus: Corpus, folder: Path) -> None:
    """One index, in which each text is stemmed as its language is.

    Queries are stemmed both ways. An index a language, asked by the language of the query, answered the
    development queries less well.
    """
    rows = corpus.texts()
    of_language: dict[str, Iterator[list[str]]] = {
        language: iter(_words([row.text for row in rows if row.language == language], language))
        for language in LANGUAGES
    }
    index = import_module("bm25s").BM25()
    index.index([next(of_language[row.language]) for row in rows], show_progress=False)
    index.save(str(folder / _INDEX))
    (folder / _CONCEPTS).write_text(json.dumps([row.concept for row in rows]))


def open_index(folder: Path, encoder: Encoder) -> Ask:
    index = import_module("bm25s").BM25.load(str(folder / _INDEX))
    concepts = json.loads((folder / _CONCEPTS).read_text())
    most = min(ROWS, len(concepts))

    def ask(query: str) -> list[str]:
        words = [word for language in LANGUAGES for word in _words([query], language)[0]]
        found, scores = index.retrieve([list(dict.fromkeys(words))], k=most, show_progress=False)
        hits = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return distinct(concepts[number] for number, score in hits if score > 0)

    return ask


def _words(texts: Sequence[str], language: Language) -> list[list[str]]:
    stemmer = import_module("Stemmer").Stemmer(_STEMMERS[language])
    words: list[list[str]] = import_module("bm25s").tokenize(
        list(texts), stopwords=language, stemmer=stemmer, return_ids=False, show_progress=False
    )
    return words
