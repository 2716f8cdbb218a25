"""The Django app of survivors' benefits."""

from django.apps import AppConfig


class SurvivorsConfig(AppConfig):
    name = "funeral_benefits.survivors"
    label = "funeral_benefits_survivors"
    verbose_name = "Chế độ tử tuất"
