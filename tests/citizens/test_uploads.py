"""Everything a telephone makes is taken, shrunk and freed of where it was made."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from portal.accounts.models import Citizen
from portal.citizens import uploads
from portal.citizens.models import Draft, DraftFile
from portal.documents import store
from tests.citizens.conftest import drafted
from tests.citizens.pictures import heic, pdf, photo, png, scanned_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]
PAGE = "tested.birth.child#1"
ADDRESS = "/khai/tested/tested.birth/child/1/"


@pytest.fixture
def draft(mother: Citizen) -> Draft:
    """A draft whose paper is still missing."""
    return drafted(mother, papers=0)


def send(draft: Draft, content: bytes, name: str = "giay.jpg") -> DraftFile:
    return uploads.take(draft=draft, page=PAGE, row="paper", sent=SimpleUploadedFile(name, content))


def stored(one: DraftFile) -> Image.Image:
    return Image.open(io.BytesIO(store.get(one.document_id)))


TAKEN = {
    "jpg": (photo(), "a.JPG", "a.jpg", "image/jpeg"),
    "png": (png(), "a.png", "a.jpg", "image/jpeg"),
    "heic": (heic(), "IMG_0001.HEIC", "IMG_0001.jpg", "image/jpeg"),
    "pdf": (pdf(3), "to khai.pdf", "to khai.pdf", "application/pdf"),
    "named wrongly": (png(), "a.pdf", "a.jpg", "image/jpeg"),
    "named by a path": (photo(), "C:\\anh\\giấy.jpg", "giấy.jpg", "image/jpeg"),
    "without a name": (photo(), ".jpg", ".jpg.jpg", "image/jpeg"),
}


@pytest.mark.parametrize(("content", "name", "kept_as", "kind"), TAKEN.values(), ids=TAKEN.keys())
def test_what_a_phone_makes_is_taken(
    draft: Draft, content: bytes, name: str, kept_as: str, kind: str
) -> None:
    one = send(draft, content, name)

    assert one.filename == kept_as
    assert one.document.media_type == kind


REFUSED = {
    "a program": (b"MZ" + bytes(2000), "Gửi ảnh (JPG, PNG, HEIC) hoặc PDF."),
    "a text": ("Giấy chứng sinh".encode(), "Gửi ảnh (JPG, PNG, HEIC) hoặc PDF."),
    "a page of HTML": (b"<html><script>1</script>", "Gửi ảnh (JPG, PNG, HEIC) hoặc PDF."),
    "a GIF": (b"GIF89a" + bytes(100), "Gửi ảnh (JPG, PNG, HEIC) hoặc PDF."),
    "nothing": (b"", "Gửi ảnh (JPG, PNG, HEIC) hoặc PDF."),
    "half a photo": (photo()[:900], "Chưa mở được tệp giay.jpg."),
    "half a HEIC": (heic()[:200], "Chưa mở được tệp giay.jpg."),
    "a broken PDF": (b"%PDF-1.7\n" + b"x" * 500, "Chưa mở được tệp giay.jpg."),
    "a PDF with a password": (pdf(password="x"), "Chưa mở được tệp giay.jpg."),
    "a PDF of many pages": (pdf(61), "Chưa mở được tệp giay.jpg."),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_used_is_refused_in_words(
    draft: Draft, content: bytes, sentence: str
) -> None:
    with pytest.raises(uploads.Refused) as refusal:
        send(draft, content)

    assert str(refusal.value.sentence).startswith(sentence)
    assert not draft.files.exists()


def test_twenty_one_megabytes_are_too_many(draft: Draft) -> None:
    with pytest.raises(uploads.Refused) as refusal:
        send(draft, photo() + bytes(21_000_000 - len(photo())))

    expected = "Tệp 21 MB, lớn quá 20 MB. Xin chụp lại; ảnh thường là đủ."
    assert str(refusal.value.sentence) == expected


def test_a_photo_of_eight_megabytes_fits_the_register(draft: Draft) -> None:
    heavy = photo(2800, 2200, noisy=True)
    assert len(heavy) > 8_000_000
    one = send(draft, heavy)

    assert one.document.size <= uploads.PHOTO_BYTES
    assert max(stored(one).size) >= 800


def test_a_photo_is_turned_and_tells_nothing_of_the_place(draft: Draft) -> None:
    picture = stored(send(draft, photo(turned=True)))

    assert picture.size == (600, 900)
    assert not picture.getexif()
    assert b"Exif" not in store.get(send(draft, photo(turned=True)).document_id)


def test_transparent_ground_becomes_white_paper(draft: Draft) -> None:
    picture = stored(send(draft, png())).convert("RGB")

    assert min(picture.getpixel((5, 5))) > 100  # type: ignore[type-var, arg-type]  # RGB: three numbers


def test_a_small_pdf_is_kept_byte_for_byte(draft: Draft) -> None:
    assert store.get(send(draft, pdf(2), "a.pdf").document_id) == pdf(2)


def test_a_heavy_scan_is_made_to_fit(draft: Draft) -> None:
    assert len(scanned_pdf()) > uploads.ROW_BYTES
    one = send(draft, scanned_pdf(), "scan.pdf")

    assert one.document.size <= uploads.ROW_BYTES
    assert store.get(one.document_id).startswith(b"%PDF")


def test_two_files_of_one_name_are_told_apart(draft: Draft) -> None:
    first, second = send(draft, photo()), send(draft, photo(500, 400))

    assert (first.filename, second.filename) == ("giay.jpg", "giay (2).jpg")


def test_the_same_bytes_twice_are_one_file(draft: Draft) -> None:
    assert send(draft, photo()).pk == send(draft, photo(), "other.jpg").pk


def test_a_row_never_outgrows_the_register(draft: Draft) -> None:
    for number in range(9):
        try:
            send(draft, photo(900 + number, 800, noisy=True), f"{number}.jpg")
        except uploads.Refused as refusal:
            assert "đã đủ tệp" in str(refusal.sentence)
            break
    assert sum(one.document.size for one in draft.files.all()) <= uploads.ROW_BYTES


class TestOnThePage:
    def test_refusal_stands_beside_the_row_and_the_rest_is_kept(
        self, browser: Client, draft: Draft
    ) -> None:
        sent = {"name": "Bình", "paper": SimpleUploadedFile("a.jpg", b"no picture")}
        body = browser.post(ADDRESS, sent).content.decode()
        draft.refresh_from_db()

        assert "Gửi ảnh (JPG, PNG, HEIC) hoặc PDF." in body
        assert draft.typed[PAGE]["name"] == ["Bình"]

    def test_several_files_of_one_paper(self, browser: Client, draft: Draft) -> None:
        sides: dict[str, Any] = {
            "name": "An",
            "tai_len": "paper",
            "paper": [
                SimpleUploadedFile("mat.jpg", photo()),
                SimpleUploadedFile("mat.jpg", photo(700, 500)),
            ],
        }
        answer = browser.post(ADDRESS, sides)
        body = browser.get(answer["Location"]).content.decode()

        assert answer["Location"] == f"{ADDRESS}?tep=1"
        assert "mat.jpg" in body
        assert "mat (2).jpg" in body

    def test_a_file_can_be_taken_out_again(self, browser: Client, draft: Draft) -> None:
        one = send(draft, photo())
        browser.post(ADDRESS, {"name": "An", "bo_tep": str(one.pk)})
        browser.post(ADDRESS, {"name": "An", "bo_tep": ["9" * 30, "x", "0"]})

        assert not draft.files.exists()

    def test_nobody_takes_out_the_file_of_another(
        self, draft: Draft, stranger: Citizen, signed_in: Any
    ) -> None:
        one = send(draft, photo())
        theirs = signed_in(stranger)
        theirs.post("/khai/tested/tested.birth/who/", {"children": "1"})
        theirs.post(ADDRESS, {"name": "An", "bo_tep": str(one.pk)})

        assert draft.files.count() == 1
