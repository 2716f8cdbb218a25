"""The app that carries the command `demo`; it has no model."""

from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    name = "portal.embedded"
    label = "embedded"
