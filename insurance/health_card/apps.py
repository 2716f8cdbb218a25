"""The Django app of health cards for children under six."""

from django.apps import AppConfig


class HealthCardConfig(AppConfig):
    name = "insurance.health_card"
    label = "insurance_health_card"
    verbose_name = "Thẻ bảo hiểm y tế"
