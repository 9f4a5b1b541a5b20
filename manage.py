#!/usr/bin/env python
"""The command line of SkillGraph."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from environs.exceptions import EnvError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillgraph_site.settings")
    try:
        execute_from_command_line(sys.argv)
    except (EnvError, ImproperlyConfigured) as error:
        sys.exit(f"SkillGraph cannot start with this configuration: {error}")


if __name__ == "__main__":
    main()
