"""The Django app of the citizens' pages."""

from django.apps import AppConfig


class CitizensConfig(AppConfig):
    """What families see and do."""

    name = "portal.citizens"
    label = "citizens"
    verbose_name = "Trang của người dân"

    def ready(self) -> None:
        """Tell the desk what it may read of families' pages."""
        from portal.citizens.at_the_desk import CitizensPages
        from portal.pipeline.family_pages import family_pages

        family_pages.register(CitizensPages())
