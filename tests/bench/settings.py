"""Settings of the measured web server: the portal's own, and one bare view beside it."""

from portal.settings.testing import *  # noqa: F403  # one settings module on top of another

ROOT_URLCONF = "tests.bench.urls"
DATABASES["default"]["CONN_MAX_AGE"] = 600  # noqa: F405  # from there; as in production
