"""Files that families send: told apart by their first bytes, shrunk to what the register takes."""

import math
import os
import unicodedata
from enum import StrEnum

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.citizens import drafts
from portal.citizens.models import Draft, DraftFile
from portal.documents.images import TooLargeToShrink, TooManyPixels, Unreadable, shrink_image
from portal.documents.scans import shrink_pdf

MOST_BYTES = 20 * 1024 * 1024
ROW_BYTES = 2_600_000  # the national portal takes no more in one row, all its files together
PHOTO_BYTES = 450_000  # an A4 page stays legible, and a row holds several
LEAST_BYTES = 60_000
NAME_LENGTH = 100

NOT_OURS = _("Gửi ảnh (JPG, PNG, HEIC) hoặc PDF.")
TOO_BIG = _("Tệp {size} MB, lớn quá 20 MB. Xin chụp lại; ảnh thường là đủ.")
BROKEN = _("Chưa mở được tệp {name}. Xin chụp lại hoặc chọn tệp khác.")
TOO_MANY_PIXELS = _("Ảnh {name} có quá nhiều điểm ảnh. Xin chụp lại ở cỡ ảnh thường.")
ROW_FULL = _("Mục này đã đủ tệp. Xin bỏ bớt một tệp trước khi thêm {name}.")
PDF_TOO_BIG = _("Tệp {name} còn lớn sau khi thu nhỏ. Xin chụp ảnh từng trang rồi gửi.")


class Kind(StrEnum):
    """What the first bytes say a file is."""

    IMAGE = "image/jpeg"
    PDF = "application/pdf"


class Refused(Exception):
    """The file is not taken; `sentence` says what to do instead."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def take(*, draft: Draft, page: str, row: str, sent: UploadedFile) -> DraftFile:
    """Shrink a file, store it and put it into a row of the draft; raises Refused."""
    name = _clean_name(sent.name or "")
    size = sent.size or 0
    if size > MOST_BYTES:
        raise Refused(format_lazy(TOO_BIG, size=math.ceil(size / 1_000_000)))
    content = sent.read()
    kind = kind_of(content)
    if kind is None:
        raise Refused(NOT_OURS)
    ending = ".pdf" if kind is Kind.PDF else ".jpg"
    # Another file may take the room while this one is shrunk: then it is shrunk to what is left.
    while True:
        small = _shrunk(content, kind, name, room=_room(draft, page, row))
        try:
            return drafts.add_file(
                draft=draft,
                page=page,
                row=row,
                content=small,
                media_type=kind.value,
                filename=f"{os.path.splitext(name)[0] or 'anh'}{ending}",  # noqa: PTH122  a name, no path
                most_bytes=ROW_BYTES,
            )
        except drafts.RowFull:
            continue
        except drafts.TooManyFiles as error:
            raise Refused(format_lazy(ROW_FULL, name=name)) from error


def kind_of(content: bytes) -> Kind | None:
    """Return what the first bytes say, whatever the file is called; None for anything else."""
    if content[:3] == b"\xff\xd8\xff" or content[:8] == b"\x89PNG\r\n\x1a\n":
        return Kind.IMAGE
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return Kind.IMAGE
    return Kind.PDF if b"%PDF-" in content[:1024] else None


_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


def _shrunk(content: bytes, kind: Kind, name: str, *, room: int) -> bytes:
    if room < LEAST_BYTES:
        raise Refused(format_lazy(ROW_FULL, name=name))
    try:
        if kind is Kind.PDF:
            return shrink_pdf(content, most_bytes=room)
        return shrink_image(content, most_bytes=min(room, PHOTO_BYTES))
    except TooManyPixels as error:
        raise Refused(format_lazy(TOO_MANY_PIXELS, name=name)) from error
    except Unreadable as error:
        raise Refused(format_lazy(BROKEN, name=name)) from error
    except TooLargeToShrink as error:
        sentence = PDF_TOO_BIG if kind is Kind.PDF else ROW_FULL
        raise Refused(format_lazy(sentence, name=name)) from error


def _room(draft: Draft, page: str, row: str) -> int:
    sizes = draft.files.filter(page=page, row=row).values_list("document__size", flat=True)
    return ROW_BYTES - sum(sizes)


def _clean_name(name: str) -> str:
    plain = unicodedata.normalize("NFC", os.path.basename(name.replace("\\", "/")))  # noqa: PTH119  a name, no path
    shown = "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C")
    return shown.strip()[-NAME_LENGTH:] or "tep"
