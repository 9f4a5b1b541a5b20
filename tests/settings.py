"""The settings of a test run: the site's own, on a throw-away ``SKILLGRAPH_VAR`` and with cheap passwords.

``DATABASE_URL``, ``REDIS_URL`` and ``SKILLGRAPH_DATA_DIR`` are kept, so that the suite can run against
PostgreSQL, Redis and the official frameworks; whatever else the developer's shell sets is not.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_var = tempfile.mkdtemp(prefix="skillgraph-tests-")
atexit.register(shutil.rmtree, _var, ignore_errors=True)
(Path(_var) / "static").mkdir()
os.environ["SKILLGRAPH_VAR"] = _var
_kept = {"SKILLGRAPH_VAR", "SKILLGRAPH_DATA_DIR"}
_ours = {name for name in os.environ if name.startswith("SKILLGRAPH_")} - _kept
for _name in ("ALLOWED_HOSTS", "DEBUG", "SECRET_KEY", *_ours):
    os.environ.pop(_name, None)

from skillgraph_site.settings import *  # noqa: E402, F403
from skillgraph_site.settings import DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: only there do several connections meet as they do in production.
    DATABASES["default"]["TEST"] = {"NAME": f"{_var}/test.sqlite3"}

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
