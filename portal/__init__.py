"""The public portal."""

# Tasks and doorbells anywhere in the portal find their application because this was imported.
from portal.celery import app as celery_app

__all__ = ["celery_app"]
