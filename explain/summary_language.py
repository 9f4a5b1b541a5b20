"""Whether a sentence is in the language asked for, names from other languages aside."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from search.query_language import detect

#: How sure the detector of 97 languages has to be that a sentence is in another one. Below, the two languages
#: of summaries are told apart by themselves, which is far surer for short texts.
SURE = 0.8
#: Fewer words than these are too few to judge.
FEWEST_WORDS = 3

_QUOTED = re.compile(r"“[^”]*”|«[^»]*»")


def is_in(language: str, text: str, names: Sequence[str] = ()) -> bool:
    """Whether ``text`` is in ``language``. ``names`` may be in any, and so may what is quoted.

    >>> is_in("fr", "Cette fiche se trouve sous « baking »."), is_in("fr", "It is listed under gardening.")
    (True, False)
    """
    own = _QUOTED.sub(" ", text)
    for name in names:
        own = re.sub(re.escape(name), " ", own, flags=re.IGNORECASE)
    if len(re.findall(r"[^\W\d_]{2,}", own)) < FEWEST_WORDS:
        return True
    likeliest, probability = _detector().classify(own)
    return likeliest == language or (probability < SURE and detect(own) == language)


@cache
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
