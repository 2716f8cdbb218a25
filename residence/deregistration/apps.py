"""The Django app of residence deregistration."""

from django.apps import AppConfig


class DeregistrationConfig(AppConfig):
    name = "residence.deregistration"
    label = "residence_deregistration"
    verbose_name = "Xóa đăng ký thường trú"
