"""The cast: Amina has an account and lists, Bruno has an account and shares nothing, Chloé has no account."""

import pytest
from django.test import Client

from search.language_fallback import Wording
from search.types import ConceptDocument
from skillgraph_site.accounts.models import User

READ = "esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"


@pytest.fixture
def amina() -> User:
    return User.objects.create_user("amina@example.org", "correct horse")


@pytest.fixture
def bruno() -> User:
    return User.objects.create_user("bruno@example.org", "correct horse")


@pytest.fixture
def amina_s_browser(amina: User) -> Client:
    browser = Client(enforce_csrf_checks=False)
    browser.force_login(amina)
    return browser


@pytest.fixture
def bruno_s_browser(bruno: User) -> Client:
    browser = Client()
    browser.force_login(bruno)
    return browser


@pytest.fixture
def chloe_s_browser() -> Client:
    return Client()


def concept(name: str = "weld", **labels: str) -> ConceptDocument:
    """A made-up concept, for lists that need none of the snapshot."""
    return ConceptDocument(f"esco:{name}", f"urn:{name}", "esco", "skill", labels or {"en": name})


def wording(text: str, language: str = "en") -> Wording:
    return Wording(text, language)
