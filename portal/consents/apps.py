"""The Django app of consents."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Who must agree, and whether they did."""

    name = "portal.consents"
    label = "consents"
    verbose_name = "Xác nhận đồng ý"
