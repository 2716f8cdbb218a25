"""Print how an invented official signs in at this moment. Demonstrations only."""

from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.embedded.walk.browser import StoryStopped
from portal.embedded.walk.official import account_of, accounts_in


class Command(BaseCommand):
    """For who has no telephone at hand that makes the six digits."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the user name."""
        parser.add_argument("name", nargs="?", default="canbo.badinh")

    def handle(self, *_arguments: Any, name: str, **_options: Any) -> None:
        """Print user name, password and the six digits."""
        if settings.SETTINGS_MODULE.endswith(".production"):
            raise CommandError("Only a demonstration has invented people.")
        printed = StringIO()
        call_command("demo_people", stdout=printed)
        try:
            account = account_of(accounts_in(printed.getvalue()), name)
        except StoryStopped as unknown:
            raise CommandError(str(unknown)) from unknown
        code, ends = account.code(ahead=1), account.code_ends(ahead=1)
        self.stdout.write(f"user name  {account.name}\npassword   {account.said['password']}")
        self.stdout.write(f"code       {code}   (until {ends:%H:%M:%S}, and only once)")
