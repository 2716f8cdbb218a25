"""The Django app of notifications."""

from django.apps import AppConfig

from portal.handovers.carriers import carriers


class NotificationsConfig(AppConfig):
    """Notices, and the carriers that send them."""

    name = "portal.notifications"
    label = "notifications"
    verbose_name = "Thông báo"

    def ready(self) -> None:
        """Register what carries notices."""
        from portal.notifications.carriers import EmailCarrier, SmsCarrier  # models come first

        carriers.register(SmsCarrier())
        carriers.register(EmailCarrier())
