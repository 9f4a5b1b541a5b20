"""English here is British: dates, times and numbers as in en-GB."""

from django.conf.locale.en_GB.formats import *  # type: ignore[import-untyped]  # noqa: F403
