"""Load what is believed: anchors and intermediates, revocation lists, the facility register."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

from portal.hospital_papers.loading import (
    load_authorities,
    load_facilities,
    load_revocation_lists,
)
from portal.hospital_papers.trust_files import (
    NotReadable,
    certificates_in,
    facilities_in,
    revocation_lists_in,
)


class Command(BaseCommand):
    """`manage.py load_trust --anchors PATH … --crl FILE … --facilities CSV`: all or nothing."""

    help = "Load authorities, revocation lists and the facility register; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files; a path to anchors may be a folder."""
        parser.add_argument(
            "--anchors", nargs="+", action="extend", default=[], type=Path, metavar="PATH"
        )
        parser.add_argument(
            "--crl", nargs="+", action="extend", default=[], type=Path, metavar="FILE"
        )
        parser.add_argument("--facilities", type=Path, metavar="CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load within one transaction and say how much was read."""
        try:
            with transaction.atomic():
                authorities = load_authorities(certificates_in(options["anchors"]))
                lists = load_revocation_lists(revocation_lists_in(options["crl"]))
                path = options["facilities"]
                facilities = load_facilities(facilities_in(path)) if path else 0
        except NotReadable as error:
            raise CommandError(str(error)) from error
        except IntegrityError as error:
            raise CommandError("Every facility needs five digits and a tax code.") from error
        self.stdout.write(f"{authorities} authorities, {lists} lists, {facilities} facilities")
