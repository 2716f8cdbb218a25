"""Settings of the tests: fixed secrets, cheap passwords, a database given by tests/conftest.py."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SECRET_KEY", "tests only: not a secret, and never long enough to be")

from portal.settings.base import *  # after the key the base reads
from portal.settings.base import DATABASES, REDIS_URL

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
RUN_FOLDER = Path(os.environ.get("PORTAL_RUN_FOLDER", Path(tempfile.gettempdir()) / "portal-tests"))
DOCUMENT_FOLDER = Path(os.environ.get("PORTAL_DOCUMENTS", RUN_FOLDER / "documents"))
SIGNING_FOLDER = RUN_FOLDER / "signing"
DESK_UNDO_SECONDS = 0  # what is accepted leaves at once, where nothing else is tested
STATIC_ROOT = None
WHITENOISE_AUTOREFRESH = True  # found when asked for: no scan of every folder at each start
DATABASES["default"]["CONN_MAX_AGE"] = 0  # a clone is dropped when its test ends
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
# Ordinary tests ring a bell nobody hears; a test with real processes passes them REDIS_URL.
CELERY_BROKER_URL = REDIS_URL or "memory://"
