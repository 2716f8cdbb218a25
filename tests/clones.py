"""Databases for tests: one migrated template a session, and clones of it that cost milliseconds."""

import fcntl
import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import psycopg2.errors
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg2 import sql

from portal.settings.database import OWNER_ROLE, RUNTIME_ROLES, url_for_role

TEMPLATE = "portal_template"


def url_of(server_url: str, name: str) -> str:
    """Return the URL of another database of the same server."""
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


@dataclass(frozen=True)
class CommittedDatabase:
    """A fresh clone for one test that commits; the default connection works in it."""

    owner_url: str
    redis_url: str

    def url(self, role: str = "") -> str:
        """Return how `role` reaches it; without a role, how the owner does."""
        return url_for_role(self.owner_url, role or OWNER_ROLE, settings.SECRET_KEY)

    def connect(self, role: str = "") -> "psycopg2.extensions.connection":
        """Open one more real connection, as `role`; the test closes it."""
        return psycopg2.connect(self.url(role))

    def environment(self, role: str = "", **more: str) -> dict[str, str]:
        """Return the environment in which a subprocess of the portal uses this database."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.testing",
            "DJANGO_SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
            "PORTAL_ROLE": role or "portal_owner",
            **more,
        }


class Clones:
    """The databases that one process of the test run makes on the session's server."""

    def __init__(self, server_url: str, folder: Path, process: str) -> None:
        self.server_url, self.folder, self.process = server_url, folder, process
        # A server that is not ours may serve two test runs at once.
        self._suffix = f"{os.getppid() if process != 'main' else os.getpid()}"
        self._numbers = itertools.count(1)

    @property
    def template(self) -> str:
        """The name of this session's migrated template."""
        return f"{TEMPLATE}_{self._suffix}"

    def prepare_template(self) -> None:
        """Migrate the template, once for all processes of the session."""
        done = self.folder / "template.done"
        with open(self.folder / "template.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if done.exists():
                return
            self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.template)))
            self._migrate()
            done.touch()

    @contextmanager
    def clone(self) -> Iterator[str]:
        """Make a database like the template; yield its name; drop it in the end."""
        name = f"portal_{self._suffix}_{self.process}_{next(self._numbers)}"
        identifier, template = sql.Identifier(name), sql.Identifier(self.template)
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(identifier, template))
        try:
            yield name
        finally:
            self._drop(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))

    def _drop(self, statement: sql.Composable) -> None:
        """Drop a database, waiting for autovacuum: its processes are not ours to end."""
        for _ in range(100):
            try:
                self._run(statement)
            except psycopg2.errors.InsufficientPrivilege:
                time.sleep(0.2)
            else:
                return
        self._run(statement)

    def drop_template(self) -> None:
        """Drop the template, if it was ever made."""
        name = sql.Identifier(self.template)
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def _migrate(self) -> None:
        with default_database(url_of(self.server_url, self.template)):
            call_command("prepare_database", verbosity=0)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(RUNTIME_ROLES)]
                )
                for (role,) in cursor.fetchall():  # so that tests may SET ROLE
                    cursor.execute(f"GRANT {role} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE")

    def _run(self, statement: sql.Composable) -> None:
        maintenance = psycopg2.connect(self.server_url)
        maintenance.autocommit = True
        try:
            with maintenance.cursor() as cursor:
                cursor.execute(statement)
        finally:
            maintenance.close()


@contextmanager
def default_database(url: str) -> Iterator[None]:
    """Point Django's default connection, in every thread, at another database for a while."""
    parts = urlsplit(url)
    target = {
        "NAME": parts.path.removeprefix("/"),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
    }
    connection.close()
    # The one dictionary all threads' connections read; replacing it would reach only ours.
    shared = connections.settings["default"]
    former = {name: shared.get(name) for name in target}
    shared.update(target)
    connection.settings_dict.update(target)
    try:
        yield
    finally:
        connections.close_all()
        shared.update(former)
        connection.settings_dict.update(former)
