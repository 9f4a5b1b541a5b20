"""``manage.py train_encoder``: framework text and translated pairs → the embedded bilingual encoder."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from graphdata.frameworks.report import UnusableFile
from graphdata.progress import LineProgress, TerminalProgress

INSTALL = "pip install -c constraints.txt -e '.[train]'"


class Command(BaseCommand):
    help = "Train the embedded bilingual encoder from the frameworks and parallel/*.tsv under --data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        var = Path(settings.SKILLGRAPH_VAR) / "encoder"
        parser.add_argument("--data", type=Path, required=True, help="folder with the official exports")
        parser.add_argument(
            "--out",
            type=Path,
            default=var / "weights",
            help="where the encoder is written (default: var/encoder/weights)",
        )
        parser.add_argument(
            "--work",
            type=Path,
            default=var,
            help="teacher vectors and checkpoints, kept to go on after a stop",
        )
        parser.add_argument(
            "--seed", type=int, default=None, help="seed of noise and order (default: the shipped one)"
        )
        parser.add_argument(
            "--hard-negatives",
            type=_count,
            default=None,
            help="texts of siblings drawn for a ranking pair (default: the shipped recipe's, none)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from graphdata.encoder_training import TrainingFailed, train_from
            from search.neural.training.teacher import TeacherMissing
        except ImportError as error:
            raise CommandError(f"Training needs {error.name}, which is not installed: {INSTALL}") from error
        progress = TerminalProgress() if sys.stderr.isatty() else LineProgress(self.stderr.write)
        try:
            with progress:
                facts = train_from(
                    options["data"],
                    out=options["out"],
                    work=options["work"],
                    seed=options["seed"],
                    hard_negatives=options["hard_negatives"],
                    tell=progress,
                )
        except (UnusableFile, TrainingFailed, TeacherMissing) as error:
            raise CommandError(str(error)) from error
        for name, count in facts["texts"].items():
            self.stdout.write(f"{count:>9,} texts from {name}")
        for family, figures in facts["held_out_recall_at_1"].items():
            self.stdout.write(f"Recall@1 of held-out labels, {family}")
            for direction, figure in figures.items():
                self.stdout.write(f"    {direction:<32} {figure:.3f}")
        self.stdout.write(f"Encoder written to {options['out']}.")


def _count(value: str) -> int:
    count = int(value)
    if count < 0:
        raise ValueError
    return count
