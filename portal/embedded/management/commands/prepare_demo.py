"""Bring a demonstration's database up to date, and make its invented people and hospitals."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """One process for the owner's three commands: each would load the whole portal anew."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file that says how the invented people sign in."""
        parser.add_argument("people", type=Path)

    def handle(self, *_arguments: Any, people: Path, **_options: Any) -> None:
        """Write secrets into that file alone, whatever else is said to the log."""
        call_command("prepare_database", stdout=self.stdout)
        with people.open("w") as secrets:
            call_command("demo_people", stdout=secrets)
        call_command("demo_hospitals", stdout=self.stdout)
