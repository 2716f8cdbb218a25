"""The Django app of birth registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BirthConfig(AppConfig):
    """Birth registration."""

    name = "civil_registry.birth"
    label = "civil_registry_birth"
    verbose_name = _("Đăng ký khai sinh")
