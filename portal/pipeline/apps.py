from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "portal.pipeline"
    label = "pipeline"
