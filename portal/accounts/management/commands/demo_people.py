"""Make invented officials and agency clients, and print how they sign in. Demonstrations only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.accounts.demo import make_people


class Command(BaseCommand):
    """Running it again changes nothing and prints the same."""

    help = "Make invented officials and agency clients for a demonstration; prints their secrets."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse on a real installation: these secrets are printed on a screen."""
        if settings.SETTINGS_MODULE.endswith(".production"):
            raise CommandError("Only a demonstration has invented people.")
        for card in make_people():
            self.stdout.write(f"\n{card.name}")
            for label, value in card.secrets:
                self.stdout.write(f"  {label:<10} {value}")
