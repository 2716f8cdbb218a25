"""The Django app of notifications."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notices, and the carriers that send them."""

    name = "portal.notifications"
    label = "notifications"
    verbose_name = "Thông báo"
