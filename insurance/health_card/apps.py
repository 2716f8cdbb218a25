from django.apps import AppConfig


class HealthCardConfig(AppConfig):
    name = "insurance.health_card"
    label = "insurance_health_card"
