from django.apps import AppConfig


class StatutesConfig(AppConfig):
    name = "portal.statutes"
    label = "statutes"
