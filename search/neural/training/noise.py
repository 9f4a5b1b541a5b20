"""The ways in which people type a need: slips of the finger, and the phrasing of learning outcomes.

Missing accents need no noise: the vocabulary has none.
"""

from random import Random

#: What a syllabus puts before the skill itself. Each is removed by meaning: text with and without it
#: learns the same vector.
OUTCOME_OPENINGS = {
    "en": (
        "students will be able to {}", "be able to {}", "learners can {}", "the learner can {}",
        "by the end of the module, students can {}", "participants know how to {}", "I can {}",
        "trainees learn to {}", "how to {}", "demonstrate the ability to {}", "pupils are able to {}",
        "after this course, participants will be able to {}", "understand how to {}",
    ),
    "fr": (
        "être capable de {}", "l'apprenant est capable de {}", "savoir {}", "les élèves sauront {}",
        "à l'issue de la formation, le participant saura {}", "je sais {}", "apprendre à {}",
        "l'étudiant sait {}", "les stagiaires seront capables de {}", "comment {}", "pouvoir {}",
        "à la fin du module, l'apprenant pourra {}", "avoir la capacité de {}",
    ),
}  # fmt: skip
SHORTEST_WORD_WITH_A_SLIP = 5
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def with_slip(text: str, random: Random) -> str:
    """``text`` with one typing error in one of its longer words, or unchanged if it has none."""
    words = text.split(" ")
    long_words = [i for i, word in enumerate(words) if len(word) >= SHORTEST_WORD_WITH_A_SLIP]
    if not long_words:
        return text
    chosen = random.choice(long_words)
    words[chosen] = _slip(words[chosen], random)
    return " ".join(words)


def _slip(word: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    kinds = {
        "dropped": before + after,
        "doubled": before + letter + letter + after,
        "swapped": before + after[0] + letter + after[1:],
        "mistaken": before + random.choice(_LETTERS) + after,
    }
    return kinds[random.choice(list(kinds))]


def as_outcome(text: str, language: str, random: Random) -> str:
    """``text`` behind the opening of a learning outcome in its language."""
    return random.choice(OUTCOME_OPENINGS[language]).format(text[:1].lower() + text[1:])
