"""Put bytes on disk under their own SHA-256, durably, and get them back unchanged."""

import os
import secrets
from hashlib import sha256
from pathlib import Path

from django.conf import settings


class DocumentMissing(Exception):
    """The store has no file of this hash, or its bytes are no longer those."""


def put(content: bytes) -> str:
    """Store `content` so that it survives a crash and return its hex SHA-256."""
    digest = sha256(content).hexdigest()
    path = _path(digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{digest}.{secrets.token_hex(4)}")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
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


def _path(digest: str) -> Path:
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise DocumentMissing(digest)
    return Path(settings.DOCUMENT_FOLDER) / digest[:2] / digest
