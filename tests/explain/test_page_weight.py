"""What a skill page costs to load, in bytes: the page and all that it makes a browser fetch, as sent."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.markup import all_of, parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_sample")]

#: The budget, without the graph library, which loads only when the graph is opened.
MOST_BYTES = 150_000
PAGES = (
    "/skill/esco:859b1499-ec99-5ded-9c98-4aa615fe1a82",
    "/occupation/esco:3e09514f-388c-5721-b03f-edf1522c381f",
    "/occupation/onet:99-1001.00",
)


def test_the_page_is_sent_compressed_to_whoever_takes_that(client: Client) -> None:
    plain = client.get(PAGES[0])
    packed = client.get(PAGES[0], headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 2
    assert "Accept-Encoding" in plain["Vary"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_all_it_loads_stays_within_its_budget(client: Client, path: str) -> None:
    packed = len(client.get(path, headers={"accept-encoding": "gzip"}).content)
    loaded = {address: _sent(address) for address in _fetched(client, path)}
    assert len(loaded) > 8
    assert packed + sum(loaded.values()) < MOST_BYTES, (packed, loaded)


def _fetched(client: Client, path: str) -> set[str]:
    """The addresses of style sheets, scripts, icons and fonts that the page at ``path`` asks for."""
    page = parse(client.get(path))
    found = {link.attrib["href"] for link in all_of(page, "link")}
    found |= {script.attrib["src"] for script in all_of(page, "script")}
    uses = [element for element in page.iter() if element.tag.endswith("}use")]
    found |= {urlsplit(use.attrib["href"]).path for use in uses}
    # Italics and letters beyond Latin-1 are fetched only by pages that have them; skill pages have none.
    return {address for address in found if "italic" not in address}


def _sent(address: str) -> int:
    """The size of a static file as WhiteNoise sends it: compressed, where that is not done already."""
    path = finders.find(re.sub("^/?static/", "", address))
    assert path, address
    content = Path(str(path)).read_bytes()
    return len(content) if address.endswith(".woff2") else len(gzip.compress(content))
