"""ETag and Cache-Control of answers that stand as long as the snapshot does."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

#: To be raised whenever the same snapshot is told in another way, so that nobody goes on with an old answer.
EDITION = "2"

#: Anyone may keep an answer, and asks before using it again: what is published counts from then on.
REVALIDATED = "public, no-cache"


def unchanged(request: HttpRequest, response: HttpResponse, *identity: str | int) -> HttpResponse | None:
    """The short answer for a client that has this one already (304, or 412 to If-Match), else None.

    ``identity`` is all that the answer depends on: snapshot, concept, representation, language, length.
    ``response`` gets the headers that the full answer needs.
    """
    tag = sha256("\n".join(map(str, (EDITION, *identity))).encode()).hexdigest()[:32]
    response["ETag"] = quote_etag(tag)
    response["Cache-Control"] = REVALIDATED
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return None if answer is response else answer
