"""``manage.py ingest`` in a process of its own, where something happens at one chosen moment.

The moment is a step of the progress; what happens is a piece of Python run inside the ingest.
"""

import subprocess
import sys

from tests.conftest import ROOT, Environment

_DRIVER = """
import os, resource, signal, sys, time
from pathlib import Path
from graphdata import ingest, progress

ingest.TELL_EVERY = 40  # the sample is small: be told while it is still being loaded
told = progress.LineProgress.__call__

def wait_for(path):
    while not path.exists():
        time.sleep(0.05)

def act(self, stage, done, total, message):
    told(self, stage, done, total, message)
    if {moment}:
        {action}

progress.LineProgress.__call__ = act
{preparation}
sys.argv = ["manage.py", *sys.argv[1:]]
import manage
manage.main()
"""


def start(
    environment: Environment, *words: str, moment: str = "False", action: str = "pass", preparation: str = ""
) -> "subprocess.Popen[str]":
    """Start ``manage.py ingest`` with ``words``; ``action`` runs when the expression ``moment`` is true."""
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            _DRIVER.format(moment=moment, action=action, preparation=preparation),
            "ingest",
            *words,
        ],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
