"""The door for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from portal.settings.turning_away import KnownCharacters, WholeBodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")

application = WholeBodies(KnownCharacters(get_wsgi_application()))
# Without the proxy's word on who came, everybody behind it is one visitor to the throttles.
if (proxies := os.environ.get("PORTAL_PROXIES") or "none") != "none":
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=proxies)
