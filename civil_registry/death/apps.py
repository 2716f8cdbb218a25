"""The Django app of death registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeathConfig(AppConfig):
    """Death registration."""

    name = "civil_registry.death"
    label = "civil_registry_death"
    verbose_name = _("Đăng ký khai tử")
