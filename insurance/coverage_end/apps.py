"""The Django app of the list of deaths."""

from django.apps import AppConfig


class CoverageEndConfig(AppConfig):
    name = "insurance.coverage_end"
    label = "insurance_coverage_end"
    verbose_name = "Báo giảm do qua đời"
