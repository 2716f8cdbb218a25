"""The Django app of handovers."""

from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "portal.handovers"
    label = "handovers"
