"""Fill the tables of places again, after the committed files were renewed."""

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.places.loading import load
from portal.places.models import Commune, Province


class Command(BaseCommand):
    """`manage.py load_places`: safe to run at any time, any number of times."""

    help = "Insert or refresh the provinces and communes of the committed files."

    def handle(self, *args: object, **options: object) -> None:
        """Load within one transaction and say how much was read."""
        with transaction.atomic():
            provinces, communes = load(Province, Commune)
        self.stdout.write(f"{provinces} provinces, {communes} communes")
