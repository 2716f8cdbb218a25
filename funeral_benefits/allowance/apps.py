"""The Django app of funeral allowances."""

from django.apps import AppConfig


class AllowanceConfig(AppConfig):
    name = "funeral_benefits.allowance"
    label = "funeral_benefits_allowance"
    verbose_name = "Mai táng phí"
