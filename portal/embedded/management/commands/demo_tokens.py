"""Write the tokens of the simulated agencies into a folder. Demonstrations only."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.embedded.processes import SIMULATORS
from portal.embedded.supervisor import inbox_token


class Command(BaseCommand):
    """For containers, where no supervisor gives each agency its own."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_arguments: Any, folder: Path, **_options: Any) -> None:
        """Write one file for each simulated system, named after it."""
        if settings.SETTINGS_MODULE.endswith(".production"):
            raise CommandError("Only a demonstration has invented agencies.")
        for name in SIMULATORS:
            file = folder / name
            file.touch(mode=0o600)
            file.write_text(inbox_token(settings.SECRET_KEY, name))
