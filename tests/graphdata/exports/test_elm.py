"""European Learning Model: ESCO's skills and those of other frameworks have properties of their own."""

from graphdata.exports.elm import learning_outcome

from .concepts import ESCO_SKILL, concept


def test_an_esco_skill_is_a_related_esco_skill_with_all_its_labels() -> None:
    [outcome] = learning_outcome(concept())["learningOutcome"]
    assert outcome["relatedESCOSkill"] == [
        {
            "id": ESCO_SKILL,
            "type": "Concept",
            "inScheme": {"id": "http://data.europa.eu/esco/concept-scheme/skills", "type": "ConceptScheme"},
            "notation": "0005c151-5b5a-4a66-8aac-60e734beb1ab",
            "prefLabel": {"en": "manage staff", "fr": "gérer le personnel"},
        }
    ]
    assert outcome["title"] == {"en": "manage staff", "fr": "gérer le personnel"}
    assert "relatedSkill" not in outcome


def test_a_skill_of_another_framework_is_a_related_skill() -> None:
    rome = concept(
        id="rome:300347", uri="https://w3id.org/skillgraph/rome/300347", framework="rome",
        pref_labels={"fr": "Gérer le personnel"}, schemes=("https://w3id.org/skillgraph/scheme/rome",),
    )  # fmt: skip
    [outcome] = learning_outcome(rome)["learningOutcome"]
    [related] = outcome["relatedSkill"]
    assert related["inScheme"]["id"] == "https://w3id.org/skillgraph/scheme/rome"
    assert related["notation"] == "300347"
    assert related["prefLabel"] == {"fr": "Gérer le personnel"}
    assert "relatedESCOSkill" not in outcome


def test_what_is_not_known_is_left_out() -> None:
    [outcome] = learning_outcome(concept(schemes=()))["learningOutcome"]
    assert "inScheme" not in outcome["relatedESCOSkill"][0]
