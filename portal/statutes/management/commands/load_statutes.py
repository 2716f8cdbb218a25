"""Insert rows of law that the committed files have and the database has not."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from portal.statutes.loading import load


class Command(BaseCommand):
    """`manage.py load_statutes`: safe to run at any time, any number of times."""

    help = "Insert the rows of law of the committed files; rows that are there stay."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load within one transaction and say how much was read."""
        with transaction.atomic():
            counts = load(lambda name: apps.get_model("statutes", name))
        for file_name, count in counts.items():
            self.stdout.write(f"{file_name}: {count}")
