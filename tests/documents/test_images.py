"""Photos of every size: shrunk within little memory, or refused for what they are."""

import io
import resource

import pytest
from PIL import Image

from portal.documents.images import TooManyPixels, shrink_image

ROOM = 2_600_000


def picture(width: int, height: int, kind: str = "JPEG", **options: bool) -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height), 200).save(out, kind, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def huge() -> bytes:
    """The 200 megapixels of the telephones of these years."""
    return picture(16320, 12240)


def test_a_photo_of_two_hundred_megapixels_is_shrunk_without_being_decoded_whole(
    huge: bytes,
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    small = Image.open(io.BytesIO(shrink_image(huge, most_bytes=ROOM)))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert max(small.size) == 2000
    assert grown < 150_000  # KB; whole it would be 600 MB


def claiming(content: bytes, frame: bytes, width: int, height: int) -> bytes:
    """Let the head of a JPEG claim another size: what is refused for it, is refused by its head."""
    at = content.index(frame) + 5
    return content[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + content[at + 4 :]


def test_a_photo_drawn_in_passes_is_refused_for_its_size() -> None:
    photo = picture(640, 480, progressive=True)
    with pytest.raises(TooManyPixels):
        shrink_image(claiming(photo, b"\xff\xc2", 16320, 12240), most_bytes=ROOM)


def test_a_picture_that_must_be_decoded_whole_is_refused_for_its_size() -> None:
    with pytest.raises(TooManyPixels):
        shrink_image(picture(9000, 8000, "PNG"), most_bytes=ROOM)


def test_a_claim_of_endless_points_is_refused_before_anything_is_read(huge: bytes) -> None:
    with pytest.raises(TooManyPixels):
        shrink_image(claiming(huge, b"\xff\xc0", 60_000, 60_000), most_bytes=ROOM)
