"""Bring the database up to date before any process of the portal uses it."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from portal.embedded.children import ROOT
from portal.embedded.refusals import CannotRun

LOG = "prepare_database.log"


def prepare_database(environment: Mapping[str, str], logs: Path) -> None:
    """Run the owner's commands in processes of their own, which see only `environment`."""
    with open(logs / LOG, "ab") as file:
        _run("prepare_database", environment, file, logs)
        # Its output holds the invented people's secrets; `demo_people` prints them when asked.
        _run("demo_people", environment, subprocess.DEVNULL, logs)


def _run(command: str, environment: Mapping[str, str], output: IO[bytes] | int, logs: Path) -> None:
    code = subprocess.call(
        [sys.executable, str(ROOT / "manage.py"), command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env={**environment, "PORTAL_ROLE": "portal_owner"},
        cwd=ROOT,
    )
    if code != 0:
        raise CannotRun(f"The database could not be brought up to date: see {logs / LOG}.")
