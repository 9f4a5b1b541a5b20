"""The words that readers see for frameworks, kinds, reuse levels, languages and search methods."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

Words = str | Promise

FRAMEWORKS: Mapping[str, str] = {"esco": "ESCO", "rome": "ROME", "onet": "O*NET"}

#: One of each kind, in the order in which filters list them: what is searched first, then the rest.
KINDS: Mapping[str, Words] = {
    "skill": _("skill"),
    "knowledge": _("knowledge"),
    "ability": _("ability"),
    "activity": _("work activity"),
    "outcome": _("learning outcome"),
    "occupation": _("occupation"),
    "job_title": _("job title"),
    "certification": _("certification"),
    "group": _("group"),
    "tool": _("tool"),
    "task": _("task"),
    "work_style": _("work style"),
}

KINDS_IN_PLURAL: Mapping[str, Words] = {
    "skill": _("Skills"),
    "knowledge": pgettext_lazy("pieces of knowledge, plural", "Knowledge"),
    "ability": _("Abilities"),
    "activity": _("Work activities"),
    "outcome": _("Learning outcomes"),
    "occupation": _("Occupations"),
    "job_title": _("Job titles"),
    "certification": _("Certifications"),
    "group": _("Groups"),
    "tool": _("Tools"),
    "task": _("Tasks"),
    "work_style": _("Work styles"),
}

#: Kinds whose page is the occupation page; all others have a skill page.
OCCUPATION_KINDS = frozenset({"occupation", "job_title"})

#: ESCO's reuse levels, from everywhere to one trade.
REUSE_LEVELS: Mapping[str, Words] = {
    "transversal": _("Useful in any job"),
    "cross-sector": _("Useful across sectors"),
    "sector-specific": _("One sector"),
    "occupation-specific": _("One occupation"),
}

#: Thematic collections of the frameworks (cmo:theme).
THEMES: Mapping[str, Words] = {
    "green": _("Green transition"),
    "digital": _("Digital skills"),
    "digcomp": _("DigComp"),
    "transversal": _("Transversal skills"),
    "language": _("Languages"),
    "research": _("Research"),
}

LANGUAGE_NAMES: Mapping[str, Words] = {"en": _("English"), "fr": _("French")}

#: Search methods, each with a line that says when to choose it.
METHODS: Mapping[str, tuple[Words, Words]] = {
    "hybrid": (_("Words and meaning"), _("Best for most searches.")),
    "rerank": (
        _("Words and meaning, read again"),
        _("Slower: a second model reads the first results again beside your words."),
    ),
    "lexical": (_("Words only"), _("Only what contains the words you typed.")),
    "dense": (_("Meaning only"), _("What is close in sense, whatever the words.")),
}


def framework_name(slug: str) -> str:
    """How a framework calls itself; one of your own by its slug, made readable.

    >>> framework_name("onet"), framework_name("learning-outcomes")
    ('O*NET', 'Learning outcomes')
    """
    return FRAMEWORKS.get(slug) or slug.replace("-", " ").capitalize()


def kind_name(kind: str) -> Words:
    return KINDS.get(kind, kind)


def kinds_name(kind: str) -> Words:
    return KINDS_IN_PLURAL.get(kind, kind)


def reuse_level_name(level: str) -> Words:
    return REUSE_LEVELS.get(level, level)


def theme_name(theme: str) -> Words:
    return THEMES.get(theme, theme)


def language_name(language: str) -> Words:
    return LANGUAGE_NAMES.get(language, language)


#: The finer classes that the account of a snapshot counts by, and the kind each belongs to.
KIND_OF_CLASS: Mapping[str, str] = {
    "Skill": "skill",
    "Competence": "skill",
    "Knowledge": "knowledge",
    "Ability": "ability",
    "Activity": "activity",
    "LearningOutcome": "outcome",
    "Occupation": "occupation",
    "JobTitle": "job_title",
    "SkillGroup": "group",
    "OccupationGroup": "group",
    "Certification": "certification",
    "Tool": "tool",
    "Task": "task",
    "WorkStyle": "work_style",
}


def counted_class(name: str, count: int) -> str:
    """What ``count`` concepts of the class ``name`` are called, without the number.

    >>> counted_class("SkillGroup", 640)
    'skill groups'
    """
    words = {
        "Skill": ngettext("skill", "skills", count),
        "Competence": ngettext("broad skill", "broad skills", count),
        "Knowledge": ngettext("field of knowledge", "fields of knowledge", count),
        "Ability": ngettext("ability", "abilities", count),
        "Activity": ngettext("work activity", "work activities", count),
        "LearningOutcome": ngettext("learning outcome", "learning outcomes", count),
        "Occupation": ngettext("occupation", "occupations", count),
        "JobTitle": ngettext("job title", "job titles", count),
        "SkillGroup": ngettext("skill group", "skill groups", count),
        "OccupationGroup": ngettext("occupation group", "occupation groups", count),
        "Certification": ngettext("certification", "certifications", count),
        "Tool": ngettext("tool", "tools", count),
        "Task": ngettext("task", "tasks", count),
        "WorkStyle": ngettext("work style", "work styles", count),
    }
    return words.get(name, name)
