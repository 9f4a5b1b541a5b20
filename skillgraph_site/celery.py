"""The Celery app. Its settings are Django's, prefixed ``CELERY_``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillgraph_site.settings")

app = Celery("skillgraph_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
