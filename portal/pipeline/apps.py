"""The pipeline finds its procedures, takes its channel, and refuses a wrong graph."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PipelineConfig(AppConfig):
    name = "portal.pipeline"
    label = "pipeline"

    def ready(self) -> None:
        """Load every procedure and register what the runner and the consents call."""
        from portal.pipeline import checks, wiring  # the models must be loaded first

        autodiscover_modules("procedure")
        checks.register_all()
        wiring.connect()
