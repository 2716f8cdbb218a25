"""The Django app of the hospitals' door."""

from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    """What a hospital's machine and its IT officer see and do."""

    name = "portal.facilities"
    label = "facilities"
    verbose_name = "Trang của cơ sở y tế"
