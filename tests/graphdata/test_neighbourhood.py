"""What one concept is and what it is linked to, in both directions, each link once."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from graphdata.hierarchy import DEEPEST_PATH, MOST_PATHS
from graphdata.namespaces import CMO, SKOS, framework_graph, mapping_graph
from graphdata.neighbourhood import ConceptGraph, describe, relations, releases
from graphdata.records import RELATION_NAMES, LinkedConcept, Relation
from search.snapshot import SnapshotStore

from .frameworks.reading import SAMPLE
from .thesaurus import concept_graph, example, example_id, published, write_scheme


def id_of_uri(graph: ConceptGraph, uri: str) -> str | None:
    found = graph.linked(uri)
    return found.id if found else None


def concept(name: str, kind: str = "Skill", more: str = "") -> str:
    return f':{name} a skos:Concept , cmo:{kind} ; skos:prefLabel "{name}"@en . {more}\n'


def read(tmp_path: Path, turtle: str) -> ConceptGraph:
    published(write_scheme(tmp_path / "data", turtle), tmp_path / "var")
    return concept_graph(tmp_path / "var")


def linked(graph: ConceptGraph, name: str, *wanted: str) -> dict[str, list[str]]:
    """The relations of a hand-made concept: name → labels."""
    return {
        group.name: [item.target.pref_labels["en"] for item in group.items]
        for group in relations(graph, example_id(name), names=wanted or None)
    }


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> ConceptGraph:
    var = tmp_path_factory.mktemp("var")
    published(SAMPLE, var)
    return concept_graph(var)


def test_a_concept_is_described_with_all_that_is_stated(tmp_path: Path) -> None:
    graph = read(
        tmp_path,
        concept("timber", "Knowledge")
        + concept("craft", "SkillGroup")
        + """
        :plane a skos:Concept , cmo:Skill ; skos:prefLabel "plane"@en , "raboter"@fr , "hobeln"@de ;
            skos:altLabel "shave"@en , "level"@en ; skos:hiddenLabel "plain"@en ;
            dct:description "Make smooth."@en ; skos:scopeNote "By hand."@en-GB ;
            skos:note "Or by machine."@en , "À la main."@fr ; skos:example "a door"@en ;
            skos:notation "P-1" ; cmo:reuseLevel "cross-sector" ; cmo:category "woodwork" , "craft" ;
            cmo:theme "green" ; cmo:level "beginner" ; cmo:status "released" ;
            dct:modified "2025-01-15" ; owl:deprecated true ; dct:isReplacedBy :timber ; skos:broader :craft .
        """,
    )
    record = describe(graph, example_id("plane"))
    assert record is not None
    assert (record.id, record.uri) == (example_id("plane"), str(example("plane")))
    assert (record.framework, record.kind) == ("trades", "skill")
    assert record.graph == str(framework_graph("trades", "1"))
    assert record.pref_labels == {"en": "plane", "fr": "raboter", "de": "hobeln"}
    assert record.alt_labels == {"en": ["level", "shave"]}
    assert record.hidden_labels == {"en": ["plain"]}
    assert record.descriptions == {"en": "Make smooth."}
    assert record.scope_notes == {"en": "By hand.\n\nOr by machine.", "fr": "À la main."}
    assert record.examples == {"en": ["a door"]}
    assert (record.notation, record.level, record.status) == ("P-1", "beginner", "released")
    assert (record.reuse_level, record.modified) == ("cross-sector", "2025-01-15")
    assert (tuple(record.categories), tuple(record.themes)) == (("craft", "woodwork"), ("green",))
    assert record.deprecated
    assert record.replaced_by == link("timber", "knowledge")
    assert record.broader_paths == ((link("craft", "group"),),)


def link(name: str, kind: str) -> LinkedConcept:
    return LinkedConcept(example_id(name), str(example(name)), "trades", kind, {"en": name})


def test_what_is_not_stated_is_empty_and_no_language_is_made_up(tmp_path: Path) -> None:
    graph = read(tmp_path, ':bare a skos:Concept ; skos:prefLabel "nu"@fr .')
    record = describe(graph, example_id("bare"))
    assert record is not None
    assert record.pref_labels == {"fr": "nu"}
    assert not any((record.alt_labels, record.descriptions, record.scope_notes, record.examples))
    assert (record.notation, record.level, record.status, record.modified) == ("", "", "", "")
    assert (record.deprecated, record.replaced_by, record.broader_paths) == (False, None, ())


@pytest.mark.parametrize(
    "unknown", ["trades:nothing", "esco:nothing", "", "no colon", "trades:" + "x" * 10_000]
)
def test_an_unknown_id_has_no_description_and_no_relations(tmp_path: Path, unknown: str) -> None:
    graph = read(tmp_path, concept("a"))
    assert describe(graph, unknown) is None
    assert relations(graph, unknown) == []
    assert id_of_uri(graph, unknown) is None


def test_a_concept_is_found_by_its_address(sample: ConceptGraph) -> None:
    assert id_of_uri(sample, "http://data.europa.eu/esco/skill/04a4266c-aec3-554c-bc26-63830cf795c6") == (
        "esco:04a4266c-aec3-554c-bc26-63830cf795c6"
    )


def test_the_releases_are_those_of_the_manifest_with_their_licences(sample: ConceptGraph) -> None:
    found = releases(sample)
    assert [release.graph for release in found] == [each["graph"] for each in sample.manifest.releases]
    assert all(release.licence_name for release in found if release.role == "framework")


def paths(graph: ConceptGraph, name: str) -> list[str]:
    record = describe(graph, example_id(name))
    assert record is not None
    return [" ".join(step.pref_labels["en"] for step in path) for path in record.broader_paths]


def test_every_way_up_is_a_path_from_the_top_down(tmp_path: Path) -> None:
    graph = read(
        tmp_path,
        "".join(map(concept, ("a", "b", "c", "d", "top")))
        + ":a skos:broader :b , :c . :b skos:broader :d . :c skos:broader :d , :top . :d skos:broader :top .",
    )
    assert paths(graph, "a") == ["top c", "top d b", "top d c"]
    assert paths(graph, "top") == []


def test_a_circle_is_cut_where_it_closes(tmp_path: Path) -> None:
    graph = read(
        tmp_path,
        "".join(map(concept, "abcs"))
        + ":a skos:broader :b . :b skos:broader :c . :c skos:broader :a . :s skos:broader :s .",
    )
    assert paths(graph, "a") == ["c b"]
    assert paths(graph, "c") == ["b a"]
    assert paths(graph, "s") == []


def test_a_tall_or_bushy_hierarchy_is_cut_short(tmp_path: Path) -> None:
    tower = "".join(
        concept(f"t{floor}", more=f":t{floor} skos:broader :t{floor + 1} .")
        for floor in range(DEEPEST_PATH + 5)
    ) + concept(f"t{DEEPEST_PATH + 5}")
    bush = concept("leaf") + "".join(
        concept(f"p{parent}", more=f":leaf skos:broader :p{parent} .") for parent in range(MOST_PATHS + 5)
    )
    graph = read(tmp_path, tower + bush)
    (path,) = paths(graph, "t0")
    assert len(path.split()) == DEEPEST_PATH
    assert len(paths(graph, "leaf")) == MOST_PATHS


#: What is stated of :one and :two → the name of the relation at either end, "" for none.
RELATIONS: Mapping[str, tuple[str, str]] = {
    "cmo:hasPrerequisite": ("has_prerequisite", "is_prerequisite_of"),
    "cmo:hasSubSkill": ("has_sub_skill", "is_sub_skill_of"),
    "cmo:isSubSkillOf": ("is_sub_skill_of", "has_sub_skill"),
    "cmo:usefulKnowledge": ("useful_knowledge", "is_useful_knowledge_for"),
    "cmo:essentialRelation": ("essential_relation", "essential_relation"),
    "cmo:optionalRelation": ("optional_relation", "optional_relation"),
    "skos:related": ("related", "related"),
    "cmo:drawsOn": ("draws_on", "is_drawn_on_by"),
    "cmo:hasLearningOutcome": ("has_learning_outcome", "is_learning_outcome_of"),
    "cmo:isAssessedBy": ("is_assessed_by", "assesses"),
    "cmo:isEssentialForOccupation": ("essential_for_occupation", "essential_skill"),
    "cmo:isOptionalForOccupation": ("optional_for_occupation", "optional_skill"),
    "cmo:isEmergingForOccupation": ("emerging_for_occupation", "emerging_skill"),
    "cmo:isRelevantForOccupation": ("relevant_for_occupation", "relevant_skill"),
    "cmo:performedIn": ("performed_in", "task"),
    "cmo:carriesOut": ("carries_out", "task"),
    "cmo:domain": ("domain", ""),
    "cmo:relatedOccupation": ("related_occupation", ""),
    "cmo:usesTool": ("uses_tool", "used_by_occupation"),
    "skos:exactMatch": ("exact_match", "exact_match"),
    "skos:closeMatch": ("close_match", "close_match"),
    "skos:broadMatch": ("broad_match", "narrow_match"),
    "skos:narrowMatch": ("narrow_match", "broad_match"),
    "skos:relatedMatch": ("related_match", "related_match"),
}


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> ConceptGraph:
    """A pair of concepts for every kind of statement."""
    turtle = "".join(
        concept(f"one{number}") + concept(f"two{number}") + f":one{number} {predicate} :two{number} .\n"
        for number, predicate in enumerate(RELATIONS)
    )
    return read(tmp_path_factory.mktemp("pairs"), turtle)


@pytest.mark.parametrize(("number", "predicate"), [*enumerate(RELATIONS)])
def test_a_relation_is_seen_from_both_ends(pairs: ConceptGraph, number: int, predicate: str) -> None:
    forward, backward = RELATIONS[predicate]
    assert linked(pairs, f"one{number}") == {forward: [f"two{number}"]}
    assert linked(pairs, f"two{number}") == ({backward: [f"one{number}"]} if backward else {})


def test_every_name_of_the_contract_is_covered_here() -> None:
    covered = {name for names in RELATIONS.values() for name in names}
    assert covered - {""} | {"narrower", "job_title"} == set(RELATION_NAMES)


def test_what_is_narrower_is_shown_once_by_its_most_telling_name(tmp_path: Path) -> None:
    graph = read(
        tmp_path,
        concept("group", "SkillGroup")
        + concept("joiner", "Occupation")
        + concept("fitter", "Occupation", ":fitter skos:broader :joiner .")
        + concept("title", "JobTitle", ":title skos:broader :joiner .")
        + concept("plane", more=":plane skos:broader :group .")
        + concept("sand", more=":sand skos:broader :group .")
        + concept("edge", more=":plane cmo:hasSubSkill :edge .")
        + concept("face", more=":face skos:broader :plane .")
        + concept("chamfer", more=":plane skos:narrower :chamfer ."),
    )
    assert linked(graph, "group") == {"narrower": ["plane", "sand"]}
    assert linked(graph, "joiner") == {"narrower": ["fitter"], "job_title": ["title"]}
    # A thesaurus that knows only skos:broader has its hierarchy shown too.
    assert linked(graph, "plane") == {"has_sub_skill": ["edge"], "narrower": ["chamfer", "face"]}


def test_the_tasks_of_an_activity_say_in_which_occupation(tmp_path: Path) -> None:
    graph = read(
        tmp_path,
        concept("committees", "Activity")
        + concept("teacher", "Occupation")
        + concept("meet", "Task", ":meet cmo:carriesOut :committees ; cmo:performedIn :teacher ."),
    )
    for seen_from, where in (("committees", "teacher"), ("teacher", None)):
        [group] = relations(graph, example_id(seen_from), names=["task"])
        [task] = group.items
        assert (task.performed_in and task.performed_in.id) == (where and example_id(where))


def test_a_concept_is_never_linked_to_itself(tmp_path: Path) -> None:
    graph = read(tmp_path, concept("a") + concept("b") + ":a skos:related :a , :b .")
    assert linked(graph, "a") == {"related": ["b"]}


def test_a_statement_made_from_both_ends_is_shown_once(tmp_path: Path) -> None:
    graph = read(tmp_path, concept("a") + concept("b") + ":a skos:related :b . :b skos:related :a .")
    ((group,),) = (relations(graph, example_id(name)) for name in "a")
    assert (group.total, len(group.items)) == (1, 1)


def test_the_first_by_label_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    names = [f"w{number:02}" for number in range(25)]
    graph = read(
        tmp_path,
        concept("hub", "SkillGroup")
        + concept("occupation", "Occupation")
        + "".join(
            concept(name, more=f":hub skos:related :{name} . :{name} skos:broader :hub .")
            for name in reversed(names)
        ),
    )
    for wanted in ("related", "narrower"):
        (usual,) = relations(graph, example_id("hub"), names=[wanted])
        (few,) = relations(graph, example_id("hub"), names=[wanted], limit=3)
        (all_of_them,) = relations(graph, example_id("hub"), names=[wanted], limit=100)
        assert (usual.total, len(usual.items)) == (25, 20)
        assert few.total == 25
        assert [item.target.pref_labels["en"] for item in few.items] == names[:3]
        assert [item.target.pref_labels["en"] for item in all_of_them.items] == names


def test_only_the_wanted_relations_are_read_in_the_order_of_the_page(
    pairs: ConceptGraph, sample: ConceptGraph
) -> None:
    number = list(RELATIONS).index("skos:related")
    assert linked(pairs, f"one{number}", "has_prerequisite", "draws_on") == {}
    assert linked(pairs, f"one{number}", "draws_on", "related") == {"related": [f"two{number}"]}
    names = [group.name for group in relations(sample, "onet:99-1001.00")]
    assert len(names) > 3
    assert names == [name for name in RELATION_NAMES if name in names]


def items(graph: ConceptGraph, concept_id: str, *names: str) -> dict[str, Relation]:
    return {
        item.target.id: item
        for group in relations(graph, concept_id, names=names or None, limit=1_000)
        for item in group.items
    }


def test_a_mapping_says_how_far_it_can_be_trusted_and_where_it_stands(sample: ConceptGraph) -> None:
    baker = "esco:3e09514f-388c-5721-b03f-edf1522c381f"
    official = items(sample, baker, "exact_match", "broad_match", "narrow_match")
    assert official["rome:900304"].trust == "official"
    assert official["rome:900304"].name == "exact_match"
    assert official["rome:900304"].graph.startswith(str(mapping_graph("")))
    assert all(not item.trust for item in items(sample, baker, "essential_skill").values())


def test_the_direction_of_a_broad_match_is_kept(sample: ConceptGraph) -> None:
    """The crosswalk file says that the baker's title "Mitron" (900305) is a broad match: see its reader."""
    baker = "esco:3e09514f-388c-5721-b03f-edf1522c381f"
    there = items(sample, baker, "broad_match", "narrow_match")["rome:900305"].name
    back = items(sample, "rome:900305", "broad_match", "narrow_match")[baker].name
    assert {there, back} == {"broad_match", "narrow_match"}


def test_an_official_graph_speaks_for_what_a_derived_one_states_too(sample: ConceptGraph) -> None:
    derived = next(release for release in sample.releases if release.trust == "derived")
    official = next(
        release for release in sample.releases if release.role == "mapping" and release.trust == "official"
    )
    (subject, _, value, where) = next(
        row for row in sample.graph.match(predicate=SKOS.exactMatch) if str(row[3]) == derived.graph
    )
    assert id_of_uri(sample, str(subject)) is not None
    name = id_of_uri(sample, str(subject)) or ""
    assert items(sample, name, "exact_match")[id_of_uri(sample, str(value)) or ""].trust == "derived"
    # The same statement with both graphs swapped in their trust must be told as official.
    swapped = {
        derived.graph: replace(derived, trust="official"),
        official.graph: replace(official, trust="derived"),
    }
    before, sample.release_of = sample.release_of, sample.release_of | swapped
    try:
        assert items(sample, name, "exact_match")[id_of_uri(sample, str(value)) or ""].trust == "official"
    finally:
        sample.release_of = before
    assert str(where) == derived.graph


def test_a_rating_is_shown_from_the_occupation_and_from_the_skill(sample: ConceptGraph) -> None:
    """``Skills.txt`` of the sample: 99-1001.00, 2.A.9.a, importance 4.62, level 5.12."""
    from_occupation = items(sample, "onet:99-1001.00", "essential_skill")["onet:2.A.9.a"]
    from_skill = items(sample, "onet:2.A.9.a", "essential_for_occupation")["onet:99-1001.00"]
    for item in (from_occupation, from_skill):
        assert (item.importance, item.level, item.suppressed) == (4.62, 5.12, False)


def test_every_rating_of_the_sample_is_found_by_its_address(sample: ConceptGraph) -> None:
    """The address that is looked up is the one that the reader made."""
    rated = list(sample.graph.match(predicate=CMO.importance))
    assert len(rated) > 20
    stated = {
        (str(concept), str(occupation))
        for kind in (CMO.isEssentialForOccupation, CMO.isOptionalForOccupation)
        for concept, _, occupation, _ in sample.graph.match(predicate=kind)
        if "/onet/" in str(concept)
    }
    shown = [
        item
        for occupation in {occupation for _, occupation in stated}
        for item in items(
            sample, id_of_uri(sample, occupation) or "", "essential_skill", "optional_skill"
        ).values()
    ]
    assert len(shown) == len(stated)
    assert all(item.importance is not None for item in shown)


def test_what_is_not_surveyed_has_no_rating(sample: ConceptGraph) -> None:
    for item in items(sample, "esco:3e09514f-388c-5721-b03f-edf1522c381f").values():
        assert (item.importance, item.level, item.suppressed) == (None, None, False)
    assert items(sample, "onet:99-1001.00", "related_occupation")["onet:99-2001.00"].importance is None


def test_each_snapshot_is_read_from_its_own_folder(tmp_path: Path) -> None:
    graph = read(tmp_path, concept("a"))
    assert graph.snapshot_id == SnapshotStore(tmp_path / "var" / "snapshots").current_id()
