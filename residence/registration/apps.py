"""The Django app of residence registration."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "residence.registration"
    label = "residence_registration"
    verbose_name = "Đăng ký thường trú"
