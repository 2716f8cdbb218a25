"""Settings of a real installation: everything by environment, everything over TLS."""

import os

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *
from portal.settings.base import ALLOWED_HOSTS, DATABASE_ROLE, OUTSIDE_SYSTEMS, SECRET_KEY
from portal.settings.database import own_url_of

# A runtime role needs no more than its own way into the database; the owner's word also serves.
_own_url = own_url_of(DATABASE_ROLE)
_needed = {
    "DJANGO_SECRET_KEY": SECRET_KEY,
    _own_url: os.environ.get(_own_url) or os.environ.get("DATABASE_URL"),
    "REDIS_URL": os.environ.get("REDIS_URL"),
    "ALLOWED_HOSTS": ALLOWED_HOSTS,
    "PORTAL_URL": os.environ.get("PORTAL_URL"),
    "PORTAL_ROLE": os.environ.get("PORTAL_ROLE"),
    # Behind a proxy that is not named, everybody is one visitor to the throttles.
    "PORTAL_PROXIES (addresses of the proxies in front, or none)": os.environ.get("PORTAL_PROXIES"),
    **{f"{name.upper()}_URL": url for name, url in OUTSIDE_SYSTEMS.items()},
}
_missing = [name for name, value in _needed.items() if not value]
if _missing:
    raise ImproperlyConfigured(f"Set in the environment: {', '.join(_missing)}.")

# The proxy in front ends TLS; it must set this header itself and drop the visitor's own.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Off only where the way from the proxy, or from the one machine there is, is plain HTTP.
SECURE_SSL_REDIRECT = os.environ.get("PORTAL_SSL_REDIRECT", "on") != "off"
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

# The prefix makes browsers refuse these cookies from another host, path or plain HTTP.
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if host != "*"]
LANGUAGE_COOKIE_SECURE = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
