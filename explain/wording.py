"""The plain words for every relation that a skill or occupation page shows."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from graphdata.records import Relation, RelationGroup, ReleaseRecord
from search.vocabulary import KINDS_IN_PLURAL, framework_name

Words = str | Promise

RELATION_HEADINGS: Mapping[str, Words] = {
    "has_prerequisite": _("Needed first"),
    "is_prerequisite_of": _("Needed first for"),
    "has_sub_skill": _("Part of this skill"),
    "is_sub_skill_of": _("This is part of"),
    "narrower": _("More specific"),
    "useful_knowledge": _("Useful knowledge"),
    "is_useful_knowledge_for": _("Useful for"),
    "essential_relation": _("Goes with, essential"),
    "optional_relation": _("Goes with, optional"),
    "related": _("Related"),
    "draws_on": _("Draws on"),
    "is_drawn_on_by": _("Drawn on by"),
    "has_learning_outcome": _("Learning outcomes"),
    "is_learning_outcome_of": _("Learning outcome of"),
    "essential_for_occupation": _("Essential in these occupations"),
    "optional_for_occupation": _("Optional in these occupations"),
    "emerging_for_occupation": _("Emerging in these occupations"),
    "relevant_for_occupation": _("Used in these occupations"),
    "essential_skill": _("Essential skills and knowledge"),
    "optional_skill": _("Optional skills and knowledge"),
    "emerging_skill": _("Emerging skills and knowledge"),
    "relevant_skill": _("Skills and knowledge used"),
    "is_assessed_by": _("Attested by"),
    "assesses": _("Attests"),
    "related_occupation": _("Related occupations"),
    "job_title": _("Job titles"),
    "uses_tool": _("Tools and technology"),
    "used_by_occupation": _("Used in these occupations"),
    "task": _("Tasks"),
    "performed_in": _("Task of these occupations"),
    "carries_out": _("Part of these work activities"),
    "domain": _("Domain"),
}

#: How the other concept relates to this one, for mappings between frameworks.
MATCH_WORDS: Mapping[str, Words] = {
    "exact_match": _("Same meaning"),
    "close_match": _("Close meaning"),
    "broad_match": _("Broader there"),
    "narrow_match": _("Narrower there"),
    "related_match": _("Related there"),
}

#: ESCO's words for the standing of an entry; other frameworks' own words are shown as they are.
STATUSES: Mapping[str, Words] = {
    "released": _("In force"),
    "obsolete": _("Withdrawn"),
    "peu usité": _("Rarely used"),
}

#: ESCO's note on an occupation that is one of two addresses, and what each means.
REGULATION: Mapping[str, Words] = {
    "http://data.europa.eu/esco/regulated-professions/regulated": _("Yes, according to ESCO"),
    "http://data.europa.eu/esco/regulated-professions/unregulated": _("No, according to ESCO"),
}

#: What stands behind the order of a list, by ``graphdata.prominence.Order``.
ORDER_NOTES: Mapping[str, Words] = {
    "importance": _("Most important first"),
    "core": _("Core tasks first"),
    "demand": _("First those often asked for in job adverts"),
}

#: O*NET's own categories; ROME's are names that stay as they are.
CATEGORIES: Mapping[str, Words] = {
    "Core": _("Core task"),
    "Supplemental": _("Supplemental task"),
    "hot technology": _("Often asked for in job adverts"),
}

#: O*NET's job zones, by the preparation that they stand for (O*NET, Job Zone Reference).
JOB_ZONES: Mapping[str, Words] = {
    "Job Zone 1": _("little or none (Job Zone 1 of 5)"),
    "Job Zone 2": _("some (Job Zone 2 of 5)"),
    "Job Zone 3": _("medium (Job Zone 3 of 5)"),
    "Job Zone 4": _("considerable (Job Zone 4 of 5)"),
    "Job Zone 5": _("extensive (Job Zone 5 of 5)"),
}

#: Kinds whose name says it all: no framework describes them further.
NEVER_DESCRIBED = frozenset({"activity", "job_title", "certification", "task", "tool"})

#: O*NET rates importance and calls nothing essential: these are our reading of its ratings (decision 0004).
READ_FROM_RATINGS = frozenset(
    {"essential_for_occupation", "optional_for_occupation", "essential_skill", "optional_skill"}
)

#: Who says so, where no framework does.
ORIGINS: Mapping[str, Words] = {
    "inferred-graph": _("Suggested from texts and links, not stated by a framework"),
    "llm-candidate": _("Suggested by a language model, not checked"),
}


def source_words(relation: Relation, release: ReleaseRecord | None) -> str:
    """Who states ``relation``, in words a teacher reads."""
    if relation.origin != "explicit":
        return str(ORIGINS[relation.origin])
    if relation.trust == "derived":
        return str(_("Derived, not checked by hand"))
    if release is None:
        return str(_("Stated by its framework"))
    if relation.importance is not None and relation.name in READ_FROM_RATINGS:
        return str(_("Read from the importance ratings of %(framework)s")) % {
            "framework": framework_name(release.framework)
        }
    if release.role == "mapping":
        return str(_("Official mapping by %(author)s")) % {"author": release.author or release.publisher}
    return str(_("Stated by %(framework)s")) % {"framework": framework_name(release.framework)}


def heading_of(group: RelationGroup) -> Words:
    """What stands above ``group``: O*NET's occupations list activities where others list skills."""
    if group.name in MATCH_WORDS:
        return _("In other frameworks")
    if group.name == "relevant_skill" and {relation.target.kind for relation in group.items} == {"activity"}:
        return KINDS_IN_PLURAL["activity"]
    return RELATION_HEADINGS.get(group.name, group.name)


def category_words(category: str) -> Words:
    return CATEGORIES.get(category, category)


def level_words(level: str) -> tuple[Words, Words]:
    """What ``level`` is a level of, and ``level`` in words."""
    if level in JOB_ZONES:
        return _("Preparation needed"), JOB_ZONES[level]
    return _("Level"), level
