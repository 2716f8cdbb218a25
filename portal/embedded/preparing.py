"""Bring the database up to date before any process of the portal uses it."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from portal.embedded.children import ROOT
from portal.embedded.refusals import CannotRun

LOG = "prepare_database.log"


def prepare_database(environment: Mapping[str, str], logs: Path) -> None:
    """Run the owner's command in a process of its own, which sees only `environment`."""
    known = any((ROOT / "portal").glob("*/management/commands/prepare_database.py"))
    command = ["prepare_database"] if known else ["migrate", "--no-input"]
    with open(logs / LOG, "ab") as file:
        code = subprocess.call(
            [sys.executable, str(ROOT / "manage.py"), *command],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**environment, "PORTAL_ROLE": "portal_owner"},
            cwd=ROOT,
        )
    if code != 0:
        raise CannotRun(f"The database could not be brought up to date: see {logs / LOG}.")
