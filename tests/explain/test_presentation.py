"""What a page shows of a record and its relations."""

from explain.presentation import concept_page
from graphdata.records import RelationGroup

from .cast import BRIDGE, SOURCES, group, linked, record, release


def test_a_note_that_is_an_address_is_told_in_words() -> None:
    notes = {"und": "http://data.europa.eu/esco/regulated-professions/regulated"}
    page = concept_page(record(scope_notes=notes), [], SOURCES, "en")
    assert (page.scope_note, str(page.regulation)) == (None, "Yes, according to ESCO")
    other = concept_page(record(scope_notes={"en": "By hand."}), [], SOURCES, "en")
    assert (str(other.scope_note), other.regulation) == ("By hand.", "")


def test_mappings_stand_by_source_and_official_ones_come_first() -> None:
    official = release("urn:official", role="mapping", framework="bridge", author="Those who know")
    groups = [
        group("exact_match", linked("guess"), graph=BRIDGE, trust="derived"),
        group("close_match", linked("near"), graph="urn:official", trust="official"),
    ]
    page = concept_page(record(), groups, {**SOURCES, "urn:official": official}, "en")
    told = [
        (mappings.source, [line.link.label.text for line in mappings.lines]) for mappings in page.mappings
    ]
    assert told == [
        ("Official mapping by Those who know", ["near"]),
        ("Derived, not checked by hand", ["guess"]),
    ]
    assert page.mapped == 2


def test_a_list_says_what_each_entry_is_where_kinds_are_mixed() -> None:
    mixed = group("related", linked("cut"), linked("metals", kind="knowledge"))
    alike = group("has_sub_skill", linked("cut"), linked("join"))
    page = concept_page(record(), [mixed, alike], SOURCES, "en")
    assert [(section.mixes_kinds, section.is_bare) for section in page.sections] == [
        (True, False),
        (False, True),
    ]


def test_an_entry_of_another_framework_or_a_withdrawn_one_is_never_bare() -> None:
    foreign = group("related", linked("cut", framework="trades"))
    withdrawn = group("has_sub_skill", linked("join", deprecated=True))
    page = concept_page(record(), [foreign, withdrawn], SOURCES, "en")
    assert [section.is_bare for section in page.sections] == [False, False]


def test_lines_name_their_own_source_where_several_speak() -> None:
    both = group("related", linked("cut")), group("related", linked("join"), graph=BRIDGE)
    [section] = concept_page(record(), [_joined(*both)], SOURCES, "en").sections
    assert (section.source, section.cites) == ("", 0)
    assert [line.cites for line in section.lines] == [1, 2]


def _joined(first: RelationGroup, second: RelationGroup) -> RelationGroup:
    items = [*first.items, *second.items]
    return RelationGroup(first.name, len(items), items)


def test_a_task_of_an_activity_says_in_which_occupation() -> None:
    tasks = group("task", linked("meet"), performed_in=linked("teacher", kind="occupation"))
    [section] = concept_page(record(kind="activity"), [tasks], SOURCES, "en").sections
    [line] = section.lines
    assert (str(line.performed_in and line.performed_in.label), section.is_bare) == ("teacher", False)
