"""Make the invented hospitals: authority and keys in the run folder, beliefs and machines here."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.accounts.demo import make_hospital_machines
from portal.embedded.hospitals import hospitals_in
from portal.hospital_papers.demonstration import FACILITIES, demonstration_in


class Command(BaseCommand):
    """Running it again changes nothing; private keys stay in the run folder."""

    help = __doc__ or ""

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Refuse on a real installation: it must not believe an invented authority."""
        if settings.SETTINGS_MODULE.endswith(".production"):
            raise CommandError("Only a demonstration has invented hospitals.")
        folder = demonstration_in(hospitals_in(settings.RUN_FOLDER).path)
        call_command(
            "load_trust",
            *("--anchors", str(folder.anchors)),
            *("--crl", *map(str, folder.lists)),
            *("--facilities", str(folder.register)),
            stdout=self.stdout,
        )
        make_hospital_machines((one.code, one.name) for one in FACILITIES.values())
