#!/usr/bin/env python
"""Run a command of the portal."""

import os
import sys

if sys.version_info < (3, 11):  # before imports that an older Python cannot read
    sys.exit(f"lien-thong: Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")

try:
    from django.core.management import execute_from_command_line
except ImportError:
    sys.exit("lien-thong: Django is not installed here: run `make setup`, then .venv/bin/python.")

from portal.embedded.reach import explain, servers_for
from portal.embedded.refusals import CannotRun


def main() -> None:
    """Run the command with PostgreSQL and Valkey within its reach."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.embedded")
    try:
        with servers_for(sys.argv):
            execute_from_command_line(sys.argv)
    except CannotRun as refusal:
        sys.exit(explain(refusal))


if __name__ == "__main__":
    main()
