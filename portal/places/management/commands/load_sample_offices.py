"""Give some communes plainly invented offices, so that a demonstration has something to show."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.places.models import Office, OfficeKind
from portal.places.selectors import communes_by_code

HOURS = "Thứ Hai – thứ Sáu: 07:30–11:30, 13:30–17:00"


class Command(BaseCommand):
    """`manage.py load_sample_offices 00004 00025`: offices already recorded stay as they are."""

    help = "Insert invented offices, marked as samples, for the communes of these codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take commune codes."""
        parser.add_argument("codes", nargs="+", metavar="commune_code")

    def handle(self, *args: Any, codes: list[str], **options: Any) -> None:
        """Insert one office of each kind a commune, in one statement."""
        communes = communes_by_code(codes).values()
        Office.objects.bulk_create(
            [
                Office(
                    commune=commune,
                    kind=kind,
                    address=f"Số 1, đường Ví Dụ, {commune.title} (minh họa)",
                    hours=HOURS,
                    phone="0000 000 000",
                    is_sample=True,
                )
                for commune in communes
                for kind in OfficeKind
            ],
            ignore_conflicts=True,
        )
        self.stdout.write(f"{len(communes)} communes")
