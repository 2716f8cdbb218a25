"""Keep documents: the bytes on disk first, then the row."""

from collections.abc import Sequence

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
