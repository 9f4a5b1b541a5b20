"""Liveness (the process answers) and readiness (it can answer questions)."""

from django.db import connection
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse

from search.live import current_engine
from search.snapshot import SnapshotError


def healthz(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def readyz(_request: HttpRequest) -> HttpResponse:
    missing = [problem for problem in (_database_problem(), _snapshot_problem()) if problem]
    if missing:
        return HttpResponse("\n".join(missing), content_type="text/plain; charset=utf-8", status=503)
    return HttpResponse("ready", content_type="text/plain")


def _database_problem() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations")
    except DatabaseError:
        return (
            "database: it does not answer or has no tables yet; check DATABASE_URL and run manage.py migrate"
        )
    return ""


def _snapshot_problem() -> str:
    try:
        current_engine()
    except SnapshotError as problem:
        return f"snapshot: {problem}"
    return ""
