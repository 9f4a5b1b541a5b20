"""What O*NET calls important, core or in demand stands first; all else is in the order of labels."""

import pytest

from graphdata.neighbourhood import ConceptGraph, relations
from graphdata.records import RelationGroup
from search.types import Language

from .frameworks.reading import SAMPLE
from .thesaurus import concept_graph, published

TEACHER = "onet:99-1001.00"
BAKER = "esco:3e09514f-388c-5721-b03f-edf1522c381f"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> ConceptGraph:
    var = tmp_path_factory.mktemp("var")
    published(SAMPLE, var)
    return concept_graph(var)


def group(graph: ConceptGraph, concept: str, name: str, limit: int = 1_000) -> RelationGroup:
    language: Language = "en"
    (found,) = relations(graph, concept, names=[name], limit=limit, language=language)
    return found


def labels(found: RelationGroup) -> list[str]:
    return [item.target.pref_labels["en"] for item in found.items]


def test_skills_of_an_occupation_fall_in_importance_and_equals_are_by_label(sample: ConceptGraph) -> None:
    found = group(sample, TEACHER, "essential_skill")
    ratings = [item.importance or 0 for item in found.items]
    assert ratings == sorted(ratings, reverse=True)
    assert len(set(ratings)) > 1
    assert labels(found) != sorted(labels(found), key=str.casefold)
    assert found.order == "importance"


def test_the_first_few_are_the_most_important_of_all(sample: ConceptGraph) -> None:
    everything = group(sample, TEACHER, "essential_skill")
    for limit in range(1, len(everything.items) + 2):
        few = group(sample, TEACHER, "essential_skill", limit)
        assert few.total == everything.total
        assert labels(few) == labels(everything)[:limit]


def test_core_tasks_come_before_supplemental_ones(sample: ConceptGraph) -> None:
    """``Task Statements.txt`` of the sample: the first two are core, the one by “Agree” is not."""
    found = group(sample, TEACHER, "task")
    assert labels(found) == [
        "Pick stories that match a child's age and interests.",
        "Show beginners how letters stand for sounds.",
        "Agree on rules with the class and settle quarrels.",
    ]
    assert found.order == "core"


def test_where_all_weigh_the_same_labels_decide_and_no_order_is_claimed(sample: ConceptGraph) -> None:
    tasks = group(sample, "onet:99-2001.00", "task")
    assert (len(tasks.items), tasks.order) == (2, "")
    assert labels(tasks) == sorted(labels(tasks))


def test_technology_that_adverts_ask_for_comes_before_other_tools(sample: ConceptGraph) -> None:
    tools = group(sample, "onet:99-3001.00", "uses_tool")
    assert (labels(tools)[0], tools.order) == ("Accounting software", "demand")


def test_other_frameworks_are_listed_by_label(sample: ConceptGraph) -> None:
    found = group(sample, BAKER, "essential_skill")
    assert found.order == ""
    assert labels(found) == sorted(labels(found), key=str.casefold)
