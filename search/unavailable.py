"""What a page answers when there is no snapshot to answer from: a clear 503, never a traceback."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .snapshot import SnapshotError

P = ParamSpec("P")

#: Seconds after which a browser or a robot may ask again.
RETRY_AFTER = "10"


def says_when_unavailable(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Turns SnapshotError into a page (for htmx: its fragment) that says what is wrong and what to run."""

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SnapshotError as error:
            template = "search/_unavailable.html" if wants_fragment(request) else "search/unavailable.html"
            response = render(request, template, {"problem": error}, status=503)
            response["Retry-After"] = RETRY_AFTER
            return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", answer)


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; going back in history wants the whole of it."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers
