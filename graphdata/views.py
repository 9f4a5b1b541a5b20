"""What is loaded, where it comes from and what was wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from search.language_fallback import Wording, best_wording, content_language
from search.unavailable import says_when_unavailable
from search.vocabulary import KIND_OF_CLASS

from .live import current_graph, current_report
from .neighbourhood import releases
from .records import ReleaseRecord


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One framework version or crosswalk, with its notice in the reader's language."""

    release: ReleaseRecord
    notice: Wording | None

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many concepts of each class, in the order in which filters list their kinds."""
        order = list(KIND_OF_CLASS)
        known = sorted((name for name in self.release.counts if name in order), key=order.index)
        others = sorted(self.release.counts.keys() - set(known))
        return [(name, self.release.counts[name]) for name in (*known, *others)]

    @property
    def rows_skipped(self) -> int:
        return sum(int(file["rows_skipped"]) for file in self.release.files)


@require_safe
@vary_on_headers("Cookie")
@says_when_unavailable
def frameworks(request: HttpRequest) -> HttpResponse:
    graph = current_graph()
    report = current_report()
    language = content_language()
    lines = [ReleaseLine(release, best_wording(release.notice, language)) for release in releases(graph)]
    context = {
        "frameworks": [line for line in lines if line.release.role == "framework"],
        "mappings": [line for line in lines if line.release.role == "mapping"],
        "notices": {line.notice.text: line.notice for line in lines if line.notice}.values(),
        "report": report,
        "skipped": _skipped(report),
        "checks": [*report["quality"]["shacl"], *report["quality"]["integrity"]],
        "section": "frameworks",
        "created": graph.manifest.created,
        "has_sample": any(line.release.sample for line in lines),
    }
    return render(request, "graphdata/frameworks.html", context)


def _skipped(report: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    """File, number of rows and reason, the most frequent first."""
    rows = [
        (file["file"], count, reason) for file in report["files"] for reason, count in file["reasons"].items()
    ]
    return sorted(rows, key=lambda row: -row[1])
