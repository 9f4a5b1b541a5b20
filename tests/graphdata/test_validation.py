"""Each shape and each condition fires on a graph that breaks it, and is silent on one that does not."""

from pathlib import Path

import pytest

from graphdata import validation
from graphdata.validation import (
    EXAMPLES,
    Finding,
    ShaclProcess,
    ValidationFailed,
    integrity_findings,
    shacl_findings,
)
from search.snapshot import GRAPH, SnapshotStore

from .frameworks.reading import SAMPLE
from .thesaurus import EX, published, store, triples

SOUND = """
:scheme a skos:ConceptScheme .
:a a skos:Concept , cmo:Skill ; skos:prefLabel "plane wood"@en , "raboter"@fr ; skos:altLabel "shave"@en ;
   skos:inScheme :scheme ; skos:broader :g ; cmo:hasPrerequisite :k ; cmo:isAssessedBy :c ;
   skos:exactMatch :x ; skos:related :k ; cmo:isEssentialForOccupation :o .
:k a skos:Concept , cmo:Knowledge ; skos:prefLabel "wood"@en ; skos:inScheme :scheme ; skos:broader :g .
:x a skos:Concept , cmo:Skill ; skos:prefLabel "plane timber"@en ; skos:inScheme :scheme .
:g a skos:Concept , cmo:SkillGroup ; skos:prefLabel "woodwork"@en ; skos:inScheme :scheme .
:c a skos:Concept , cmo:Certification ; skos:prefLabel "diploma"@en ; skos:inScheme :scheme .
:o a skos:Concept , cmo:Occupation ; skos:prefLabel "joiner"@en ; skos:inScheme :scheme .
:r a cmo:Rating ; cmo:ratedConcept :a ; cmo:ratedOccupation :o ; cmo:importance 4.5 ; cmo:ratedLevel 7.0 .
"""

#: What is wrong → the shape's message, statements that break it beside the sound graph, and the culprit.
_LABELS = "one preferred label per language"
_BROADER = "never also the broader concept"
_ATTESTS = "What attests a skill is a certification"
BROKEN_SHAPES = {
    "a second preferred label in a language": (_LABELS, ':a skos:prefLabel "shape"@en .', "a"),
    "no preferred label": (_LABELS, ":n a skos:Concept , cmo:Tool .", "n"),
    "a label without a language": (_LABELS, ':g skos:prefLabel "bare" .', "g"),
    "an empty label": (_LABELS, ':g skos:prefLabel ""@fr .', "g"),
    "a skill of no framework": (
        "A skill belongs to a framework", ':n a skos:Concept , cmo:Ability ; skos:prefLabel "n"@en .', "n",
    ),
    "a prerequisite that is a text": ("named by its URI", ':a cmo:hasPrerequisite "wood" .', "a"),
    "a prerequisite that is also broader": (_BROADER, ":a cmo:hasPrerequisite :g .", "a"),
    "assessed by no certification": (_ATTESTS, ":a cmo:isAssessedBy :k .", "k"),
    "importance beyond its scale": ("between 1 and 5", ":q a cmo:Rating ; cmo:importance 5.5 ; "
        "cmo:ratedConcept :a ; cmo:ratedOccupation :o .", "q"),
    "two importances": ("between 1 and 5", ":r cmo:importance 3.0 .", "r"),
    "a level beyond its scale": ("between 0 and 7", ":q a cmo:Rating ; cmo:ratedLevel -1.0 ; "
        "cmo:ratedConcept :a ; cmo:ratedOccupation :o .", "q"),
    "a rating of nothing": ("about one concept", ":q a cmo:Rating ; cmo:ratedOccupation :o .", "q"),
    "a rating for nobody": ("about one occupation", ":q a cmo:Rating ; cmo:ratedConcept :a .", "q"),
}  # fmt: skip


def shapes(tmp_path: Path, turtle: str) -> list[Finding]:
    store(tmp_path / "graph", turtle).close()
    return shacl_findings(tmp_path / "graph")


def test_a_sound_graph_breaks_no_shape(tmp_path: Path) -> None:
    assert shapes(tmp_path, SOUND) == []


def test_a_skill_of_an_occupation_needs_no_framework(tmp_path: Path) -> None:
    for place, link in enumerate(
        ("isEssentialForOccupation", "isOptionalForOccupation", "isRelevantForOccupation")
    ):
        turtle = f':n a skos:Concept , cmo:Skill ; skos:prefLabel "n"@en ; cmo:{link} :o .'
        assert shapes(tmp_path / str(place), turtle) == []


@pytest.mark.parametrize(("message", "breach", "culprit"), BROKEN_SHAPES.values(), ids=BROKEN_SHAPES.keys())
def test_a_broken_shape_is_found(tmp_path: Path, message: str, breach: str, culprit: str) -> None:
    (finding,) = shapes(tmp_path, SOUND + breach)
    assert finding.check == "SHACL"
    assert message in finding.title
    assert (finding.count, finding.examples) == (1, [EX + culprit])


def test_breaches_in_different_portions_are_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validation, "CHUNK", 2)
    bare = " ".join(f":n{number} a skos:Concept , cmo:Tool ." for number in range(EXAMPLES + 5))
    (finding,) = shapes(tmp_path, SOUND + bare)
    assert finding.count == EXAMPLES + 5
    assert len(finding.examples) == EXAMPLES


#: Check → statements that break it beside the sound graph, and the concepts it must name.
BREACHES = {
    "S13": (':a skos:hiddenLabel "plane wood"@en . :x skos:altLabel "plane timber"@en .', {"a", "x"}),
    "S14": (':a skos:prefLabel "shape"@en . :k skos:prefLabel "bois"@fr .', {"a"}),
    "S27": (':g skos:broader :t . :t a skos:Concept ; skos:prefLabel "t"@en . :a skos:related :t .', {"a"}),
    "S46": (":a skos:broadMatch :x .", {"a"}),
    "dangling": (":a skos:related :nowhere . :k cmo:isRelevantForOccupation :nobody .", {"a", "k"}),
    "orphan": (':n a skos:Concept , cmo:Skill ; skos:prefLabel "n"@en .', {"n"}),
    "unlabelled": (':n a skos:Concept , cmo:Tool ; skos:altLabel "n"@en .', {"n"}),
    "cycle": (':g skos:broader :t . :t skos:broader :g ; a skos:Collection .', {"g", "t"}),
}  # fmt: skip


def broken(tmp_path: Path, turtle: str) -> dict[str, set[str]]:
    findings = integrity_findings(store(tmp_path / "graph", turtle))
    assert {finding.check for finding in findings} == BREACHES.keys()
    assert all(finding.count >= len(finding.examples) for finding in findings)
    return {
        finding.check: {uri.removeprefix(EX) for uri in finding.examples}
        for finding in findings
        if finding.count
    }


def test_a_sound_graph_breaks_no_condition(tmp_path: Path) -> None:
    assert broken(tmp_path, SOUND) == {}


@pytest.mark.parametrize("check", BREACHES)
def test_a_broken_condition_is_found_and_no_other(tmp_path: Path, check: str) -> None:
    breach, culprits = BREACHES[check]
    assert broken(tmp_path, SOUND + breach) == {check: culprits}


@pytest.mark.parametrize(
    ("breach", "culprits"),
    [
        (":g skos:broader :g .", {"g"}),
        (":x skos:broader :g . :g skos:broader :h . :h skos:broader :x .", {"x", "g", "h"}),
    ],
)
def test_circles_of_any_length_are_found(tmp_path: Path, breach: str, culprits: set[str]) -> None:
    found = broken(tmp_path, SOUND + breach + ' :h a skos:Concept ; skos:prefLabel "h"@en .')
    assert found["cycle"] == culprits


def test_what_is_broken_across_two_graphs_is_found(tmp_path: Path) -> None:
    graph = store(tmp_path / "graph", SOUND)
    graph.load(triples(":other a :graph .")[0][0], triples(":a skos:narrowMatch :x ."))  # type: ignore[arg-type]
    (finding,) = (finding for finding in integrity_findings(graph) if finding.check == "S46")
    assert finding.examples == [EX + "a"]


def test_the_validation_in_a_process_of_its_own_says_the_same(tmp_path: Path) -> None:
    turtle = SOUND + ':a skos:prefLabel "shape"@en , "élégie"@en .'
    store(tmp_path / "graph", turtle).close()
    with ShaclProcess(tmp_path / "graph") as process:
        assert process.findings() == shacl_findings(tmp_path / "graph")


def test_a_validation_that_fails_is_reported_with_its_last_words(tmp_path: Path) -> None:
    with (
        ShaclProcess(tmp_path / "nowhere") as process,
        pytest.raises(
            ValidationFailed, match=r"SHACL validation ended with status 1: .*nowhere.*run the ingest again"
        ),
    ):
        process.findings()


def test_a_validation_that_is_killed_is_reported(tmp_path: Path) -> None:
    store(tmp_path / "graph", SOUND).close()
    with ShaclProcess(tmp_path / "graph") as process:
        process._process.kill()
        with pytest.raises(ValidationFailed, match="status -9"):
            process.findings()


def test_a_validation_that_is_no_longer_wanted_is_stopped(tmp_path: Path) -> None:
    store(tmp_path / "graph", SOUND).close()
    with pytest.raises(KeyError), ShaclProcess(tmp_path / "graph") as process:
        raise KeyError
    assert process._process.returncode is not None


def test_the_sample_breaks_nothing(tmp_path: Path) -> None:
    live = published(SAMPLE, tmp_path)
    path = SnapshotStore(tmp_path / "snapshots").path(live) / GRAPH
    assert shacl_findings(path) == []
