"""PostgreSQL and Valkey from their wheels: kept, crashed, found again, never left behind."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from redis import Redis

from portal.embedded import postgres as postgres_module
from portal.embedded.installation import installation_of
from portal.embedded.refusals import CannotRun
from portal.embedded.run_folder import RunFolder
from portal.embedded.running import Urls, find_running
from portal.embedded.servers import EmbeddedServers
from portal.embedded.valkey import EmbeddedValkey

ROOT = Path(__file__).resolve().parents[2]

# A supervisor to be killed: it says how its servers are reached and then waits.
PARENT = """
import pathlib, sys, time
from portal.embedded.servers import EmbeddedServers
servers = EmbeddedServers(pathlib.Path(sys.argv[1]), "fast")
servers.start()
print("started", flush=True)
time.sleep(60)
"""


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[EmbeddedServers]:
    """Servers of our own, to be broken."""
    embedded = EmbeddedServers(tmp_path / "run", "faults")
    yield embedded
    embedded.erase()


def _numbers(urls: Urls) -> list[int]:
    connection = psycopg2.connect(urls.database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM seen ORDER BY number")
            return [number for (number,) in cursor.fetchall()]
    finally:
        connection.close()


def _keep(urls: Urls, number: int) -> None:
    connection = psycopg2.connect(urls.database_url)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS seen (number int)")
        cursor.execute("INSERT INTO seen VALUES (%s)", [number])
    connection.close()


class TestServers:
    def test_keep_what_was_committed_over_stop_crash_and_restart(
        self, servers: EmbeddedServers
    ) -> None:
        urls = servers.start()
        _keep(urls, 1)
        servers.kill_postgres(immediate=True)
        with pytest.raises(psycopg2.OperationalError):
            _numbers(urls)
        servers.restart_postgres()
        _keep(urls, 2)
        servers.stop()
        again = servers.start()
        assert _numbers(again) == [1, 2]
        assert again.secret_key == urls.secret_key

    def test_end_the_connections_of_roles_the_owner_has_no_part_in(
        self, servers: EmbeddedServers
    ) -> None:
        urls = servers.start()
        assert servers.postgres is not None
        with closing(servers.postgres.connect()) as superuser, superuser.cursor() as cursor:
            cursor.execute("CREATE ROLE portal_worker LOGIN PASSWORD 'invented'")
            superuser.commit()
        address = urls.database_url.rpartition("@")[2]
        worker = psycopg2.connect(f"postgresql://portal_worker:invented@{address}")
        assert servers.end_connections() == 1
        with pytest.raises(psycopg2.OperationalError), worker.cursor() as cursor:
            cursor.execute("SELECT 1")

    def test_give_the_portal_an_owner_that_is_no_superuser(self, servers: EmbeddedServers) -> None:
        connection = psycopg2.connect(servers.start().database_url)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
                " FROM pg_roles WHERE rolname = current_user"
            )
            assert cursor.fetchone() == ("portal_owner", False, False, True, True)
            cursor.execute("CREATE EXTENSION unaccent")
            cursor.execute("SELECT upper('nguyễn'), unaccent('Đặng')")
            assert cursor.fetchone() == ("NGUYỄN", "Dang")
        connection.close()

    def test_bring_an_empty_broker_back_at_its_address(self, servers: EmbeddedServers) -> None:
        broker = Redis.from_url(servers.start().redis_url)
        broker.set("rung", "1")
        servers.kill_valkey()
        servers.restart_valkey()
        assert broker.get("rung") is None
        broker.close()

    def test_revive_what_ended_by_itself(self, servers: EmbeddedServers) -> None:
        urls = servers.start()
        _keep(urls, 1)
        for server in (servers.postgres, servers.valkey):
            assert server is not None
            assert server.child is not None
            server.child.kill()
            server.child.wait()
        assert servers.revive() == ["postgres", "valkey"]
        assert _numbers(urls) == [1]

    def test_outlive_the_thread_that_restarted_them(self, servers: EmbeddedServers) -> None:
        urls = servers.start()
        _keep(urls, 1)
        thread = threading.Thread(target=servers.restart_postgres)
        thread.start()
        thread.join()
        time.sleep(0.2)
        assert _numbers(urls) == [1]

    @pytest.mark.parametrize("server", [postgres_module.EmbeddedPostgres, EmbeddedValkey])
    def test_that_are_too_slow_are_ended_before_another_try(
        self,
        servers: EmbeddedServers,
        monkeypatch: pytest.MonkeyPatch,
        server: type[postgres_module.EmbeddedPostgres] | type[EmbeddedValkey],
    ) -> None:
        tried: list[subprocess.Popen[bytes]] = []
        answers = server._is_ready

        def slow_at_first(self: Any) -> bool:
            tried.append(self.child)
            return answers(self) and len(tried) > 1

        monkeypatch.setattr(server, "_is_ready", slow_at_first)
        _keep(servers.start(), 1)
        first, second = tried
        assert first.returncode is not None
        assert second.poll() is None

    def test_once_stopped_are_not_started_by_who_comes_late(self, servers: EmbeddedServers) -> None:
        servers.start()
        servers.stop()
        servers.restart_postgres()
        servers.restart_valkey()
        assert servers.postgres is not None
        assert servers.postgres.child is None

    def test_leave_a_given_server_alone(self, tmp_path: Path) -> None:
        given = {"database_url": "postgres://given", "redis_url": "redis://given"}
        with EmbeddedServers(tmp_path, **given) as urls:
            assert (urls.database_url, urls.redis_url) == tuple(given.values())
            assert not (tmp_path / "postgres").exists()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root has a right to give up")
    def test_run_as_nobody_where_a_namespace_is_forbidden(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgres_module, "choose_identity", lambda: "nobody")
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        servers = EmbeddedServers(closed / "run", "fast")
        try:
            _keep(servers.start(), 1)
            assert _numbers(servers.urls) == [1]
        finally:
            servers.erase()
        assert servers.postgres is not None
        assert not servers.postgres.home.exists()


class TestTheRunFolder:
    def test_tells_other_commands_how_the_servers_are_reached(
        self, servers: EmbeddedServers
    ) -> None:
        path = servers.folder.path
        assert find_running(path) is None
        urls = servers.start()
        assert find_running(path) == urls
        for name in ("servers.json", "installation.json", "valkey.conf"):
            assert (path / name).stat().st_mode & 0o077 == 0
        servers.stop()
        assert find_running(path) is None

    def test_is_refused_to_a_second_supervisor(self, servers: EmbeddedServers) -> None:
        servers.start()
        second = EmbeddedServers(servers.folder.path)
        with pytest.raises(CannotRun, match=f"Process {os.getpid()} already runs"):
            second.start()
        second.stop()
        assert find_running(servers.folder.path) == servers.urls

    def test_is_free_again_after_its_supervisor_was_killed(self, servers: EmbeddedServers) -> None:
        path = servers.folder.path
        command = [sys.executable, "-c", PARENT, str(path)]
        parent = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        running = find_running(path)
        assert running is not None
        _keep(running, 1)
        parent.send_signal(signal.SIGKILL)
        parent.communicate()
        assert find_running(path) is None
        assert _numbers(servers.start()) == [1]

    def test_forgets_a_pid_file_that_names_somebody_else(self, servers: EmbeddedServers) -> None:
        _keep(servers.start(), 1)
        servers.stop()
        # As after a crash of the machine: the number now belongs to a process that is not ours.
        record = servers.folder.path / "postgres" / "postmaster.pid"
        record.write_text(f"{os.getppid()}\n{record.parent}\n0\n1\n\n127.0.0.1\n0\nready\n")
        servers.folder.write("servers.json", {"supervisor": 2**22, "servers": [os.getpid(), 0]})
        assert _numbers(servers.start()) == [1]

    def test_survives_a_torn_record(self, servers: EmbeddedServers) -> None:
        servers.start()
        (servers.folder.path / "servers.json").write_text(json.dumps({})[:1])
        assert find_running(servers.folder.path) is None


def test_a_torn_file_of_secrets_is_named_and_kept(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    made = installation_of(folder)
    assert installation_of(folder) == made
    (tmp_path / "installation.json").write_text('{"identifier": ')
    with pytest.raises(CannotRun, match=rf"{tmp_path}/installation\.json is torn"):
        installation_of(folder)
    assert (tmp_path / "installation.json").read_text() == '{"identifier": '


def test_a_server_killed_while_it_is_watched_is_started_again_once(tmp_path: Path) -> None:
    servers = EmbeddedServers(tmp_path / "run", "fast")
    servers.start()
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            servers.revive()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for _ in range(5):
            servers.kill_postgres()
            servers.restart_postgres()
        assert servers.postgres is not None
        assert servers.postgres.child is not None
        assert not servers.postgres.has_ended()
    finally:
        over.set()
        watcher.join()
        servers.erase()
