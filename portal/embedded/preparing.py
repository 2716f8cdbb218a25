"""Bring the database up to date before any process of the portal uses it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from portal.embedded.children import ROOT
from portal.embedded.refusals import CannotRun

LOG = "prepare_demo.log"
# How the invented people sign in, for who tells it later; no log, and closed to others.
PEOPLE = "demo_people.txt"


def prepare_database(environment: Mapping[str, str], logs: Path) -> None:
    """Run the owner's commands in a process of their own, which sees only `environment`."""
    people = logs.parent / PEOPLE
    os.close(os.open(people, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    with open(logs / LOG, "ab") as log:
        code = subprocess.call(
            [sys.executable, str(ROOT / "manage.py"), "prepare_demo", str(people)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**environment, "PORTAL_ROLE": "portal_owner"},
            cwd=ROOT,
        )
    if code != 0:
        raise CannotRun(f"The database could not be brought up to date: see {log.name}.")
