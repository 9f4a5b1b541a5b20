"""The line that cites an entry."""

from datetime import date

import pytest
from django.utils.translation import override

from explain.citation import citation

from .cast import record, release

DAY = date(2026, 11, 22)


def test_a_citation_names_entry_framework_version_publisher_address_licence_and_day() -> None:
    cited = citation(record(), "weld metal", release(licence_name="Free for all"), DAY)
    assert cited == (
        "“weld metal” (skill). A framework, version 9.1. The publisher. urn:weld. Licence: Free for all. "
        "Accessed 22 November 2026."
    )


def test_what_is_missing_is_left_out() -> None:
    cited = citation(record(), "weld metal", None, DAY)
    assert cited == "“weld metal” (skill). ESCO. urn:weld. Accessed 22 November 2026."


@pytest.mark.parametrize("licence", ["", "No. 7."])
def test_no_stop_is_doubled(licence: str) -> None:
    assert ".." not in citation(record(), "weld metal.", release(licence_name=licence), DAY)


def test_a_citation_follows_the_language_of_the_interface() -> None:
    with override("fr"):
        cited = citation(record(), "souder du métal", release(), DAY)
    assert cited.startswith("«\u00a0souder du métal\u00a0» (compétence). A framework, version 9.1.")
    assert cited.endswith("Consulté le 22 novembre 2026.")
