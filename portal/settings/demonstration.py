"""Production on one machine over plain HTTP, with invented people whose secrets are printed."""

from portal.settings.production import *
from portal.settings.production import SECURE_PROXY_SSL_HEADER

del SECURE_PROXY_SSL_HEADER  # nobody stands in front who could be believed
# Browsers keep cookies with that prefix, or marked secure, only over TLS, and here is none.
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_NAME, SESSION_COOKIE_SECURE = "session", False
CSRF_COOKIE_NAME, CSRF_COOKIE_SECURE = "csrf", False
LANGUAGE_COOKIE_SECURE = False
OUTSIDE_PLAIN_HTTP = True  # the simulators beside us
