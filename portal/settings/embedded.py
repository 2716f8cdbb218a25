"""Settings of an installation that brings its own PostgreSQL and Valkey: demo and development."""

import os

import dj_database_url

from portal.embedded.reach import reachable

# What is given stays; what runs in the run folder fills the rest. Nothing is started here:
# manage.py does that for commands that need it.
os.environ |= reachable()
# Who tries the portal out shall see a case leave; a real desk has its ten minutes.
os.environ.setdefault("PORTAL_UNDO_SECONDS", "5")

from portal.settings.base import *  # after the environment the base reads
from portal.settings.base import ALLOWED_HOSTS, DATABASE_URL, DATABASES

if not DATABASE_URL:
    # A command that connects all the same says so, instead of finding some other PostgreSQL.
    DATABASES["default"] |= dj_database_url.parse("postgres://no-server-is-running.invalid/portal")

ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True  # the demo serves static files without collecting them first
# The demo speaks plain HTTP to this machine alone; production.py closes what this leaves open.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
