"""What ``manage.py evaluate`` measures: snapshots and benchmark files in, figures ready for JSON out.

One module per task; ``sheets`` turns figures into tables, ``page`` puts those into docs/evaluation.md.
"""

from collections.abc import Callable

#: How many of the worst queries of each kind are named.
WORST = 3
#: How many held-out labels are asked per direction.
SAMPLE = 2_000
#: How many concepts are explained.
CONCEPTS = 1_000
#: How an explanation is made: without a language model, and by one with and without constraints.
EXPLANATION_MODES = (TEMPLATE, CONSTRAINED, FREE) = ("template", "constrained", "free")

#: Told what is being done, in a few words.
Tell = Callable[[str], None]
