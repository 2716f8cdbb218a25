"""What a machine lacks is said in one line, never in a traceback."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.embedded import binaries, run_folder
from portal.embedded.ports import port_of
from portal.embedded.refusals import CannotRun
from portal.embedded.run_folder import RunFolder

ROOT = Path(__file__).resolve().parents[2]
Usage = namedtuple("Usage", "total used free")


def _manage(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def _setup(folder: Path, python: str) -> "subprocess.CompletedProcess[str]":
    """Run bin/setup in a copy of the project with an interpreter that is made up."""
    (folder / "bin").mkdir()
    shutil.copy(ROOT / "bin/setup", folder / "bin/setup")
    (folder / "requirements.lock").touch()
    (folder / "python").write_text(f"#!/bin/sh\n{python}\n")
    (folder / "python").chmod(0o755)
    command = [str(folder / "bin/setup"), str(folder / "python")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["migrate", "demo", "check"])
def test_an_unwritable_run_folder(command: str) -> None:
    seen = _manage(command, PORTAL_RUN_FOLDER="/dev/null/run")
    assert seen.returncode == 1
    assert seen.stderr.startswith("lien-thong: The run folder /dev/null/run cannot be written")
    assert seen.stderr.count("\n") == 1


@pytest.mark.parametrize("told", ["99999", "-1"])
def test_a_port_that_is_none(told: str, tmp_path: Path) -> None:
    seen = _manage("demo", "--port", told, PORTAL_RUN_FOLDER=str(tmp_path))
    assert seen.returncode == 1
    assert seen.stderr.startswith(f"lien-thong: {told} is no port to listen on")
    assert seen.stderr.count("\n") == 1


@pytest.mark.parametrize("told", ["65501", "0", "abc", "8e3", "٨٠٠٠", " 8000", ""])
def test_what_is_taken_for_no_port(told: str) -> None:
    with pytest.raises(CannotRun, match=r" is no port to listen on: give one from 1 to 65500\.$"):
        port_of(told)


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_folder.shutil, "disk_usage", lambda _path: Usage(2**30, 2**30, 2**20))
    with pytest.raises(CannotRun, match="1 MB free and 200 MB are needed"):
        RunFolder(tmp_path).prepare()


@pytest.mark.parametrize("find", [binaries.find_postgres, binaries.find_valkey])
def test_no_server_at_all_names_the_three_ways(
    find: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(binaries, "DEBIAN", "/nowhere")
    with pytest.raises(CannotRun, match=r"set \w+_URL .* pip install .* on PATH"):
        find()


def test_a_python_that_is_too_old(tmp_path: Path) -> None:
    old = '[ "$1" = -V ] && echo Python 3.9.2; exit 1'
    seen = _setup(tmp_path, old)
    assert seen.returncode == 1
    assert "Python 3.11 or newer is needed and" in seen.stderr
    assert "3.9.2" in seen.stderr
    assert seen.stderr.count("\n") == 1


def test_a_python_without_venv(tmp_path: Path) -> None:
    seen = _setup(tmp_path, 'case "$2" in *venv*) exit 1;; esac; exit 0')
    assert seen.returncode == 1
    assert "has no venv module: install it" in seen.stderr
    assert seen.stderr.count("\n") == 1


def test_help_needs_no_server(tmp_path: Path) -> None:
    seen = _manage("help", PORTAL_RUN_FOLDER=str(tmp_path / "run"))
    assert seen.returncode == 0
    assert not (tmp_path / "run" / "postgres").exists()


def test_a_command_that_needs_a_database_brings_one_and_takes_it_away(tmp_path: Path) -> None:
    seen = _manage("showmigrations", PORTAL_RUN_FOLDER=str(tmp_path / "run"))
    assert seen.returncode == 0, seen.stderr
    assert (tmp_path / "run" / "postgres" / "PG_VERSION").exists()
    assert not (tmp_path / "run" / "postgres" / "postmaster.pid").exists()
