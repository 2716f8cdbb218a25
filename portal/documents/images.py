"""Photos a phone makes, turned upright, shrunk, and freed of where and when they were taken."""

import io
import struct
import zlib

import pillow_heif
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()

# JPEG is decoded at a fraction of its size, so a 200-megapixel photo costs little memory; one that
# is drawn in several passes is kept whole while it is decoded, and so is any other kind.
MOST_PIXELS = {"JPEG": 250_000_000, "PNG": 60_000_000, "HEIF": 60_000_000}
MOST_IN_PASSES = 60_000_000
# Pillow's own bound comes first and is lower; ours is asked before anything is decoded.
Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())
ATTEMPTS = ((2000, 82), (2000, 70), (1600, 70), (1400, 60), (1100, 55), (800, 50))
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    RuntimeError,
    TypeError,
    IndexError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What decoders raise over bytes that are no picture."""


class Unreadable(Exception):
    """The file cannot be opened: it is broken, protected, or no picture of a kind we take."""


class TooManyPixels(Unreadable):
    """A picture of its kind with so many points is not decoded here."""


class TooLargeToShrink(Exception):
    """The file can be read, but not made small enough without losing what is written on it."""


def shrink_image(content: bytes, *, most_bytes: int) -> bytes:
    """Return the picture as an upright JPEG of at most `most_bytes`, without metadata.

    Raises Unreadable, TooManyPixels, and TooLargeToShrink if even the smallest legible size is
    more.
    """
    try:
        picture = _opened(content)
        for edge, quality in ATTEMPTS:
            small = _encoded(picture, edge, quality)
            if len(small) <= most_bytes:
                return small
    except Image.DecompressionBombError as error:
        raise TooManyPixels(type(error).__name__) from error
    except BROKEN as error:
        raise Unreadable(type(error).__name__) from error
    raise TooLargeToShrink


def _opened(content: bytes) -> Image.Image:
    picture: Image.Image = Image.open(io.BytesIO(content), formats=tuple(MOST_PIXELS))
    width, height = picture.size
    in_passes = bool(picture.info.get("progressive"))
    most = MOST_IN_PASSES if in_passes else MOST_PIXELS.get(picture.format or "", 0)
    if width * height > most:
        raise TooManyPixels(f"{width}x{height}")
    if picture.format == "JPEG":
        picture.draft("RGB", (ATTEMPTS[0][0], ATTEMPTS[0][0]))
    picture.load()
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        ground = Image.new("RGB", picture.size, "white")
        layered = picture.convert("RGBA")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _encoded(picture: Image.Image, edge: int, quality: int) -> bytes:
    small = picture.copy()
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    small.info.clear()  # colour profile and comments too: nothing of the telephone is kept
    out = io.BytesIO()
    small.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
