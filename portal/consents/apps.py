"""The Django app of consents."""

from django.apps import AppConfig

from portal.handovers.carriers import carriers


class ConsentsConfig(AppConfig):
    """Who must agree, and whether they did."""

    name = "portal.consents"
    label = "consents"
    verbose_name = "Xác nhận đồng ý"

    def ready(self) -> None:
        """Register what carries requests to VNeID."""
        from portal.consents import carriers as ours  # models come first

        for carrier in (ours.ConsentCarrier, ours.ReminderCarrier, ours.WithdrawalCarrier):
            carriers.register(carrier())
