"""Explanations in English."""

from .phrases import Frame, Noun, Phrases


def _noun(word: str, article: str = "a") -> Noun:
    return Noun(word, f"{article} {word}", f"this {word}")


_KINDS = {
    "": _noun("entry", "an"),
    "skill": _noun("skill"),
    "knowledge": _noun("field of knowledge"),
    "ability": _noun("ability", "an"),
    "activity": _noun("work activity"),
    "outcome": _noun("learning outcome"),
    "occupation": _noun("occupation", "an"),
    "job_title": _noun("job title"),
    "certification": _noun("certification"),
    "group": _noun("group"),
    "tool": _noun("tool"),
    "task": _noun("task"),
    "work_style": _noun("work style"),
}

_REUSE_LEVELS = {
    "transversal": "useful in any job",
    "cross-sector": "useful across sectors",
    "sector-specific": "specific to one sector",
    "occupation-specific": "specific to one occupation",
}

_HEADINGS = {
    "name": "preferred name",
    "kind": "kind, in {framework}",
    "reuse_level": "where it is useful",
    "level": "level",
    "broader": "listed under",
    "definition": "description",
    "withdrawn": "status",
    "replacement": "replaced by",
    "release": "source",
    "number": "{heading}: {n} in all",
    "derived": "derived, not checked by hand",
    "rated": "read from importance ratings",
    "version": "version {version}",
    "has_prerequisite": "needed first",
    "is_prerequisite_of": "needed first for",
    "has_sub_skill": "part of it",
    "is_sub_skill_of": "it is part of",
    "narrower": "more specific",
    "useful_knowledge": "useful knowledge",
    "is_useful_knowledge_for": "useful for",
    "essential_relation": "goes with, essential",
    "optional_relation": "goes with, optional",
    "related": "related",
    "draws_on": "draws on",
    "is_drawn_on_by": "drawn on by",
    "has_learning_outcome": "learning outcome",
    "is_learning_outcome_of": "learning outcome of",
    "is_assessed_by": "attested by",
    "assesses": "attests",
    "essential_for_occupation": "essential in",
    "optional_for_occupation": "optional in",
    "emerging_for_occupation": "emerging in",
    "relevant_for_occupation": "used in",
    "essential_skill": "essential skill or knowledge",
    "optional_skill": "optional skill or knowledge",
    "emerging_skill": "emerging skill or knowledge",
    "relevant_skill": "skill, knowledge or activity",
    "related_occupation": "related occupation",
    "job_title": "job title",
    "uses_tool": "tool or technology",
    "used_by_occupation": "used in",
    "task": "task",
    "performed_in": "task of",
    "carries_out": "part of the work activity",
    "domain": "domain",
    "exact_match": "same meaning",
    "close_match": "close meaning",
    "broad_match": "broader there",
    "narrow_match": "narrower there",
    "related_match": "related there",
}

_OCCUPATIONS = "[the occupation|the occupations|{n} occupations, including] {list}"
_SKILLS = "[the skill|the skills|{n} skills, including] {list}"
_EITHER = "[||{n} skills and fields of knowledge, including] {list}"
_ANY_USE = "[||{n} skills, fields of knowledge or activities, including] {list}"

_FRAMES = {
    "kind": Frame("in {framework}, {quoted} is {a_kind}"),
    "level": Frame("at level {quoted}"),
    "broader": Frame("listed under {quoted}"),
    "definition": Frame("{framework} describes it in these words: {quoted}"),
    "withdrawn": Frame("{framework} lists this entry as {plain}"),
    "replacement": Frame("{quoted} should be used instead"),
    "release": Frame("this entry comes from {framework}, version {plain} (publisher: {publisher})"),
    "has_prerequisite": Frame(f"learners first need {_EITHER}"),
    "useful_knowledge": Frame(
        "among the knowledge that helps, without being required, [is|are|are {n} fields, including] {list}",
        "it helps, without being required, to know [||{n} fields, including] {list}",
    ),
    "draws_on": Frame("to carry it out, people draw on [||{n} skills and abilities, including] {list}"),
    "has_sub_skill": Frame(
        "{this} is made up of [the more specific|the more specific|{n} more specific ones, including] {list}"
    ),
    "narrower": Frame(
        "more specific entries under {this} [are|are|number {n}, including] {list}",
    ),
    "is_sub_skill_of": Frame("{this} is itself part of the broader [||{n} entries, including] {list}"),
    "is_prerequisite_of": Frame(
        f"{{this}} has to come first for anyone who wants to go on to {_EITHER}",
    ),
    "is_useful_knowledge_for": Frame(f"knowing about it is useful, though not required, for {_SKILLS}"),
    "is_drawn_on_by": Frame(
        "{this} comes into play in [the work activity|the work activities|{n} work activities, including] "
        "{list}"
    ),
    "has_learning_outcome": Frame("what is learnt there [is|is|comes to {n} outcomes, including] {list}"),
    "is_learning_outcome_of": Frame("it is what people learn in [||{n} places, including] {list}"),
    "essential_relation": Frame(
        f"{{framework}} sees it as going closely together with {_EITHER}",
    ),
    "optional_relation": Frame(
        f"{{framework}} also links it, more loosely, with {_EITHER}",
        f"links it more loosely with {_EITHER}",
    ),
    "related": Frame("related entries worth a look [are|are|number {n}, including] {list}"),
    "essential_for_occupation": Frame(f"{{this}} is essential in {_OCCUPATIONS}"),
    "optional_for_occupation": Frame(
        f"{{this}} is an optional asset in {_OCCUPATIONS}",
        f"optional in {_OCCUPATIONS}",
    ),
    "emerging_for_occupation": Frame(f"{{this}} is emerging in {_OCCUPATIONS}"),
    "relevant_for_occupation": Frame(f"at work, {{this}} is called for in {_OCCUPATIONS}"),
    "rated": Frame("going by the importance ratings of {framework}"),
    "essential_skill": Frame(f"{{this}} calls above all for {_EITHER}"),
    "optional_skill": Frame(f"some people in it also use {_EITHER}", f"optionally for {_EITHER}"),
    "emerging_skill": Frame(f"newly called for in {{this}} [is|are|are] {_EITHER}"),
    "relevant_skill": Frame(f"the work involves {_ANY_USE}"),
    "related_occupation": Frame(
        "close to it [is the occupation|are the occupations|are {n} occupations, including] {list}"
    ),
    "job_title": Frame("people in it carry [the job title|the job titles|{n} job titles, including] {list}"),
    "uses_tool": Frame("people in it work with [||{n} tools and technologies, including] {list}"),
    "used_by_occupation": Frame(f"people work with it in {_OCCUPATIONS}"),
    "task": Frame("what people do there is described by [the task|the tasks|{n} tasks, including] {list}"),
    "performed_in": Frame(f"{{this}} belongs to {_OCCUPATIONS}"),
    "carries_out": Frame(
        "carrying it out is part of [the work activity|the work activities|{n} work activities, including] "
        "{list}",
        "is part of [the work activity|the work activities|{n} work activities, including] {list}",
    ),
    "is_assessed_by": Frame(
        "it can be attested by [the certification|the certifications|{n} certifications, including] {list}"
    ),
    "assesses": Frame("{this} attests what is needed for [||{n} entries, including] {list}"),
    "domain": Frame("its domain [is|are|is one of {n}, including] {list}"),
    "exact_match": Frame("the same idea is found in other frameworks as [||{n} entries, including] {list}"),
    "close_match": Frame("close to it in other frameworks [is|are|are {n} entries, including] {list}"),
    "broad_match": Frame("broader than it in other frameworks [is|are|are {n} entries, including] {list}"),
    "narrow_match": Frame("narrower than it in other frameworks [is|are|are {n} entries, including] {list}"),
    "related_match": Frame("related to it in other frameworks [is|are|are {n} entries, including] {list}"),
    "derived": Frame("[a match|matches|matches] derived without a check by hand"),
}

_LEARNER = {
    "definition": Frame("in the words of {framework}, this is about: {quoted}"),
    "release": Frame("you can look this entry up in {framework}, version {plain}"),
    "has_prerequisite": Frame(f"before you start, you need {_EITHER}"),
    "useful_knowledge": Frame(
        "it will help you, though you do not have to, to know about [||{n} fields, including] {list}",
        "it will help you to know about [||{n} fields, including] {list}",
    ),
    "draws_on": Frame("to carry it out, you will draw on [||{n} skills and abilities, including] {list}"),
    "has_sub_skill": Frame(
        "as you learn it, you will work on [the more specific|the more specific|{n} more specific ones, "
        "including] {list}"
    ),
    "is_prerequisite_of": Frame(f"once you have it, you can go on to {_EITHER}"),
    "is_useful_knowledge_for": Frame(f"knowing about it will help you with {_SKILLS}"),
    "essential_for_occupation": Frame(f"you will need it if you want to work in {_OCCUPATIONS}"),
    "optional_for_occupation": Frame(
        f"it may be of use to you in {_OCCUPATIONS}", f"it may be of use in {_OCCUPATIONS}"
    ),
    "relevant_for_occupation": Frame(f"at work, you would meet it in {_OCCUPATIONS}"),
    "essential_skill": Frame(f"to work in it, you will need {_EITHER}"),
    "optional_skill": Frame(f"you may also use {_EITHER}", f"you may also use {_EITHER}"),
    "relevant_skill": Frame(f"your work would involve {_ANY_USE}"),
    "uses_tool": Frame("you would work with [||{n} tools and technologies, including] {list}"),
    "used_by_occupation": Frame(f"you would work with it in {_OCCUPATIONS}"),
    "related_occupation": Frame(
        "you could also look at [the occupation|the occupations|{n} occupations nearby, including] {list}"
    ),
}

ENGLISH = Phrases(
    kinds=_KINDS,
    reuse_levels=_REUSE_LEVELS,
    headings=_HEADINGS,
    languages={"en": "in English", "fr": "in French"},
    frames=_FRAMES,
    learner=_LEARNER,
)
