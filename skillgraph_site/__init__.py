"""Composition root of SkillGraph. Importing it makes Celery's app known, so that tasks find their broker."""

from .celery import app as celery_app

__all__ = ["celery_app"]
