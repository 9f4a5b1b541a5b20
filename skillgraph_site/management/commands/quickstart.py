"""From an empty database to a site that answers, in one command. A second run starts at once."""

from pathlib import Path
from shlex import quote
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from graphdata.frameworks.registry import readers
from graphdata.frameworks.report import ReadReport, UnusableFile
from graphdata.frameworks.sources import find_sources
from search.neural.encoder import EncoderError, load_encoder
from search.snapshot import Manifest, SnapshotError, SnapshotStore

from . import serve

#: Named graph → SHA-256 of the files that it was made of.
Contents = dict[str, frozenset[str]]


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
        store = SnapshotStore(Path(settings.SKILLGRAPH_VAR) / "snapshots")
        live = store.current_id()
        if live is not None and data is None:
            self.stdout.write(f"Serving snapshot {live}.")
        elif live is not None and data is not None and is_made_of(store.path(live), data):
            self.stdout.write(f"Serving snapshot {live}, which already holds the data in {data}.")
            self.stdout.write(f"To load it anew: manage.py ingest --data {quote(str(data))}")
        else:
            call_command("ingest", data=data or settings.SKILLGRAPH_SAMPLE_DIR)

    def _say_how_to_sign_in(self) -> None:
        people = get_user_model().objects
        if not people.filter(is_staff=True).exists():
            self.stdout.write("Nobody can enter the administration yet. Make an account with:")
            self.stdout.write("  manage.py createsuperuser")


def is_made_of(snapshot: Path, data: Path) -> bool:
    """Whether an ingest of ``data`` now would read what ``snapshot`` was built from, with its encoder.

    Files that belong to no framework do not count. Whatever cannot be told is left to the ingest,
    which explains it.
    """
    try:
        manifest = Manifest.load(snapshot)
        encoder = load_encoder(settings.SKILLGRAPH_ENCODER)
        return encoder.fingerprint == manifest.encoder.fingerprint and _found(data) == _recorded(manifest)
    except (SnapshotError, EncoderError, UnusableFile):
        return False


def _found(data: Path) -> Contents:
    sources = find_sources(data, ReadReport())
    return {
        str(release.graph): frozenset(source.sha256 for source in release.sources)
        for reader in readers()
        for release in reader.find(sources)
    }


def _recorded(manifest: Manifest) -> Contents:
    return {
        release["graph"]: frozenset(file["sha256"] for file in release["files"])
        for release in manifest.releases
    }
