"""One real PostgreSQL for the run: ordinary tests roll back, tests that commit get a clone."""

import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadScopeScheduling

from portal.embedded.run_folder import RunFolder
from portal.embedded.servers import EmbeddedServers
from portal.settings.database import RUNTIME_ROLES
from tests.clones import Clones, CommittedDatabase, default_database, url_of

# The invented journey stands in for the real ones wherever only the engine is tested.
pytest_plugins = ["tests.pipeline.fixtures", "tests.officials.fixtures"]

# How the process that runs the tests learns what the controlling process started.
SERVER_URL, REDIS, FOLDER = "PORTAL_TEST_SERVER", "PORTAL_TEST_REDIS", "PORTAL_TEST_FOLDER"
PREFIX = "portal-tests-"
servers_key = pytest.StashKey[EmbeddedServers]()

hypothesis_settings.register_profile(
    "small", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile("thorough", max_examples=1000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "small"))


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers in the controlling process; workers of xdist inherit its environment."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    _sweep_killed_runs()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    servers = EmbeddedServers(
        folder / "run",
        "fast",
        database_url=os.environ.get("DATABASE_URL", ""),
        redis_url=os.environ.get("REDIS_URL", ""),
    )
    config.stash[servers_key] = servers
    urls = servers.start()
    os.environ |= {SERVER_URL: urls.database_url, REDIS: urls.redis_url, FOLDER: str(folder)}


NAIVE = "tests/faults/test_naive.py"  # has a site of its own
# They mostly wait, for processes to start and for time to pass: begun last, the others would have
# nothing left to do meanwhile.
WAITING = (
    NAIVE,
    "tests/embedded/test_story.py",
    "tests/browser/",
    "tests/embedded/",
    "tests/architecture/",
)
LARGE = 40  # tests in a file


class FileByFile(LoadScopeScheduling):
    """Give a process of the run one file at a time, and all fault tests to the same process.

    They share one portal that takes seconds to start; only what needs none goes where it likes.
    Files are given out in the order in which they were collected.
    """

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "tests/faults" if file.startswith("tests/faults/") and file != NAIVE else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Replace xdist's own way of sharing tests out."""
    return FileByFile(config, log)


def _sweep_killed_runs() -> None:
    """Remove what test runs that were killed hours ago could not."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        old = time.time() - folder.stat().st_mtime > 2 * 3600
        if old and not RunFolder(folder / "run").is_locked():
            shutil.rmtree(folder, ignore_errors=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers and leave nothing behind."""
    servers = config.stash.get(servers_key, None)
    if servers is None:
        return
    folder = Path(os.environ[FOLDER])
    if os.environ.get("DATABASE_URL") and (folder / "template.done").exists():
        Clones(os.environ[SERVER_URL], folder, "main").drop_template()
    servers.erase()
    for leftover in folder.iterdir():
        leftover.unlink()
    folder.rmdir()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests that Django would clean up after by TRUNCATE, which the journal refuses.

    The faults come first, beside files that only compute: their site is timed, and starves beside
    another. Then what mostly waits, so that nobody waits for it in the end, then the small files.
    """
    tests = Counter(_file_of(item) for item in items)
    items.sort(key=lambda item: _rank_of(item, tests[_file_of(item)]))
    for item in items:
        marker = item.get_closest_marker("django_db")
        by_marker = marker is not None and (marker.kwargs.get("transaction") or marker.args)
        if by_marker or {"transactional_db", "live_server"} & set(
            getattr(item, "fixturenames", ())
        ):
            raise pytest.UsageError(f"{item.nodeid}: a test that commits uses `committed_db`")


def _file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _rank_of(item: pytest.Item, tests: int) -> tuple[int, int]:
    if item.nodeid.startswith("tests/faults/") and _file_of(item) != NAIVE:
        return 0, 0
    waiting = next((i for i, name in enumerate(WAITING) if item.nodeid.startswith(name)), None)
    if waiting is not None:
        return 2, waiting
    return (1 if tests >= LARGE else 3), -tests


@pytest.fixture(scope="session")
def clones(worker_id: str) -> Clones:
    """The maker of databases for this process."""
    process = "main" if worker_id == "master" else worker_id
    return Clones(os.environ[SERVER_URL], Path(os.environ[FOLDER]), process)


@pytest.fixture(scope="session")
def django_db_setup(clones: Clones, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this process a clone for the tests that roll back (instead of pytest-django's own)."""
    with django_db_blocker.unblock():
        clones.prepare_template()
    with clones.clone() as name, default_database(url_of(clones.server_url, name)):
        yield


@pytest.fixture
def committed_db(
    clones: Clones, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[CommittedDatabase]:
    """A fresh database of its own for one test that commits, with many connections if it likes."""
    with clones.clone() as name:
        url = url_of(clones.server_url, name)
        with default_database(url), django_db_blocker.unblock():
            yield CommittedDatabase(url, os.environ[REDIS])


@pytest.fixture
def as_role(db: None) -> Callable[[str], AbstractContextManager[None]]:
    """Return a context in which the rolled-back test works as a runtime role.

    An error inside it undoes what was done inside it, as a savepoint does.
    """

    @contextmanager
    def work_as(role: str) -> Iterator[None]:
        if role not in RUNTIME_ROLES:
            raise ValueError(role)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
            yield
            cursor.execute("RESET ROLE")

    return work_as
