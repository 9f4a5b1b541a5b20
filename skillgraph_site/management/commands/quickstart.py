"""From an empty database to a site that answers, in one command. A second run starts at once."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.snapshot import SnapshotStore

from . import serve


class Command(BaseCommand):
    help = "Prepares everything that is missing (tables, static files, a first snapshot), then serves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--data", type=Path, help="folder with official files; the bundled sample if left out"
        )
        serve.Command().add_arguments(parser)

    def handle(
        self, *_args: str, data: Path | None, host: str, port: int, workers: int, **_options: Any
    ) -> None:
        if data is not None and not data.exists():
            raise CommandError(
                f"There is no {data}. Give the folder or the zip that holds the official files."
            )
        serve.refuse_taken_port(host, port)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        self._ingest_if_needed(data)
        self._say_how_to_sign_in()
        call_command("serve", host=host, port=port, workers=workers)

    def _ingest_if_needed(self, data: Path | None) -> None:
        live = SnapshotStore(Path(settings.SKILLGRAPH_VAR) / "snapshots").current_id()
        if data is None and live is not None:
            self.stdout.write(f"Serving snapshot {live}.")
            return
        call_command("ingest", data=data or settings.SKILLGRAPH_SAMPLE_DIR)

    def _say_how_to_sign_in(self) -> None:
        people = get_user_model().objects
        if not people.filter(is_staff=True).exists():
            self.stdout.write("Nobody can enter the administration yet. Make an account with:")
            self.stdout.write("  manage.py createsuperuser")
