"""How a command reaches PostgreSQL and Valkey: given, running already, or started for it."""

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from portal.embedded.installation import installation_of
from portal.embedded.refusals import CannotRun
from portal.embedded.run_folder import RunFolder, default_run_folder
from portal.embedded.running import find_running
from portal.embedded.servers import EmbeddedServers

SETTINGS = "portal.settings.embedded"
# Told what to believe, it asks no database.
CHECKS_FILES, BELIEFS = "verify_notice", {"--anchors", "--crl", "--facilities"}
# They work without a database, or (demo) bring servers of their own.
NEEDS_NO_SERVER = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "demo",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "sign_notice",
        "spectacular",
        "version",
    }
)


def reachable() -> dict[str, str]:
    """Return the environment that is known without starting anything.

    The secret key of an installation is made here, the first time. A command that only checks
    files signs nothing and keeps nothing: any key will do, and no folder is needed.
    """
    if _checks_files(sys.argv):
        return {"DJANGO_SECRET_KEY": os.environ.get("DJANGO_SECRET_KEY") or secrets.token_hex(32)}
    run_folder = default_run_folder()
    running = find_running(run_folder)
    if running:
        found = running.as_environment()
    else:
        found = {"DJANGO_SECRET_KEY": installation_of(RunFolder(run_folder))["secret_key"]}
    return {name: os.environ.get(name) or value for name, value in found.items()}


def needs_servers(arguments: Sequence[str]) -> bool:
    """Say whether a command line of manage.py wants a database."""
    command = _command(arguments)
    if _checks_files(arguments):
        return False
    asks_for_help = {"-h", "--help", "--version"} & set(arguments)
    return command not in NEEDS_NO_SERVER and not asks_for_help


def _command(arguments: Sequence[str]) -> str:
    return next((part for part in arguments[1:] if not part.startswith("-")), "help")


def _checks_files(arguments: Sequence[str]) -> bool:
    told = {part.partition("=")[0] for part in arguments} & BELIEFS
    return _command(arguments) == CHECKS_FILES and bool(told)


@contextmanager
def servers_for(arguments: Sequence[str]) -> Iterator[None]:
    """Start what a command of manage.py lacks, for as long as it runs."""
    given = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
    embedded = os.environ.get("DJANGO_SETTINGS_MODULE") == SETTINGS
    if not embedded or all(given.values()) or not needs_servers(arguments):
        yield
        return
    run_folder = default_run_folder()
    if find_running(run_folder):  # the settings find them the same way
        yield
        return
    servers = EmbeddedServers(
        run_folder, database_url=given["DATABASE_URL"], redis_url=given["REDIS_URL"]
    )
    with servers as urls:
        os.environ |= urls.as_environment()
        yield


def explain(refusal: CannotRun) -> str:
    """Return the one line a person reads instead of a traceback."""
    return f"lien-thong: {refusal}"
