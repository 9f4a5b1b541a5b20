"""What can go wrong when search is measured."""


class EvaluationError(Exception):
    """A measurement cannot be made; the message names the file and line, or says what answered instead."""
