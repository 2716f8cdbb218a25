"""Bring the database up to date before any process of the portal uses it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from portal.embedded.children import ROOT
from portal.embedded.refusals import CannotRun

LOG = "prepare_database.log"
# How the invented people sign in, for who tells it later; no log, and closed to others.
PEOPLE = "demo_people.txt"


def prepare_database(environment: Mapping[str, str], logs: Path) -> None:
    """Run the owner's commands in processes of their own, which see only `environment`."""
    people = os.open(logs.parent / PEOPLE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(logs / LOG, "ab") as log, open(people, "wb") as secrets:
        _run("prepare_database", environment, output=log, errors=log)
        _run("demo_people", environment, output=secrets, errors=log)
        _run("demo_hospitals", environment, output=log, errors=log)


def _run(
    command: str, environment: Mapping[str, str], *, output: IO[bytes], errors: IO[bytes]
) -> None:
    code = subprocess.call(
        [sys.executable, str(ROOT / "manage.py"), command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        env={**environment, "PORTAL_ROLE": "portal_owner"},
        cwd=ROOT,
    )
    if code != 0:
        raise CannotRun(f"The database could not be brought up to date: see {errors.name}.")
