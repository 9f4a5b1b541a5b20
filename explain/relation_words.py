"""The words with which sentences say how things are related, and the facts that can bear them out.

Patterns run over lower-case text with plain apostrophes. They are meant to be read: each line is one way in
which people say one thing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Facts that something is needed, and facts that it is welcome but not needed; others say neither.
NEEDED = frozenset(
    {"has_prerequisite", "is_prerequisite_of", "essential_relation", "essential_for_occupation",
     "essential_skill"}
)  # fmt: skip
WELCOME = frozenset(
    {"useful_knowledge", "is_useful_knowledge_for", "optional_relation", "optional_for_occupation",
     "optional_skill"}
)  # fmt: skip
PREREQUISITE = frozenset({"has_prerequisite", "is_prerequisite_of"})


@dataclass(frozen=True, slots=True)
class RelationWords:
    """One language. ``firm`` words are a claim by themselves; ``modal`` ones only colour what is cited.

    ``fixed`` are turns of phrase whose strength cannot be read off their words: (pattern, whether needed).
    ``later`` and ``earlier`` announce what comes after, and before, the concept that a summary is about.
    """

    fixed: Sequence[tuple[re.Pattern[str], bool]]
    firm_needed: re.Pattern[str]
    firm_welcome: re.Pattern[str]
    modal_needed: re.Pattern[str]
    negation: re.Pattern[str]
    denial: re.Pattern[str]
    later: re.Pattern[str]
    earlier: re.Pattern[str]
    before: re.Pattern[str]
    turn: re.Pattern[str]
    claims: Mapping[str, tuple[re.Pattern[str], frozenset[str]]]
    scopes: Mapping[str, re.Pattern[str]]
    #: What only a thing can follow that is known, learnt or spoken of.
    topic: str


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


_PARTS = frozenset(
    {"has_sub_skill", "is_sub_skill_of", "narrower", "broader", "definition", "essential_skill",
     "optional_skill", "relevant_skill", "task", "domain", "carries_out", "performed_in", "draws_on",
     "has_learning_outcome"}
)  # fmt: skip
_SAME = frozenset({"exact_match", "replacement"})
_NARROWER = frozenset({"narrow_match", "narrower", "has_sub_skill", "definition"})
_BROADER = frozenset({"broad_match", "broader", "is_sub_skill_of", "definition"})
_EMERGING = frozenset({"emerging_skill", "emerging_for_occupation"})
_FIRST = PREREQUISITE | {"definition"}

ENGLISH = RelationWords(
    fixed=(
        (re.compile(r"\b(?:cannot|can't|can not|could not|couldn't) (?:\w+ )?do without\b"), True),
        (re.compile(r"\b(?:no|no one|nobody|none)\b[^,.;]{0,60}?\bwithout\b"), True),
        (re.compile(r"\b(?:can|could) (?:\w+ )?do without\b"), False),
        (re.compile(r"\b(?:may|might|could) (?:also |well )?(?:have to|need(?: to)?)\b"), False),
    ),
    firm_needed=_any(
        "essentials?", "essentially", "indispensable", "crucial", "vital", "mandatory", "compulsory",
        "obligatory", "necessary", "necessity", "requires?", "required", "requirements?", "prerequisites?",
        "conditions?",
    ),
    firm_welcome=_any(
        "optional", "optionally", "an option", "(?:a|an|added) (?:\\w+ )?(?:plus|bonus|asset|extra)",
        "nice to have", "voluntary", "dispensable",
    ),
    modal_needed=_any("must", "have to", "has to", "needs?", "needed", "ought to"),
    negation=_any(
        "not", "no", "never", "nobody", "none", "without", "rather than", "instead of", "hardly", "neither",
        "nor", "far from", r"(?:do|does|is|are|need|was|were|wo|would|should|must)n't",
    ),
    denial=_any(
        "not(?! only| just| merely)", "no(?! more| longer than)", "never", "nobody", "none", "neither",
        r"(?:do|does|is|are|ca|wo|would|should|must)n't", "cannot",
    ),
    later=_any(
        "before", "prior to", "prerequisites? (?:for|of|to)", "(?:needed|required|necessary) (?:for|to)",
        "go(?:es|ing)? on to", "leads? (?:on )?to", "opens? the (?:way|door) to",
        "prepares? (?:\\w+ )?(?:for|to)", "then", "next", "afterwards",
    ),
    earlier=_any("after", "once", "builds? (?:up)?on", "based on", "relies on", "presupposes?", "follows"),
    before=_any("before", "prior to"),
    turn=re.compile(r"[,;:]|\b(?:while|but|whereas|though|although|and|if)\b"),
    claims={
        "prerequisite": (
            _any(
                "prerequisites?", "beforehand", "comes? first", "come first",
                "before (?:you|they|learners|students|pupils|anyone|people|starting|beginning)",
                "first (?:need|learn|know|master)", "(?:need|needs|known|understood|mastered|learnt) first",
            ),
            _FIRST,
        ),
        "part": (
            _any("(?:is|are|as|of its) (?:\\w+ )?parts?(?: of)?", "made up of", "consists? of", "comprises?"),
            _PARTS,
        ),
        "same meaning": (
            _any("same (?:idea|meaning|thing|concept)", "identical", "equivalent", "synonym"), _SAME
        ),
        "narrower": (_any("narrower", "more specific"), _NARROWER),
        "broader": (_any("broader", "wider", "more general"), _BROADER),
        "emerging": (_any("emerging", "up-and-coming", "newly called for"), _EMERGING),
    },
    scopes={
        "transversal": _any("(?:any|every|all) (?:jobs?|occupations?|professions?)"),
        "cross-sector": _any(
            "(?:several|many|various|different|across|multiple|all|other) (?:\\w+ )?sectors", "cross-sector"
        ),
        "sector-specific": _any("(?:one|a single|a particular|its own|only one) sector", "sector-specific"),
        "occupation-specific": _any("(?:one|a single|only one) (?:job|occupation)", "occupation-specific"),
    },
    topic="about|know(?:ing|s)?|knowledge of|understand(?:ing)?|learn(?:ing)?|master(?:ing)?|study(?:ing)?",
)  # fmt: skip

FRENCH = RelationWords(
    fixed=(
        (re.compile(r"\bne (?:peu|saurai|pourr)\w+ (?:pas )?(?:s'en|se) passer"), True),
        (re.compile(r"\bimpossible de s'en passer"), True),
        (re.compile(r"\b(?:nul|personne|aucune?)\b[^,.;]{0,60}?\bsans\b"), True),
        (re.compile(r"\b(?:s'en passer|se passer d)"), False),
        (re.compile(r"\bsi besoin\b|\bau besoin\b"), False),
    ),
    firm_needed=_any(
        "essentiel(?:le)?s?", "essentiellement", "indispensables?", "nécessaires?", "nécessité",
        "obligatoires?", "obligation", "exigée?s?", "exigent?", "exigence", "requise?s?", "requiert",
        "requièrent", "impérati(?:f|ve)s?", "impérativement", "prérequis", "pré-requis", "conditions?",
        "primordiale?s?", "incontournables?", "cœur du métier",
    ),
    firm_welcome=_any(
        "facultati(?:f|ve)s?", "optionnel(?:le)?s?", "en option",
        "un (?:(?:vrai|réel|petit|grand) )?(?:plus|atout|bonus)", "accessoires?", "superflue?s?",
    ),
    modal_needed=_any(
        "doit", "doivent", "devez", "devrez", "devra", "devront", "faut", "faudra",
        "(?:a|ont|avez|aurez|aura|auront) (?:\\w+ )?besoin", "besoin",
    ),
    negation=_any(
        "pas", "jamais", "aucune?", "ni", "sans", "non", "plutôt que", "au lieu de", "loin d", "plus besoin"
    ),
    denial=_any("pas(?! seulement| que| uniquement)", "jamais", "aucune?", "ni", "non(?! seulement)"),
    later=_any(
        "avant d(?:e|'|u|es)?", "avant que", "prérequis (?:pour|de|à)", "nécessaires? (?:pour|à|avant)",
        "ensuite", "puis", "mènent? à", "ouvre(?:nt)? (?:la voie |la porte )?(?:à|sur)", "prépare(?:nt)? à",
    ),
    earlier=_any(
        "après", "une fois", "repose(?:nt)? sur", "s'appuie(?:nt)? sur", "suppose(?:nt)?", "présuppose"
    ),
    before=_any("avant d(?:e|'|u|es)?", "avant que"),
    turn=re.compile(r"[,;:]|\b(?:tandis|alors|mais|quoique|bien que|et|si)\b"),
    claims={
        "prerequisite": (
            _any("prérequis", "pré-requis", "au préalable", "préalablement", "d'abord", "avant de s'y mettre",
                 "avant de (?:commencer|l'aborder|débuter|gérer)"),
            _FIRST,
        ),
        "part": (_any("partie d(?:e|u|es)", "partie intégrante", "se compose(?:nt)?", "composantes?",
                      "en fai(?:t|t aussi) partie", "en font partie", "se décompose(?:nt)?"),
                 _PARTS),
        "same meaning": (
            _any("mêmes? (?:idée|sens|chose|concept)", "identiques?", "équivalente?s?", "synonymes?"), _SAME
        ),
        "narrower": (_any("plus étroite?s?", "plus précise?s?", "plus spécifiques?"), _NARROWER),
        "broader": (_any("plus larges?", "plus générale?s?", "plus vastes?"), _BROADER),
        "emerging": (_any("émergente?s?", "commence(?:nt)? à compter"), _EMERGING),
    },
    scopes={
        "transversal": _any("(?:tous les|n'importe quel) (?:métiers?|emplois?)", "toutes les professions"),
        "cross-sector": _any(
            "(?:plusieurs|différents|divers|de nombreux|tous les|d'autres) secteurs", "intersectorielle?"
        ),
        "sector-specific": _any("(?:un|seul|même) (?:seul |même )?secteur"),
        "occupation-specific": _any("(?:un seul|propre à un) métier"),
    },
    topic=(
        "s'agit (?:aussi )?de|à propos de|concerne|porte(?: aussi)? sur|connaître|connaissance de|savoir|"
        "comprendre|apprendre|maîtriser|étudier"
    ),
)  # fmt: skip


def relation_words(language: str) -> RelationWords:
    """The words of ``language``, ``en`` or ``fr``."""
    return {"en": ENGLISH, "fr": FRENCH}[language]
