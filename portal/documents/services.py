"""Keep documents: the bytes on disk first, then the row."""

from collections.abc import Sequence

from django.db import connection

from portal.documents import store
from portal.documents.models import Document


def keep(content: bytes, *, media_type: str) -> Document:
    """Store a file and return its document; storing the same bytes again changes nothing."""
    digest = store.put(content)
    document, _ = Document.objects.get_or_create(
        sha256=digest, defaults={"media_type": media_type, "size": len(content)}
    )
    return document


def keep_many(contents: Sequence[bytes], *, media_type: str) -> list[str]:
    """Store files in one statement and return their hex SHA-256, in the given order."""
    digests = [store.put(content) for content in contents]
    sizes = dict(zip(digests, map(len, contents), strict=True))
    Document.objects.bulk_create(
        [
            Document(sha256=digest, media_type=media_type, size=size)
            for digest, size in sorted(sizes.items())
        ],
        ignore_conflicts=True,
    )
    return digests


def content_of(digest: str) -> bytes:
    """Return the bytes of a document; raises DocumentMissing. Reads no database."""
    return store.get(digest)


def lock(digest: str) -> None:
    """Keep others from storing or discarding these bytes until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])


def discard(digest: str) -> None:
    """Remove the bytes of a document nobody needs; the row stays and says that it was there.

    The caller holds the lock, knows that nothing else rests on them, and may do it again.
    """
    store.remove(digest)
