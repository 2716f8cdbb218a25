"""What a cluster of ours holds before the portal's tables: encoding, owner, database."""

import os
import signal
import subprocess
from pathlib import Path

import psycopg2
from psycopg2 import sql

from portal.embedded.binaries import PostgresBinaries
from portal.embedded.refusals import CannotRun
from portal.embedded.spawning import Identity, command_line

OWNER, DATABASE, SUPERUSER = "portal_owner", "portal", "postgres"


def environment() -> dict[str, str]:
    """Return an environment in which nobody's PGDATA or PGPORT steers our server."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**outer, "LC_ALL": "C", "TZ": "UTC"}


def make_cluster(
    data: Path, binaries: PostgresBinaries, identity: Identity, superuser_password: str
) -> None:
    """Make the cluster in `data` unless it is there; raise CannotRun if it is of another age."""
    version = data / "PG_VERSION"
    if version.exists():
        if version.read_text().strip() != str(binaries.major):
            raise CannotRun(
                f"{data} was written by PostgreSQL {version.read_text().strip()} and "
                f"this is {binaries.major}: dump it with the old one, or move it away."
            )
        return
    password_file = data.with_name(f"superuser.{os.getpid()}")
    password_file.write_text(superuser_password)
    password_file.chmod(0o644)  # the folder is closed; `nobody` must read it in its shelter
    try:
        _run_initdb(data, binaries, identity, password_file)
    finally:
        password_file.unlink()


def _run_initdb(
    data: Path, binaries: PostgresBinaries, identity: Identity, password_file: Path
) -> None:
    builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    older = ["--lc-collate=C", "--lc-ctype=C.UTF-8"]
    command = [
        str(binaries.folder / "initdb"),
        *("-D", str(data), "-U", SUPERUSER, "-E", "UTF8", "-A", "scram-sha-256"),
        *(f"--pwfile={password_file}", "--no-sync"),
        *(builtin if binaries.major >= 17 else older),
    ]
    line = command_line(command, death_signal=signal.SIGTERM, identity=identity)
    run = subprocess.run(
        line, cwd="/", env=environment(), capture_output=True, text=True, check=False
    )
    if run.returncode != 0:
        said = (run.stderr or run.stdout).strip().splitlines() or ["it said nothing"]
        errors = [line for line in said if "error" in line.lower()]
        raise CannotRun(f"initdb failed: {(errors or said)[0]}")


def ensure_owner(connection: "psycopg2.extensions.connection", password: str) -> None:
    """Make the owner of the portal's database, who is no superuser, and the database."""
    connection.autocommit = True
    owner, database = sql.Identifier(OWNER), sql.Identifier(DATABASE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER])
        if cursor.fetchone() is None:
            role = sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB PASSWORD %s").format(owner)
            cursor.execute(role, [password])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
