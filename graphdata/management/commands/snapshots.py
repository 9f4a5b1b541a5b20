"""``manage.py snapshots``: what is live, what can be, and switching between them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.snapshot import Manifest, SnapshotError, SnapshotStore


class Command(BaseCommand):
    help = "List snapshots, publish one, roll back to the one before, or delete old ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action")
        actions.add_parser("list", help="every snapshot, the live one marked")
        actions.add_parser("publish", help="make one the live snapshot").add_argument("id")
        actions.add_parser("rollback", help="go back to the snapshot that was live before")
        actions.add_parser("prune", help="delete old snapshots").add_argument(
            "--keep", type=int, default=2, help="how many to keep besides the live one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        store = SnapshotStore(Path(settings.SKILLGRAPH_VAR) / "snapshots")
        action = options["action"] or "list"
        try:
            getattr(self, f"_{action}")(store, options)
        except SnapshotError as error:
            raise CommandError(str(error)) from error

    def _list(self, store: SnapshotStore, options: dict[str, Any]) -> None:
        if not store.ids():
            self.stdout.write("No snapshot yet. Run: manage.py ingest")
        for snapshot_id in store.ids():
            mark = "*" if snapshot_id == store.current_id() else " "
            self.stdout.write(f"{mark} {snapshot_id}  {_summary(store, snapshot_id)}")

    def _publish(self, store: SnapshotStore, options: dict[str, Any]) -> None:
        store.publish(options["id"])
        self.stdout.write(f"Snapshot {options['id']} is live.")

    def _rollback(self, store: SnapshotStore, options: dict[str, Any]) -> None:
        self.stdout.write(f"Snapshot {store.rollback()} is live again.")

    def _prune(self, store: SnapshotStore, options: dict[str, Any]) -> None:
        deleted = store.prune(keep=max(options["keep"], 0))
        self.stdout.write(f"Deleted {len(deleted)}: {', '.join(deleted) or 'nothing'}.")


def _summary(store: SnapshotStore, snapshot_id: str) -> str:
    try:
        manifest = Manifest.load(store.path(snapshot_id))
    except SnapshotError as error:
        return str(error)  # one damaged snapshot must not hide the others
    frameworks = ", ".join(f"{release['framework']} {release['version']}" for release in manifest.releases)
    return f"{manifest.created}  {frameworks}"
