"""Sign an invented paper as one of the invented hospitals would; demonstrations and tests only."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from integrations.hospital_xml.spelling import VIETNAM
from portal.hospital_papers.demonstration import FACILITIES, demonstration_in
from portal.hospital_papers.habits import Kind, paper_of


class Command(BaseCommand):
    """Its keys are made at first use, in the folder that is said or in the run folder."""

    help = "Write a demonstration paper of an invented facility; --list shows the facilities."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who signs, what, and where to."""
        parser.add_argument("--list", action="store_true")
        parser.add_argument("--facility", default="99901", choices=sorted(FACILITIES))
        parser.add_argument("--kind", default=Kind.BIRTH.value, choices=[one.value for one in Kind])
        parser.add_argument("--serial", type=int, default=1)
        parser.add_argument("--at", type=datetime.fromisoformat, metavar="ISO")
        parser.add_argument("--folder", type=Path, help="where the invented authority lives")
        parser.add_argument("--set", nargs="+", default=[], metavar="FIELD=VALUE", dest="fields")
        parser.add_argument("--output", type=Path, metavar="FILE", help="else standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the authority if there is none, sign, and write."""
        if settings.SETTINGS_MODULE.endswith(".production"):
            raise CommandError("Only a demonstration has invented hospitals.")
        if options["list"]:
            for one in FACILITIES.values():
                self.stdout.write(f"{one.code}  {one.habit.value:<20} {one.name}")
            return
        folder = demonstration_in(options["folder"] or settings.RUN_FOLDER / "hospitals")
        at = options["at"] or timezone.now()
        content = paper_of(
            folder,
            options["facility"],
            Kind(options["kind"]),
            options["serial"],
            at if at.tzinfo else at.replace(tzinfo=VIETNAM),
            _values(options["fields"]),
        )
        if options["output"]:
            options["output"].write_bytes(content)
        else:
            sys.stdout.buffer.write(content)


def _values(texts: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if any(not equals for _, equals, _ in pairs):
        raise CommandError("--set takes FIELD=VALUE.")
    return {field: value for field, _, value in pairs}
