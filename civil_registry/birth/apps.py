from django.apps import AppConfig


class BirthConfig(AppConfig):
    name = "civil_registry.birth"
    label = "civil_registry_birth"
