"""Any SKOS file becomes a framework of its own; unsafe or broken files are refused in words."""

import logging
import zipfile
from collections.abc import Collection
from pathlib import Path

import pytest
from rdflib import Graph, Literal, Namespace, URIRef

from graphdata.frameworks.reader import Release
from graphdata.frameworks.report import ReadReport, UnusableFile
from graphdata.frameworks.skos import READER
from graphdata.frameworks.skos_scheme import slug_of
from graphdata.frameworks.sources import find_sources
from graphdata.namespaces import CMO, DCTERMS, OWL, RDF, SKOS, concept_id

from .reading import SAMPLE
from .reading import read as reading_of

EX = Namespace("http://example.org/")
PREFIXES = """@prefix : <http://example.org/> .
@prefix cmo: <https://w3id.org/skillgraph/cmo#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
SCHEME = ':scheme a skos:ConceptScheme ; dct:title "Crafts"@en ; owl:versionInfo "2.1" .\n'
CONCEPT = ':bake a skos:Concept ; skos:inScheme :scheme ; skos:prefLabel "bake"@en .\n'


def turtle(folder: Path, *statements: str, name: str = "crafts.ttl") -> Path:
    (folder / name).write_text(PREFIXES + "".join(statements), encoding="utf-8")
    return folder


def find(data: Path) -> list[Release]:
    return READER.find(find_sources(data, ReadReport()))


def read(data: Path, known: Collection[str] = frozenset()) -> tuple[Graph, ReadReport]:
    reading = reading_of(READER, data, known)
    return reading.graph, reading.report


def refusal(folder: Path, name: str, content: str | bytes) -> UnusableFile:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(UnusableFile) as caught:
        read(folder)
    assert caught.value.file == name
    return caught.value


# ---------------------------------------------------------------- finding releases


def test_a_release_is_described_by_what_the_scheme_says_of_itself(tmp_path: Path) -> None:
    turtle(
        tmp_path,
        CONCEPT,
        ':scheme a skos:ConceptScheme ; dct:title "Métiers d’art"@fr , "Arts and crafts"@en ;',
        ' owl:versionInfo "2.1" ; dct:publisher [ foaf:name "The Guild" ] ;',
        ' dct:license <https://creativecommons.org/licenses/by/4.0/> ; dct:rights "Credit us."@en ;',
        " foaf:homepage <http://example.org/home> .",
    )
    (release,) = find(tmp_path)
    assert (release.reader, release.framework, release.version) == ("skos", "arts-and-crafts", "2.1")
    assert str(release.graph).endswith("/graph/arts-and-crafts/2.1")
    assert (release.title, release.publisher) == ("Arts and crafts", "The Guild")
    assert release.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert release.landing_page == "http://example.org/home"
    assert release.notice == {"en": "Credit us."}
    assert release.languages == ("en",)
    assert not release.sample


def test_a_file_without_a_scheme_is_named_after_itself_and_gets_one(tmp_path: Path) -> None:
    turtle(tmp_path, ':bake a skos:Concept ; skos:prefLabel "bake"@en .', name="My List.ttl")
    (release,) = find(tmp_path)
    assert (release.framework, release.version) == ("my-list", "unversioned")
    graph, report = read(tmp_path)
    (scheme,) = graph.objects(EX.bake, SKOS.inScheme)
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    assert any("states no version" in note for note in report.notes)


@pytest.mark.parametrize("title", ["ESCO", "rome", "O*NET ", "onet"])
def test_no_scheme_takes_the_name_of_another_framework(title: str) -> None:
    assert slug_of(title) not in {"esco", "rome", "onet"}


def test_a_title_in_another_script_still_gives_a_name() -> None:
    assert slug_of("職業") == "scheme"


def test_two_schemes_of_one_title_are_two_frameworks(tmp_path: Path) -> None:
    turtle(tmp_path, SCHEME, CONCEPT, name="a.ttl")
    turtle(tmp_path, SCHEME.replace(":scheme", ":other"), CONCEPT.replace(":scheme", ":other"), name="b.ttl")
    assert [release.framework for release in find(tmp_path)] == ["crafts", "crafts-2"]


def test_files_of_one_scheme_are_one_release_whose_concepts_may_link_across_files(tmp_path: Path) -> None:
    turtle(tmp_path, SCHEME, CONCEPT, name="a.ttl")
    knead = (
        ':knead a skos:Concept ; skos:prefLabel "pétrir"@fr ; skos:inScheme :scheme ; skos:broader :bake .'
    )
    turtle(tmp_path, SCHEME, knead, name="b.ttl")
    (release,) = find(tmp_path)
    assert (len(release.sources), release.languages) == (2, ("en", "fr"))
    graph, report = read(tmp_path)
    assert (EX.knead, SKOS.broader, EX.bake) in graph
    assert report.rows_skipped == 0


def test_rdf_without_concepts_is_not_claimed(tmp_path: Path) -> None:
    turtle(tmp_path, "cmo:Skill a owl:Class ; skos:note 'like skos:Concept'@en .")
    (tmp_path / "other.xml").write_text("<html><body/></html>", encoding="utf-8")
    assert find(tmp_path) == []


def test_a_concept_of_a_further_scheme_has_an_id_that_leads_back_to_its_address(tmp_path: Path) -> None:
    (release,) = find(turtle(tmp_path, SCHEME, CONCEPT))
    assert concept_id(str(EX.bake), scheme_slug=release.framework) == "crafts:http%3A%2F%2Fexample.org%2Fbake"


# ---------------------------------------------------------------- the four formats

EXPECTED = {
    (EX.bake, RDF.type, SKOS.Concept),
    (EX.bake, RDF.type, CMO.Skill),
    (EX.bake, SKOS.prefLabel, Literal("bake", lang="en")),
    (EX.bake, SKOS.inScheme, EX.scheme),
    (EX.scheme, RDF.type, SKOS.ConceptScheme),
    (EX.scheme, DCTERMS.title, Literal("Crafts", lang="en")),
    (EX.scheme, OWL.versionInfo, Literal("2.1")),
}


@pytest.mark.parametrize(
    ("suffix", "rdf_format"), [("ttl", "turtle"), ("nt", "nt"), ("rdf", "pretty-xml"), ("jsonld", "json-ld")]
)
def test_the_same_scheme_is_read_from_every_format(tmp_path: Path, suffix: str, rdf_format: str) -> None:
    graph = Graph().parse(data=PREFIXES + SCHEME + CONCEPT, format="turtle")
    graph.serialize(tmp_path / f"crafts.{suffix}", format=rdf_format)
    assert set(read(tmp_path)[0]) == EXPECTED


def test_a_zip_is_read_like_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "crafts.zip", "w") as archive:
        archive.writestr("crafts.ttl", PREFIXES + SCHEME + CONCEPT)
    assert set(read(tmp_path)[0]) == EXPECTED


def test_relative_addresses_never_become_paths_of_this_machine(tmp_path: Path) -> None:
    turtle(tmp_path, '<#bake> a skos:Concept ; skos:prefLabel "bake"@en .')
    graph, _ = read(tmp_path)
    (concept,) = graph.subjects(RDF.type, SKOS.Concept)
    assert str(concept) == "https://w3id.org/skillgraph/scheme/crafts#bake"


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.ttl", PREFIXES + SCHEME + ":bake a skos:Concept ;; oops .\n", 8),
        ("a.ttl", PREFIXES + ':bake a skos:Concept ; skos:prefLabel "bake .\n', 7),
        ("a.nt", f"<{EX.bake}> <{RDF.type}> <{SKOS.Concept}> .\n<{EX.bake}> oops .\n", 2),
        ("a.rdf", f'<r:RDF xmlns:r="{RDF}" xmlns:s="{SKOS}">\n<s:Concept>\n</r:RDF>', 3),
        ("a.jsonld", f'{{"@type": "{SKOS.Concept}",\n "@id": }}', 2),
        ("a.ttl", (PREFIXES + "# p\xe9trir\n" + CONCEPT).encode("latin-1"), 7),
    ],
)
def test_a_syntax_error_is_named_with_file_and_line(
    tmp_path: Path, name: str, content: str | bytes, line: int
) -> None:
    assert refusal(tmp_path, name, content).line == line


def test_xml_that_declares_entities_is_refused_before_they_expand(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<?xml version="1.0"?>\n<!DOCTYPE r:RDF [<!ENTITY e0 "boom">{entities}]>\n'
        f'<r:RDF xmlns:r="{RDF}" xmlns:s="{SKOS}">'
        f'<s:Concept r:about="{EX.bake}"><s:prefLabel>&e11;</s:prefLabel></s:Concept></r:RDF>'
    )
    error = refusal(tmp_path, "bomb.rdf", bomb)
    assert "DOCTYPE" in error.reason
    assert error.line == 2


@pytest.mark.parametrize(
    "context",
    [
        '"http://127.0.0.1:9/context.jsonld"',
        '[{"a": "http://example.org/a"}, "context.jsonld"]',
        '{"@import": "http://127.0.0.1:9/context.jsonld"}',
        '{"part": {"@id": "http://example.org/part", "@context": "http://127.0.0.1:9/"}}',
    ],
)
def test_a_json_ld_context_elsewhere_is_refused_and_never_fetched(
    tmp_path: Path, context: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched(*_arguments: object, **_options: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr("urllib.request.OpenerDirector.open", fetched)
    document = f'{{"@context": {context}, "@id": "{EX.bake}", "@type": "{SKOS.Concept}"}}'
    error = refusal(tmp_path, "a.jsonld", document)
    assert "would have to be fetched" in error.reason
    assert "Turtle" in error.remedy


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep.ttl", PREFIXES + ":bake a skos:Concept ; skos:note " + "(" * 5_000),
        ("deep.jsonld", '{"Concept":' + "[" * 200_000),
    ],
)
def test_brackets_without_end_are_refused(tmp_path: Path, name: str, content: str) -> None:
    assert refusal(tmp_path, name, content).remedy


# ---------------------------------------------------------------- statements


def test_a_concept_with_a_class_of_the_ontology_keeps_it_and_its_cmo_statements(tmp_path: Path) -> None:
    outcome = (
        ':outcome a cmo:LearningOutcome ; skos:prefLabel "bakes a loaf"@en ; cmo:level "A1" ;'
        " cmo:hasPrerequisite :bake ; cmo:domain :bake ; skos:exactMatch <http://elsewhere.org/x> ."
    )
    graph, report = read(turtle(tmp_path, SCHEME, CONCEPT, outcome))
    assert set(graph.objects(EX.outcome, RDF.type)) == {SKOS.Concept, CMO.LearningOutcome}
    assert (EX.outcome, CMO.level, Literal("A1")) in graph
    assert (EX.outcome, CMO.hasPrerequisite, EX.bake) in graph
    assert (EX.outcome, CMO.domain, EX.bake) in graph
    assert (EX.outcome, SKOS.exactMatch, URIRef("http://elsewhere.org/x")) in graph
    assert (EX.outcome, SKOS.inScheme, EX.scheme) in graph
    assert report.rows_skipped == 0


def test_narrower_is_also_stated_from_the_narrower_end(tmp_path: Path) -> None:
    knead = ':knead a skos:Concept ; skos:prefLabel "knead"@en . :bake skos:narrower :knead .'
    graph, _ = read(turtle(tmp_path, SCHEME, CONCEPT, knead))
    assert (EX.knead, SKOS.broader, EX.bake) in graph
    assert (EX.bake, SKOS.narrower, EX.knead) in graph


def test_a_sub_skill_is_also_narrower_whichever_end_states_it(tmp_path: Path) -> None:
    parts = (
        ':knead a skos:Concept ; skos:prefLabel "knead"@en ; cmo:isSubSkillOf :bake .\n'
        ':shape a skos:Concept ; skos:prefLabel "shape"@en . :bake cmo:hasSubSkill :shape .'
    )
    graph, _ = read(turtle(tmp_path, SCHEME, CONCEPT, parts))
    for part in (EX.knead, EX.shape):
        assert (EX.bake, CMO.hasSubSkill, part) in graph
        assert (part, SKOS.broader, EX.bake) in graph


def test_statements_that_do_not_enter_are_counted_by_reason(tmp_path: Path) -> None:
    extra = (
        ':bake a owl:Thing ; foaf:depiction :photo ; skos:broader :gone ; skos:note [ dct:title "x" ] .\n'
        ':person foaf:name "Ada" .'
    )
    graph, report = read(turtle(tmp_path, SCHEME, CONCEPT, extra))
    entry = report.files["crafts.ttl"]
    assert (entry.rows_read, entry.rows_skipped) == (12, 6)
    assert entry.reasons[f"{SKOS.broader} to a concept that no file describes"] == 1
    assert entry.reasons["property http://xmlns.com/foaf/0.1/depiction"] == 1
    assert any("1 × left out: type http://www.w3.org/2002/07/owl#Thing" in note for note in report.notes)
    assert set(graph) == EXPECTED


def test_links_to_and_from_concepts_of_other_frameworks_are_kept_when_these_are_known(tmp_path: Path) -> None:
    other = URIRef("http://data.europa.eu/esco/skill/x")
    data = turtle(
        tmp_path, SCHEME, CONCEPT, f"<{other}> cmo:hasLearningOutcome :bake . :bake skos:related <{other}> ."
    )
    graph, report = read(data, known={str(other)})
    assert (other, CMO.hasLearningOutcome, EX.bake) in graph
    assert (EX.bake, SKOS.related, other) in graph
    assert report.rows_skipped == 0
    graph, report = read(data)
    assert set(graph) == EXPECTED
    assert report.rows_skipped == 2


@pytest.mark.parametrize(
    ("declared", "tag"), [("", "und"), ('dct:language "fr"', "fr"), ('dct:language "fr" , "en"', "und")]
)
def test_texts_without_a_language_get_the_declared_one_or_none_and_are_counted(
    tmp_path: Path, declared: str, tag: str
) -> None:
    scheme = f':scheme a skos:ConceptScheme ; owl:versionInfo "1" ; {declared} .\n'
    concept = ':bake a skos:Concept ; skos:prefLabel "cuire" ; skos:definition "Au four." .'
    graph, report = read(turtle(tmp_path, scheme, concept))
    assert list(graph.objects(EX.bake, SKOS.prefLabel)) == [Literal("cuire", lang=tag)]
    assert list(graph.objects(EX.bake, SKOS.definition)) == [Literal("Au four.", lang=tag)]
    assert any(f"2 texts have no language tag, taken as '{tag}'" in note for note in report.notes)


def test_the_only_regional_tag_of_a_language_is_read_as_the_language(tmp_path: Path) -> None:
    concept = ':bake a skos:Concept ; skos:prefLabel "bake"@en-GB , "cuire"@FR , "boulanger"@fr-CA .'
    graph, _ = read(turtle(tmp_path, SCHEME, concept))
    assert set(graph.objects(EX.bake, SKOS.prefLabel)) == {
        Literal("bake", lang="en"),
        Literal("cuire", lang="fr"),
        Literal("boulanger", lang="fr-ca"),
    }


def test_labels_are_normalised_and_empty_ones_counted(tmp_path: Path) -> None:
    concept = (
        ':bake a skos:Concept ; skos:prefLabel "  pre\u0301parer \\n du pain"@fr ; skos:altLabel " "@fr .'
    )
    graph, report = read(turtle(tmp_path, SCHEME, concept))
    assert list(graph.objects(EX.bake, SKOS.prefLabel)) == [Literal("préparer du pain", lang="fr")]
    assert report.files["crafts.ttl"].reasons == {"empty text": 1}


def test_concepts_without_label_or_address_are_noted(tmp_path: Path) -> None:
    _, report = read(turtle(tmp_path, SCHEME, CONCEPT, ":bare a skos:Concept . [] a skos:Concept ."))
    assert any(
        "1 concepts have no label, the first is http://example.org/bare" in note for note in report.notes
    )
    assert any("1 concepts have no usable address" in note for note in report.notes)


def test_odd_literals_and_addresses_cause_no_log_with_a_traceback(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    date = "<http://www.w3.org/2001/XMLSchema#date>"
    odd = f':bake dct:modified "soon"^^{date} ; skos:exactMatch <http://a%zz/b> .'
    with caplog.at_level(logging.DEBUG):
        graph, report = read(turtle(tmp_path, SCHEME, CONCEPT, odd))
    assert not caplog.records
    assert report.rows_skipped == 1
    assert str(next(graph.objects(EX.bake, DCTERMS.modified))) == "soon"


# ---------------------------------------------------------------- the bundled sample


def test_the_sample_shows_outcomes_with_levels_domains_and_what_attests_them() -> None:
    graph, report = read(SAMPLE / "skos-sample")
    (release,) = find(SAMPLE / "skos-sample")
    assert (release.sample, release.version, release.languages) == (True, "sample", ("en", "fr"))
    outcomes = set(graph.subjects(RDF.type, CMO.LearningOutcome))
    assert len(outcomes) == 12
    assert all(graph.value(outcome, CMO.level) and graph.value(outcome, CMO.domain) for outcome in outcomes)
    assert len(list(graph.subject_objects(CMO.isAssessedBy))) >= 5
    reasons = report.files["learning-outcomes.ttl"].reasons
    assert reasons == {"about a resource that is no concept, scheme or collection here": 12}


def test_the_sample_outcomes_belong_to_skills_of_the_esco_sample() -> None:
    from graphdata.frameworks.esco import READER as ESCO

    known = reading_of(ESCO, SAMPLE / "esco-sample").concepts()
    graph, report = read(SAMPLE / "skos-sample", known)
    assert len(set(graph.objects(None, CMO.hasLearningOutcome))) == 12
    assert (report.rows_skipped, report.notes) == (0, [])
