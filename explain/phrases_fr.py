"""Explanations in French. Words for people are neutral: « les élèves », « on », never a masculine plural."""

from collections.abc import Mapping

from .phrases import Frame, Noun, Phrases
from .typography import french_spaces


def _masculine(word: str, this: str = "ce") -> Noun:
    return Noun(word, f"un {word}", f"{this} {word}")


def _feminine(word: str) -> Noun:
    return Noun(word, f"une {word}", f"cette {word}", feminine=True)


_KINDS = {
    "": _feminine("fiche"),
    "skill": _feminine("compétence"),
    "knowledge": _masculine("savoir"),
    "ability": _feminine("aptitude"),
    "activity": _feminine("activité de travail"),
    "outcome": _masculine("acquis d’apprentissage", "cet"),
    "occupation": _masculine("métier"),
    "job_title": _feminine("appellation de métier"),
    "certification": _feminine("certification"),
    "group": _masculine("groupe"),
    "tool": _masculine("outil", "cet"),
    "task": _feminine("tâche"),
    "work_style": _masculine("style de travail"),
}

_REUSE_LEVELS = {
    "transversal": "utile dans tous les métiers",
    "cross-sector": "utile dans plusieurs secteurs",
    "sector-specific": "propre à un secteur",
    "occupation-specific": "propre à un métier",
}

_HEADINGS = {
    "name": "nom",
    "kind": "nature, dans {framework}",
    "reuse_level": "champ d’utilisation",
    "level": "niveau",
    "broader": "se trouve sous",
    "definition": "description",
    "withdrawn": "statut",
    "replacement": "remplacement",
    "release": "source",
    "number": "{heading} : {n} en tout",
    "derived": "correspondance déduite, non vérifiée à la main",
    "rated": "lu dans les notes d’importance",
    "version": "version {version}",
    "has_prerequisite": "prérequis",
    "is_prerequisite_of": "prérequis de",
    "has_sub_skill": "en fait partie",
    "is_sub_skill_of": "fait partie de",
    "narrower": "plus précis",
    "useful_knowledge": "savoir utile",
    "is_useful_knowledge_for": "utile pour",
    "essential_relation": "va avec, essentiel",
    "optional_relation": "va avec, facultatif",
    "related": "lié",
    "draws_on": "mobilise",
    "is_drawn_on_by": "mobilisé par",
    "has_learning_outcome": "acquis d’apprentissage",
    "is_learning_outcome_of": "acquis d’apprentissage de",
    "is_assessed_by": "attesté par",
    "assesses": "atteste",
    "essential_for_occupation": "essentiel pour le métier",
    "optional_for_occupation": "facultatif pour le métier",
    "emerging_for_occupation": "émergent pour le métier",
    "relevant_for_occupation": "utilisé dans le métier",
    "essential_skill": "compétence ou savoir essentiel",
    "optional_skill": "compétence ou savoir facultatif",
    "emerging_skill": "compétence ou savoir émergent",
    "relevant_skill": "compétence, savoir ou activité",
    "related_occupation": "métier proche",
    "job_title": "appellation",
    "uses_tool": "outil ou technologie",
    "used_by_occupation": "utilisé dans le métier",
    "task": "tâche",
    "performed_in": "tâche du métier",
    "carries_out": "relève de l’activité de travail",
    "domain": "domaine",
    "exact_match": "même sens",
    "close_match": "sens proche",
    "broad_match": "plus large là-bas",
    "narrow_match": "plus étroit là-bas",
    "related_match": "lié là-bas",
}

_OCCUPATIONS = "[le métier|les métiers|{n} métiers, dont] {list}"
_SKILLS = "[la compétence|les compétences|{n} compétences, dont] {list}"
_EITHER = "[||{n} compétences et savoirs, dont] {list}"
_ANY_USE = "[||{n} compétences, savoirs ou activités, dont] {list}"

_FRAMES = {
    "kind": Frame("dans {framework}, {quoted} est {a_kind}"),
    "level": Frame("de niveau {quoted}"),
    "broader": Frame("à retrouver sous {quoted}"),
    "definition": Frame("{framework} en donne la description suivante : {quoted}"),
    "withdrawn": Frame("{framework} donne cette fiche pour {plain}"),
    "replacement": Frame("il vaut mieux utiliser {quoted}"),
    "release": Frame("cette fiche vient {de_framework}, version {plain} (éditeur : {publisher})"),
    "has_prerequisite": Frame(f"avant de l’aborder, il faut déjà maîtriser {_EITHER}"),
    "useful_knowledge": Frame(
        "sans être exigés, certains savoirs aident à l’aborder : [||on en compte {n}, dont] {list}",
        "il est utile, sans que ce soit exigé, de connaître [||{n} savoirs, dont] {list}",
    ),
    "draws_on": Frame("pour la mener à bien, on mobilise [||{n} compétences et aptitudes, dont] {list}"),
    "has_sub_skill": Frame("{this} se décompose en éléments plus précis : [||on en compte {n}, dont] {list}"),
    "narrower": Frame("sous {this} se [trouve|trouvent|trouvent {n} fiches plus précises, dont] {list}"),
    "is_sub_skill_of": Frame("{this} entre dans un ensemble plus large : [||{n} fiches, dont] {list}"),
    "is_prerequisite_of": Frame(f"{{this}} est nécessaire pour aborder ensuite {_EITHER}"),
    "is_useful_knowledge_for": Frame(f"sans être indispensable, {{this}} aide à exercer {_SKILLS}"),
    "is_drawn_on_by": Frame(
        "on mobilise {this} dans [l’activité de travail|les activités de travail|"
        "{n} activités de travail, dont] {list}"
    ),
    "has_learning_outcome": Frame("on y apprend ceci : [||{n} acquis, dont] {list}"),
    "is_learning_outcome_of": Frame("c’est ce que l’on apprend dans [||{n} formations, dont] {list}"),
    "essential_relation": Frame(f"{{framework}} considère comme étroitement lié ce qui suit : {_EITHER}"),
    "optional_relation": Frame(
        f"{{framework}} y rattache aussi, de plus loin, {_EITHER}",
        f"y rattache, de plus loin, {_EITHER}",
    ),
    "related": Frame("on peut aussi regarder [la fiche liée|les fiches liées|{n} fiches liées, dont] {list}"),
    "essential_for_occupation": Frame(f"{{this}} est essentiel{{le}} dans {_OCCUPATIONS}"),
    "optional_for_occupation": Frame(
        f"{{this}} est un plus, sans être exigé{{e}}, dans {_OCCUPATIONS}",
        f"facultati{{ve}} dans {_OCCUPATIONS}",
    ),
    "emerging_for_occupation": Frame(f"{{this}} commence à compter dans {_OCCUPATIONS}"),
    "relevant_for_occupation": Frame(f"au travail, on fait appel à {{this}} dans {_OCCUPATIONS}"),
    "rated": Frame("d’après les notes d’importance {de_framework}"),
    "essential_skill": Frame(f"pour l’exercer, l’essentiel est de maîtriser {_EITHER}"),
    "optional_skill": Frame(
        f"certaines personnes y utilisent aussi {_EITHER}", f"il est possible d’y utiliser aussi {_EITHER}"
    ),
    "emerging_skill": Frame(f"on commence à y demander {_EITHER}"),
    "relevant_skill": Frame(f"le travail fait intervenir {_ANY_USE}"),
    "related_occupation": Frame(
        "tout près se [trouve le métier|trouvent les métiers|trouvent {n} métiers, dont] {list}"
    ),
    "job_title": Frame(
        "les personnes qui l’exercent portent [l’appellation|les appellations|{n} appellations, dont] {list}"
    ),
    "uses_tool": Frame("les personnes qui l’exercent emploient [||{n} outils et technologies, dont] {list}"),
    "used_by_occupation": Frame(f"on l’emploie au travail dans {_OCCUPATIONS}"),
    "task": Frame("on y accomplit [la tâche|les tâches|{n} tâches, dont] {list}"),
    "performed_in": Frame("{this} revient [au métier|aux métiers|à {n} métiers, dont] {list}"),
    "carries_out": Frame(
        "l’accomplir relève [de l’activité de travail|des activités de travail|"
        "de {n} activités de travail, dont] {list}",
        "relève [de l’activité de travail|des activités de travail|de {n} activités de travail, dont] {list}",
    ),
    "is_assessed_by": Frame(
        "on peut l’attester par [la certification|les certifications|{n} certifications, dont] {list}"
    ),
    "assesses": Frame("{this} atteste ce qu’il faut pour [||{n} fiches, dont] {list}"),
    "domain": Frame(
        "{this} se rattache [au domaine|aux domaines|à {n} domaines, dont] {list}",
    ),
    "exact_match": Frame("la même idée se retrouve dans d’autres référentiels : [||{n} fiches, dont] {list}"),
    "close_match": Frame("d’autres référentiels ont une idée proche : [||{n} fiches, dont] {list}"),
    "broad_match": Frame("d’autres référentiels ont une idée plus large : [||{n} fiches, dont] {list}"),
    "narrow_match": Frame("d’autres référentiels ont une idée plus étroite : [||{n} fiches, dont] {list}"),
    "related_match": Frame("d’autres référentiels ont une idée voisine : [||{n} fiches, dont] {list}"),
    "derived": Frame(
        "[correspondance déduite, non vérifiée|correspondances déduites, non vérifiées|"
        "correspondances déduites, non vérifiées] à la main"
    ),
}

_LEARNER = {
    "definition": Frame("voici, dans les mots {de_framework}, de quoi il s’agit : {quoted}"),
    "release": Frame("vous pouvez retrouver cette fiche dans {framework}, version {plain}"),
    "has_prerequisite": Frame(f"avant de commencer, il vous faut {_EITHER}"),
    "useful_knowledge": Frame(
        "sans que ce soit exigé, il vous sera utile de connaître [||{n} savoirs, dont] {list}",
        "il vous sera utile de connaître [||{n} savoirs, dont] {list}",
    ),
    "draws_on": Frame("pour la mener à bien, vous mobiliserez [||{n} compétences et aptitudes, dont] {list}"),
    "has_sub_skill": Frame("en l’apprenant, vous travaillerez [||{n} éléments plus précis, dont] {list}"),
    "is_prerequisite_of": Frame(f"une fois ce pas franchi, vous pourrez aborder {_EITHER}"),
    "is_useful_knowledge_for": Frame(f"{{this}} vous aidera à exercer {_SKILLS}"),
    "essential_for_occupation": Frame(f"vous en aurez besoin pour travailler dans {_OCCUPATIONS}"),
    "optional_for_occupation": Frame(
        f"vous pourrez vous en servir dans {_OCCUPATIONS}",
        f"vous pourrez aussi vous en servir dans {_OCCUPATIONS}",
    ),
    "relevant_for_occupation": Frame(f"au travail, vous y ferez appel dans {_OCCUPATIONS}"),
    "essential_skill": Frame(f"pour exercer {{this}}, il vous faudra {_EITHER}"),
    "optional_skill": Frame(
        f"vous pourrez aussi y utiliser {_EITHER}", f"vous pourrez aussi y utiliser {_EITHER}"
    ),
    "relevant_skill": Frame(f"votre travail ferait intervenir {_ANY_USE}"),
    "uses_tool": Frame("vous emploierez [||{n} outils et technologies, dont] {list}"),
    "used_by_occupation": Frame(f"au travail, vous l’emploierez dans {_OCCUPATIONS}"),
    "related_occupation": Frame(
        "vous pouvez aussi regarder [le métier voisin|les métiers voisins|{n} métiers voisins, dont] {list}"
    ),
}


def _spaced(frames: Mapping[str, Frame]) -> Mapping[str, Frame]:
    return {
        name: Frame(french_spaces(frame.lead), french_spaces(frame.follow)) for name, frame in frames.items()
    }


FRENCH = Phrases(
    kinds=_KINDS,
    reuse_levels=_REUSE_LEVELS,
    headings={name: french_spaces(heading) for name, heading in _HEADINGS.items()},
    languages={"en": "en anglais", "fr": "en français"},
    frames=_spaced(_FRAMES),
    learner=_spaced(_LEARNER),
)
