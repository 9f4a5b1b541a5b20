"""``make bench``: the live snapshot of SKILLGRAPH_VAR, measured.

That is the sample after ``make run``, the official frameworks after ``manage.py ingest --data``. Every round
asks each query once of everything that is compared, one right after the other, so that a busy moment of
the machine hits all of them alike. Figures are printed, and kept as JSON for documents to quote.
"""

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

import django

GROUPS = ("engine", "concepts", "peers", "growth")
DEFAULT = ("engine", "concepts", "peers")
ROUNDS = 15


def main() -> int:
    chosen = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillgraph_site.settings")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing that is measured may wait for a network
    os.environ.setdefault("TQDM_DISABLE", "1")
    django.setup()
    from search.evaluation.errors import EvaluationError
    from search.neural.encoder import EncoderError
    from search.snapshot import SnapshotError

    from .groups import Groups

    try:
        groups = Groups(chosen.rounds, chosen.out, chosen.sizes)
        for group in chosen.groups:
            getattr(groups, group)()
    except (SnapshotError, EncoderError, EvaluationError) as error:
        print(error)
        return 1
    return 0


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.bench", description="Measure the live snapshot.")
    parser.add_argument("groups", nargs="*", help=f"{', '.join(GROUPS)} (default: {', '.join(DEFAULT)})")
    parser.add_argument("--rounds", type=_at_least_2, default=ROUNDS, help="how often each query is asked")
    parser.add_argument("--out", type=Path, help="for figures and indexes (default: bench in SKILLGRAPH_VAR)")
    parser.add_argument("--sizes", type=_at_least_2, nargs="+", help="growth: numbers of concepts")
    chosen = parser.parse_args()
    if unknown := [group for group in chosen.groups if group not in GROUPS]:
        parser.error(f"there is no group {', '.join(unknown)}; there are {', '.join(GROUPS)}")
    chosen.groups = chosen.groups or DEFAULT
    return chosen


def _at_least_2(text: str) -> int:
    """One is too few for a 95th percentile."""
    if int(text) < 2:
        raise ArgumentTypeError(f"{text} is less than 2")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
