from django.apps import AppConfig


class CitizensConfig(AppConfig):
    name = "portal.citizens"
    label = "citizens"
