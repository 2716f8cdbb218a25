"""Files as telephones make them, and as they come broken."""

import io
import random
from functools import cache

import pillow_heif
from PIL import Image
from pypdf import PdfWriter

GPS = 0x8825


@cache
def photo(
    width: int = 900, height: int = 600, *, noisy: bool = False, turned: bool = False
) -> bytes:
    """Return a JPEG with GPS and, if `turned`, the note that it lies on its side."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("black", (0, 0, width // 2, height // 2))
    if noisy:
        small = random.Random(1).randbytes(width * height * 3)
        picture = Image.frombytes("RGB", (width, height), small)
    exif = Image.Exif()
    exif[0x0112] = 6 if turned else 1
    exif.get_ifd(GPS)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=97, exif=exif)
    return out.getvalue()


@cache
def png(width: int = 400, height: int = 300) -> bytes:
    """Return a PNG with a transparent ground."""
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 10, 10, 100)).save(out, "PNG")
    return out.getvalue()


@cache
def heic() -> bytes:
    """Return a HEIC as an iPhone writes it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (640, 480), "teal")).save(out, quality=60)
    return out.getvalue()


@cache
def pdf(pages: int = 1, *, password: str = "") -> bytes:
    """Return a PDF of blank pages."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@cache
def scanned_pdf() -> bytes:
    """Return a PDF of one large scan, above what a row takes."""
    out = io.BytesIO()
    noise = random.Random(2).randbytes(2200 * 1600 * 3)
    Image.frombytes("RGB", (2200, 1600), noise).save(out, "PDF", quality=95)
    return out.getvalue()
