"""The plain words for every relation that a skill or occupation page shows."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from graphdata.records import Relation, ReleaseRecord
from search.vocabulary import framework_name

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
    "is_assessed_by": _("Attested by"),
    "assesses": _("Attests"),
    "essential_for_occupation": _("Essential in these occupations"),
    "optional_for_occupation": _("Optional in these occupations"),
    "emerging_for_occupation": _("Emerging in these occupations"),
    "relevant_for_occupation": _("Used in these occupations"),
    "essential_skill": _("Essential skills and knowledge"),
    "optional_skill": _("Optional skills and knowledge"),
    "emerging_skill": _("Emerging skills and knowledge"),
    "relevant_skill": _("Skills and knowledge used"),
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
}

#: O*NET rates importance and calls nothing essential: these are our reading of its ratings (decision 0004).
READ_FROM_RATINGS = frozenset(
    {"essential_for_occupation", "optional_for_occupation", "essential_skill", "optional_skill"}
)

#: Who says so, where no framework does.
ORIGINS: Mapping[str, Words] = {
    "inferred-graph": _("Suggested from the graph, not stated by a framework"),
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
