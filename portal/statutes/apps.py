"""The Django app of dated law."""

from django.apps import AppConfig


class StatutesConfig(AppConfig):
    """Everything a decree can change."""

    name = "portal.statutes"
    label = "statutes"
    verbose_name = "Quy định theo ngày"
