"""A generator that says what it was told to say: the paths that a model of random weights seldom takes."""

import json
from collections.abc import Iterable, Sequence

from explain.summary import SummarySentence
from search.neural.generator import Answer, GeneratorError, Request


class ScriptedGenerator:
    """Gives ``answers`` in their order, raising those that are errors. ``requests`` are what it was asked."""

    name = "scripted"

    def __init__(self, answers: Iterable[str | GeneratorError]) -> None:
        self._answers = iter(answers)
        self.requests: list[Request] = []

    def generate(self, request: Request) -> Answer:
        self.requests.append(request)
        answer = next(self._answers)
        if isinstance(answer, GeneratorError):
            raise answer
        return Answer(answer, "scripted-1", prompt_tokens=100, completion_tokens=50, milliseconds=1.0)


def answer_of(*sentences: SummarySentence | tuple[str, Sequence[str]]) -> str:
    """What a model that keeps to the schema answers."""
    pairs = [(each.text, each.evidence) if isinstance(each, SummarySentence) else each for each in sentences]
    return json.dumps({"sentences": [{"evidence": list(cited), "text": text} for text, cited in pairs]})
