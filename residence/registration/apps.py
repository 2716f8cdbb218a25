from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "residence.registration"
    label = "residence_registration"
