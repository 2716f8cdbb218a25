"""Make an empty or older database ready for the portal: roles, migrations, grants."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal.pipeline import roles


class Command(BaseCommand):
    """Run as the owner; running it again changes nothing."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Create roles, migrate, grant."""
        roles.create_roles()
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        roles.grant()
