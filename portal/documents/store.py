"""Put bytes on disk under their own SHA-256, durably, and get them back unchanged."""

import os
import secrets
import time
from hashlib import sha256
from pathlib import Path

from django.conf import settings

PARTIAL_AFTER = 3600.0  # seconds after which nobody is still writing a file


class DocumentMissing(Exception):
    """The store has no file of this hash, or its bytes are no longer those."""


def put(content: bytes) -> str:
    """Store `content` so that it survives a crash and return its hex SHA-256.

    A file that is there already counts only if its bytes are these. Raises OSError if the disk
    does not take it; nothing of it is left then.
    """
    digest = sha256(content).hexdigest()
    path = _path(digest)
    if not _holds(path, content):
        _make(path.parent)
        _write(path, content)
    _flush(path.parent)  # also for one that another process has only just written
    return digest


def get(digest: str) -> bytes:
    """Return the bytes of `digest`; raises DocumentMissing. Reads no database."""
    try:
        content = _path(digest).read_bytes()
    except FileNotFoundError as error:
        raise DocumentMissing(digest) from error
    if sha256(content).hexdigest() != digest:
        raise DocumentMissing(digest)
    return content


def remove(digest: str) -> None:
    """Remove the bytes of `digest`; none there is no fault."""
    _path(digest).unlink(missing_ok=True)


def sweep(*, now: float | None = None) -> int:
    """Remove what processes that died left half written; return how many files."""
    before = (time.time() if now is None else now) - PARTIAL_AFTER
    swept = 0
    for partial in Path(settings.DOCUMENT_FOLDER).glob("??/.*"):
        try:
            if partial.stat().st_mtime < before:
                partial.unlink()
                swept += 1
        except FileNotFoundError:
            continue  # its writer has just finished
    return swept


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except FileNotFoundError:
        return False


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _make(folder: Path) -> None:
    """Make a folder with its parents, so that they survive a crash too."""
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in new:
        _flush(one.parent)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _path(digest: str) -> Path:
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise DocumentMissing(digest)
    return Path(settings.DOCUMENT_FOLDER) / digest[:2] / digest
