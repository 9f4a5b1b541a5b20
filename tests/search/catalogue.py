"""A small bilingual catalogue written by hand, and snapshots of it: the ground that search tests stand on."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from search import dense, lexical_schema
from search.neural.concept_vectors import VECTOR_TEXT
from search.neural.encoder import load_encoder
from search.snapshot import DENSE, LEXICAL, EncoderRecord, Manifest, SnapshotStore, checksums
from search.types import SEARCHED_KINDS, ConceptDocument

T = TypeVar("T")


def concept(
    concept_id: str,
    en: str = "",
    fr: str = "",
    *,
    kind: str = "skill",
    alt_en: Sequence[str] = (),
    alt_fr: Sequence[str] = (),
    hidden_en: Sequence[str] = (),
    about_en: str = "",
    about_fr: str = "",
    reuse_level: str = "",
    deprecated: bool = False,
) -> ConceptDocument:
    """One document; the framework is the first part of ``concept_id``, and what is empty is absent."""
    return ConceptDocument(
        id=concept_id,
        uri=f"https://example.org/{concept_id.replace(':', '/')}",
        framework=concept_id.partition(":")[0],
        kind=kind,
        pref_labels=_spoken(en, fr),
        alt_labels=_spoken(alt_en, alt_fr),
        hidden_labels=_spoken(hidden_en, ()),
        descriptions=_spoken(about_en, about_fr),
        reuse_level=reuse_level,
        deprecated=deprecated,
    )


def _spoken(en: T, fr: T) -> dict[str, T]:
    return {language: text for language, text in (("en", en), ("fr", fr)) if text}


CATALOGUE = (
    concept(
        "esco:plumbing",
        "repair plumbing",
        "réparer la plomberie",
        alt_en=("fix leaking taps", "fix leaking pipes"),
        alt_fr=("réparer un robinet qui fuit",),
        hidden_en=("plumming",),
        about_en="Find leaks in water pipes and seal them.",
        reuse_level="sector-specific",
    ),
    concept("esco:plumbing-tools", "plumbing tools", "outils de plomberie", kind="knowledge"),
    concept(
        "esco:weld",
        "weld metal",
        "souder le métal",
        alt_en=("join metal by heat",),
        about_en="Melt the edges of two metal parts so that they become one.",
        reuse_level="sector-specific",
    ),
    concept(
        "esco:electricity",
        "electricity",
        "électricité",
        kind="knowledge",
        about_en="How electric charge flows and what it does.",
        reuse_level="cross-sector",
    ),
    concept(
        "esco:sockets",
        "install electricity sockets",
        "installer des prises électriques",
        reuse_level="sector-specific",
    ),
    concept("esco:teamwork", "work in teams", "travailler en équipe", reuse_level="transversal"),
    concept("esco:team", "lead a team", "diriger une équipe", reuse_level="transversal"),
    concept(
        "esco:heat-pump", "install heat pump", "installer une pompe à chaleur", reuse_level="sector-specific"
    ),
    concept(
        "esco:pump-heat",
        "pump for heat",
        "pompe pour chauffer",
        about_en="A device whose name has these words in another order.",
    ),
    concept(
        "esco:java",
        "Java",
        "Java",
        kind="knowledge",
        alt_en=("JavaSE",),
        about_en="A programming language.",
        reuse_level="sector-specific",
    ),
    concept(
        "esco:programming",
        "computer programming",
        "programmation informatique",
        kind="knowledge",
        about_en="Write software, in Java for example.",
    ),
    concept("esco:artwork", "create artwork", "créer une œuvre d’art", reuse_level="occupation-specific"),
    concept("esco:old-typing", "use a typewriter", "utiliser une machine à écrire", deprecated=True),
    concept("esco:plumber", "plumber", "plombier", kind="occupation", alt_fr=("plombière",)),
    concept("esco:programmer", "Java programmer", "programmeur Java", kind="occupation"),
    concept("rome:124039", fr="Réparer une oeuvre d'art ancienne"),
    concept("rome:100001", fr="Réparer un véhicule"),
    concept("rome:100002", fr="Conduire un véhicule"),
    concept("rome:100003", fr="Longer la côte"),
    concept("rome:100004", fr="Marcher à côté"),
    concept("rome:F1603", fr="Plomberie - chauffage", kind="occupation"),
    concept("onet:2.B.3.e", "Programming", kind="ability", about_en="Writing computer programs."),
    concept("onet:2.C.4", "Weather knowledge", kind="knowledge", alt_en=("electricity",)),
    concept("onet:cert", "Certified plumbing inspector", kind="certification"),
    concept("onet:task", "Repair plumbing in large buildings.", kind="task"),
)

_DOINGS = (
    "repair", "clean", "paint", "sell", "design", "transport", "inspect", "store", "assemble", "photograph",
    "measure", "weigh", "polish", "pack", "label", "count", "test", "draw", "insure", "recycle",
)  # fmt: skip
_THINGS = (
    "bicycles", "windows", "chairs", "boats", "clocks", "bridges", "gardens", "violins", "bottles", "shoes",
    "engines", "curtains", "lamps", "bricks", "robots", "sails", "tyres", "ovens", "guitars", "fences",
    "kettles", "ladders", "mirrors", "nets", "pipes", "quilts", "ropes", "saddles", "tents", "wheels",
    "apples", "books", "cables", "drones", "eggs", "flags", "gloves", "hats", "jewels", "keys",
    "lorries", "maps",
)  # fmt: skip

#: More concepts than the first two pools hold, so that long lists are fused three times.
WIDE_CATALOGUE = tuple(
    concept(
        f"esco:{doing}-{thing}",
        f"{doing} {thing}",
        kind="knowledge" if number % 3 == 0 else "skill",
        reuse_level="cross-sector" if number % 2 else "",
    )
    for number, (doing, thing) in enumerate((doing, thing) for doing in _DOINGS for thing in _THINGS)
) + tuple(concept(f"esco:{thing}-maker", f"{thing} maker", kind="occupation") for thing in _THINGS)


def write_snapshot(directory: Path, documents: Iterable[ConceptDocument], **changes: object) -> Manifest:
    """Write a whole snapshot of ``documents`` into an empty directory; ``changes`` go to its manifest."""
    held = list(documents)
    encoder = load_encoder(None)
    lexical_schema.build(directory / LEXICAL, held)
    named = [(row, label) for row, document in enumerate(held) for label in document.pref_labels.values()]
    vectors = encoder.encode([label for _, label in named])
    record = dense.build(
        directory / DENSE,
        vectors,
        np.array([row for row, _ in named], dtype=np.int32),
        np.array([document.kind in SEARCHED_KINDS for document in held], dtype=bool),
        probes=vectors[:20],
    )
    fields: dict[str, object] = {
        "id": directory.name,
        "created": "2026-11-22T10:15:00+00:00",
        "encoder": EncoderRecord(encoder.name, encoder.dim, encoder.fingerprint, VECTOR_TEXT),
        "releases": [],
        "counts": {},
        "triples": {},
        "index": record,
        "files": checksums(directory),
    }
    manifest = Manifest(**(fields | changes))  # type: ignore[arg-type]
    manifest.save(directory)
    return manifest


def add_snapshot(
    store: SnapshotStore, snapshot_id: str, documents: Iterable[ConceptDocument] = CATALOGUE
) -> str:
    """Build and finish a snapshot the way an ingest does; it is not published."""
    write_snapshot(store.begin(snapshot_id), documents, id=snapshot_id)
    store.finish(snapshot_id)
    return snapshot_id
