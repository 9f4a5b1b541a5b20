"""What a faithful model answers when it is asked about teaching children to read, a skill of the sample."""

from explain.evidence import evidence_about
from graphdata.live import current_graph
from graphdata.neighbourhood import describe
from search.types import Language
from tests.explain.scripted_generator import answer_of

READING = "esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"
#: Each by the kind of fact that it states.
SENTENCES = {
    "en": {
        "definition": "This is about guiding beginners from their first letters to short texts they can read "
        "alone, with a little practice every day.",
        "has_prerequisite": "Pupils get there more easily once they understand letter–sound correspondence, "
        "which ESCO lists as needed beforehand.",
        "useful_knowledge": "Knowing about child development is useful for this.",
    },
    "fr": {
        "definition": "Il s’agit d’amener des débutants, par une pratique quotidienne, de la reconnaissance "
        "des lettres à la lecture autonome de textes courts.",
        "has_prerequisite": "Avant de s’y mettre, il faut maîtriser la correspondance entre lettres et sons.",
        "useful_knowledge": "Connaître le développement de l’enfant est utile pour suivre le rythme de "
        "chaque élève.",
    },
}


def faithful_sentences(language: Language = "en") -> list[tuple[str, list[str]]]:
    """Three sentences with the ids of the facts that they state."""
    graph = current_graph()
    record = describe(graph, READING)
    assert record is not None
    evidence = evidence_about(graph, record, language)
    return [(text, [evidence.of(kind)[0].id]) for kind, text in SENTENCES[language].items()]


def faithful_answer(language: Language = "en") -> str:
    """Those sentences as a model that keeps to the schema sends them."""
    return answer_of(*faithful_sentences(language))
