"""Which address belongs to which visitor: citizens, officials, agencies, hospitals."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("quan-tri/", admin.site.urls),
]

# A part of the portal that has no doors yet is left out; the citizens' pages come last because
# theirs is the empty prefix.
DOORS = (
    ("api/v1/", "portal.agencies.urls"),
    ("api/", "portal.facilities.api_urls"),
    ("co-so-y-te/", "portal.facilities.urls"),
    ("", "portal.citizens.urls"),
)
for prefix, doors in DOORS:
    if find_spec(doors):
        urlpatterns.append(path(prefix, include(doors)))

handler400 = "portal.settings.turning_away.bad_request"
handler404 = "portal.settings.turning_away.not_found"
handler500 = "portal.settings.turning_away.server_error"
