"""``manage.py ingest``: official files → knowledge graph → snapshot → live."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from graphdata.progress import LineProgress, TerminalProgress
from graphdata.report_text import report_lines


class Command(BaseCommand):
    help = "Read every framework found under --data, build a snapshot and publish it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--data",
            type=Path,
            default=None,
            help="folder or zip (default: SKILLGRAPH_DATA_DIR, else the sample)",
        )
        parser.add_argument(
            "--framework",
            action="append",
            default=[],
            help="read only this one: esco, rome, onet, skos or crosswalks (may be repeated)",
        )
        parser.add_argument(
            "--no-publish", action="store_true", help="build and report, but leave the live one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from graphdata.ingest import IngestFailed, IngestOptions, build_snapshot, left_out, publish

        data = options["data"] or settings.SKILLGRAPH_DATA_DIR or settings.SKILLGRAPH_SAMPLE_DIR
        choice = IngestOptions(
            data=Path(data),
            var=Path(settings.SKILLGRAPH_VAR),
            frameworks=frozenset(options["framework"]),
            encoder=settings.SKILLGRAPH_ENCODER,
        )
        progress = TerminalProgress() if sys.stderr.isatty() else LineProgress(self.stderr.write)
        try:
            with progress:
                built = build_snapshot(choice, progress)
                lost = left_out(choice.var, built.snapshot_id)
                if not (lost or options["no_publish"]):
                    progress("publishing", 0, None, built.snapshot_id)
                    publish(choice.var, built.snapshot_id)
                    progress("published", 1, 1, built.snapshot_id)
        except IngestFailed as error:
            raise CommandError(str(error)) from error
        for line in report_lines(built.report):
            self.stdout.write(line)
        if lost and not options["no_publish"]:
            raise CommandError(
                f"Snapshot {built.snapshot_id} is built but not published: the live one also has "
                f"{', '.join(lost)}, which would disappear. Read all frameworks together, or publish it all "
                f"the same with: manage.py snapshots publish {built.snapshot_id}"
            )
        state = "built, not published" if options["no_publish"] else "published"
        self.stdout.write(f"Snapshot {built.snapshot_id} {state}.")
