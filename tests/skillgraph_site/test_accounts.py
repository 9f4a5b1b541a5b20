"""People sign in with an e-mail address that is theirs alone, whatever its case."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from skillgraph_site.accounts.models import User

pytestmark = pytest.mark.django_db


def test_two_people_cannot_share_an_address_that_differs_in_case_only() -> None:
    User.objects.create_user("Amina@example.org", "correct horse")
    with pytest.raises(IntegrityError):
        User.objects.create_user("amina@EXAMPLE.org", "battery staple")


def test_a_form_says_that_the_address_is_taken() -> None:
    User.objects.create_user("amina@example.org")
    with pytest.raises(ValidationError, match="already has this e-mail"):
        User(email="AMINA@example.org", password="!").full_clean()


def test_people_sign_in_with_their_address_in_any_case() -> None:
    amina = User.objects.create_user("amina@example.org", "correct horse")
    assert authenticate(username="Amina@Example.org", password="correct horse") == amina
    assert authenticate(username="amina@example.org", password="wrong") is None


def test_an_account_needs_an_address() -> None:
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_the_site_uses_this_model_from_its_first_migration() -> None:
    assert get_user_model() is User


def test_an_administrator_adds_a_person(client: Client) -> None:
    client.force_login(User.objects.create_superuser("admin@example.org", "correct horse"))
    form = {
        "email": "new@example.org",
        "name": "Noël",
        "usable_password": "true",
        "password1": "a long one, really",
        "password2": "a long one, really",
    }
    answer = client.post("/admin/accounts/user/add/", form)
    assert answer.status_code == 302, answer.context["adminform"].errors
    assert authenticate(username="new@example.org", password="a long one, really") is not None
    page = client.get(answer["Location"])
    assert "Noël" in page.content.decode()
