"""Whatever goes wrong below ``/api/`` is told as a problem document, also what never reached an endpoint."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .problems import PROBLEM_JSON, problem

_DETAILS = {
    400: "The request cannot be understood.",
    403: "This request is not allowed.",
    404: "{path} is no endpoint. They are listed at /api/v1/docs.",
    405: "{path} does not answer to {method}.",
    500: "Something went wrong on our side. The server's log has the details.",
}


class ProblemDocuments:
    """Replaces error pages made for people (unknown address, wrong method, refused host) below ``/api/``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        status = response.status_code
        is_page = not response.headers.get("Content-Type", "").startswith(PROBLEM_JSON)
        if status < 400 or not is_page or not request.path.startswith("/api/"):
            return response
        detail = _DETAILS.get(status, HTTPStatus(status).phrase)
        answer = problem(request, status, detail.format(path=request.path, method=request.method))
        for name, value in response.headers.items():
            if name not in ("Content-Type", "Content-Length"):
                answer.headers[name] = value
        return answer
