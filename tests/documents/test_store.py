"""The store of files: durable, honest about a full disk, and believing no file by its name."""

import errno
import os
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from portal.documents import store, tasks

CONTENT = b"%PDF-1.7 an invented file"
DIGEST = sha256(CONTENT).hexdigest()


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """An empty store, not even its folder made."""
    settings.DOCUMENT_FOLDER = tmp_path / "run" / "documents"
    return tmp_path / "run" / "documents"


def files(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.rglob("*") if one.is_file())


def test_what_is_put_is_found_again_and_stored_once(folder: Path) -> None:
    assert store.put(CONTENT) == store.put(CONTENT) == DIGEST
    assert store.get(DIGEST) == CONTENT
    assert files(folder) == [DIGEST]


@pytest.mark.parametrize("broken", [b"", CONTENT[:-1], CONTENT[:-1] + b"X"])
def test_a_file_that_is_not_what_its_name_says_is_written_anew(folder: Path, broken: bytes) -> None:
    path = folder / DIGEST[:2] / DIGEST
    path.parent.mkdir(parents=True)
    path.write_bytes(broken)
    store.put(CONTENT)
    assert store.get(DIGEST) == CONTENT
    assert files(folder) == [DIGEST]


def test_a_file_its_folder_and_every_new_parent_reach_the_disk(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []
    fsync = os.fsync

    def watch(descriptor: int) -> None:
        flushed.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watch)
    store.put(CONTENT)
    shelf = folder / DIGEST[:2]
    assert {str(one) for one in (shelf, folder, folder.parent, folder.parent.parent)} <= set(
        flushed
    )
    assert any(f"/.{DIGEST}." in one for one in flushed)
    assert flushed[-1] == str(shelf)  # after the file has its name
    flushed.clear()
    store.put(CONTENT)  # another process may have named it a moment ago
    assert flushed == [str(shelf)]


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        patch.setattr(store, "_flush", lambda one: None)
        with pytest.raises(OSError, match="No space"):
            store.put(CONTENT)
    assert files(folder) == []
    assert store.put(CONTENT) == DIGEST


def test_what_a_dead_process_left_half_written_is_swept(folder: Path) -> None:
    store.put(CONTENT)
    shelf = folder / DIGEST[:2]
    old, young = shelf / f".{DIGEST}.00000000", shelf / f".{DIGEST}.00000001"
    for one in (old, young):
        one.write_bytes(b"half")
    past = time.time() - 2 * store.PARTIAL_AFTER
    os.utime(old, (past, past))
    tasks.sweep()
    assert files(folder) == sorted([young.name, DIGEST])
