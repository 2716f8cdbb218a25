"""The folder an embedded installation lives in: lock, secrets, how its servers are reached."""

import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.embedded.refusals import CannotRun

LARGEST_LOG_BYTES = 5 * 1024 * 1024
SMALLEST_FREE_BYTES = 200 * 1024 * 1024


def default_run_folder() -> Path:
    """Return the folder named by PORTAL_RUN_FOLDER, else `.run` beside manage.py."""
    here = Path(__file__).resolve().parents[2] / ".run"
    return Path(os.environ.get("PORTAL_RUN_FOLDER", here)).resolve()


class RunFolder:
    """One folder, used by one supervisor at a time."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path).resolve()
        self.logs = self.path / "logs"
        self._lock_fd: int | None = None

    def prepare(self) -> None:
        """Make the folder and its parts; raise CannotRun when it cannot be written or is full."""
        with self.explained():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
            for log in self.logs.glob("*.log"):
                if log.stat().st_size > LARGEST_LOG_BYTES:
                    log.replace(log.with_suffix(".old"))
            probe = self.path / f".probe-{os.getpid()}"
            probe.write_bytes(b"x" * 4096)
            probe.unlink()
        free = shutil.disk_usage(self.path).free
        if free < SMALLEST_FREE_BYTES:
            raise CannotRun(
                f"The disk of {self.path} has {free // 2**20} MB free and "
                f"{SMALLEST_FREE_BYTES // 2**20} MB are needed: free some, "
                "or point PORTAL_RUN_FOLDER elsewhere."
            )

    def lock(self, *, wait_seconds: float = 0, until: Callable[[], bool] = lambda: False) -> bool:
        """Take the lock that the servers inherit; it is free only when all of them are gone.

        Wait at most `wait_seconds`, or until `until()` holds. Say whether the lock is ours.
        """
        deadline = time.monotonic() + wait_seconds
        with self.explained():
            fd = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if until() or time.monotonic() >= deadline:
                    os.close(fd)
                    return False
                time.sleep(0.05)
                continue
            self._lock_fd = fd
            return True

    @property
    def is_ours(self) -> bool:
        """Say whether this object holds the lock."""
        return self._lock_fd is not None

    @property
    def lock_fd(self) -> int:
        """The open lock, for the servers to inherit."""
        if self._lock_fd is None:
            raise RuntimeError("the run folder is not locked by this process")
        return self._lock_fd

    def unlock(self) -> None:
        """Let our hold on the lock go; servers that inherited it keep theirs."""
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None

    def is_locked(self) -> bool:
        """Say whether somebody, maybe a server left behind, holds the lock."""
        try:
            fd = os.open(self.path / "lock", os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(fd)
        return False

    def read(self, name: str) -> dict[str, Any]:
        """Return a JSON file of the folder; an absent or torn one reads as empty."""
        try:
            content = json.loads((self.path / name).read_text())
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Write a JSON file that only its owner may read, whole or not at all."""
        new = self.path / f"{name}.{os.getpid()}.new"
        with self.explained():
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump(content, file, indent=2)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path / name)
            self.keep_names()

    def forget(self, name: str) -> None:
        """Remove a file of the folder if it is there."""
        (self.path / name).unlink(missing_ok=True)

    def keep_names(self) -> None:
        """Let a power cut after this find the folder's files under their names."""
        fd = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn the errors a disk can give into one line."""
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise CannotRun(f"The disk of {self.path} is full.") from error
            raise CannotRun(
                f"The run folder {self.path} cannot be written ({error.strerror}): "
                "make it writable, or point PORTAL_RUN_FOLDER elsewhere."
            ) from error
