"""The Django app of handovers."""

from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "portal.handovers"
    label = "handovers"

    def ready(self) -> None:
        """Register the system checks."""
        from portal.handovers import outside

        outside.register_checks()
