"""PDF files people send: kept as they are if small, else their pictures are made smaller."""

import io
import struct
import zlib

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from portal.documents.images import BROKEN, TooLargeToShrink, Unreadable

MOST_PAGES = 60
ATTEMPTS = ((1800, 65), (1400, 55), (1000, 45))
_BROKEN = (*BROKEN, PyPdfError, KeyError, AttributeError, AssertionError, RecursionError)
_NO_PICTURE = (*_BROKEN, NotImplementedError, ImportError, struct.error, zlib.error)


def shrink_pdf(content: bytes, *, most_bytes: int) -> bytes:
    """Return a PDF of at most `most_bytes`; a small one unchanged, so that a signature holds.

    Raises Unreadable for what is broken, empty or asks for a password, TooLargeToShrink if its
    pictures cannot be made small enough.
    """
    _check(content)
    if len(content) <= most_bytes:
        return content
    for edge, quality in ATTEMPTS:
        small = _rewritten(content, edge, quality)
        if len(small) <= most_bytes:
            return small
    raise TooLargeToShrink


def _check(content: bytes) -> None:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("password")
        pages = len(reader.pages)
    except _BROKEN as error:
        raise Unreadable(type(error).__name__) from error
    if not 0 < pages <= MOST_PAGES:
        raise Unreadable("pages")


def _rewritten(content: bytes, edge: int, quality: int) -> bytes:
    out = io.BytesIO()
    try:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
        for page in writer.pages:
            for picture in page.images:
                _shrink_inside(picture, edge, quality)
            page.compress_content_streams()
        writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
        writer.write(out)
    except _NO_PICTURE as error:
        raise TooLargeToShrink from error
    return out.getvalue()


def _shrink_inside(picture: "object", edge: int, quality: int) -> None:
    shown = getattr(picture, "image", None)
    if not isinstance(shown, Image.Image):
        return
    small = shown.convert("RGB")
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    picture.replace(small, quality=quality)  # type: ignore[attr-defined]  # an ImageFile of pypdf
