"""The Django app of the citizens' pages."""

from django.apps import AppConfig


class CitizensConfig(AppConfig):
    """What families see and do."""

    name = "portal.citizens"
    label = "citizens"
    verbose_name = "Trang của người dân"
