"""Which representation of an answer to send: by name in the address, else by the Accept header."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.http.request import MediaType
from ninja import Query

from .problems import NotAcceptableError


@dataclass(frozen=True, slots=True)
class Representation:
    """One way to tell an answer: the media type to send, and all that a client may call it by."""

    name: str
    content_type: str
    called: tuple[str, ...]

    @property
    def media_type(self) -> str:
        return self.content_type.partition(";")[0]


def _representation(name: str, media_type: str, *parameters: str, charset: bool = True) -> Representation:
    # Django compares parameters too: each that a client may well add is offered by name.
    content_type = f"{media_type}; charset=utf-8" if charset else media_type
    called = (f"{media_type}; charset=utf-8", *(f"{media_type}; {parameter}" for parameter in parameters))
    return Representation(name, content_type, called)


_PROFILE = 'profile="http://www.w3.org/ns/json-ld#{}"'

JSON = _representation("json", "application/json")
JSON_LD = _representation(
    "jsonld",
    "application/ld+json",
    *(_PROFILE.format(profile) for profile in ("compacted", "context")),
    charset=False,
)
TURTLE = _representation("turtle", "text/turtle")
PAGE = _representation("html", "text/html")

#: What a concept is told in; the first is for whoever takes anything.
CONCEPT_REPRESENTATIONS = (JSON, JSON_LD, TURTLE)
#: Where the address of a concept may lead to.
RESOLVED_REPRESENTATIONS = (JSON, PAGE, JSON_LD, TURTLE)

Format = Annotated[
    Literal["json", "jsonld", "json-ld", "turtle", "ttl"] | None,
    Query(
        description="The representation by name, whatever the Accept header says. "
        "`json-ld` and `ttl` are other names of `jsonld` and `turtle`."
    ),
]
_NAMED = {"json": JSON, "jsonld": JSON_LD, "json-ld": JSON_LD, "turtle": TURTLE, "ttl": TURTLE}


def representation_for(request: HttpRequest, named: str | None) -> Representation:
    """The representation of a concept that is ``named``, else the one that the client likes best.

    Raises NotAcceptableError when the Accept header leaves all of them out.
    """
    return _NAMED[named] if named else preferred(request, CONCEPT_REPRESENTATIONS)


def preferred(request: HttpRequest, offered: Sequence[Representation]) -> Representation:
    """The one of ``offered`` that the Accept header of ``request`` likes best, the first among equals.

    Raises NotAcceptableError when it leaves all of them out.
    """
    if not request.headers.get("Accept", "").strip():
        return offered[0]
    refused = _refused(request)
    by_call = {
        call: each
        for each in offered
        for call in each.called
        if not any(MediaType(call).match(str(name)) for name in refused)
    }
    call = request.get_preferred_type(list(by_call))
    if call is None:
        raise NotAcceptableError([each.media_type for each in offered])
    return by_call[call]


def _refused(request: HttpRequest) -> list[MediaType]:
    """The types named with ``q=0``: Django leaves them out, and ``*/*`` beside them would bring them back."""
    named = map(MediaType, request.headers["Accept"].split(","))
    return [name for name in named if name.quality == 0 and "*" not in (name.main_type, name.sub_type)]


def documented_content() -> dict[str, Any]:
    """The OpenAPI description of what ninja cannot know: the representations that are no JSON schema."""
    content = {
        JSON_LD.media_type: {
            "schema": {"type": "object", "description": "JSON-LD; its context is at /api/v1/context.jsonld."}
        },
        TURTLE.media_type: {"schema": {"type": "string", "description": "RDF 1.1 Turtle."}},
    }
    return {"responses": {200: {"content": content}}}


def documented_context() -> dict[str, Any]:
    """The OpenAPI description of the JSON-LD context."""
    return {"responses": {200: {"content": {JSON_LD.media_type: {"schema": {"type": "object"}}}}}}
