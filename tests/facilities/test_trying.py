"""Trying a file: what is said of it, and that nothing of it stays."""

import logging
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.facilities import throttling
from portal.hospital_papers.demonstration import DemoFolder
from portal.hospital_papers.habits import Kind, paper_of

PAGE = "/co-so-y-te/thu-tep/"
NAME = "NGUYỄN THỊ VÍ DỤ"


@pytest.fixture(autouse=True)
def fresh_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "tries", throttling.Tries())


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The hour at which the invented hospitals' certificates are good."""
    at = datetime(2026, 11, 20, 4, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


def paper(country: DemoFolder, code: str, at: datetime) -> bytes:
    return paper_of(country, code, Kind.BIRTH, 1, at - timedelta(hours=1), {"HOTEN_NND": NAME})


def tried(content: bytes, **headers: Any) -> Any:
    file = SimpleUploadedFile("giay.xml", content, "text/xml")
    return Client().post(PAGE, {"file": file}, **headers)


class TestWhatIsSaid:
    """Which gate, which code, what to change; eight gates each time."""

    def test_a_good_file(self, believed: DemoFolder, now: datetime) -> None:
        answer = tried(paper(believed, "99901", now))
        page = answer.content.decode()

        assert answer.context["trial"].ok
        assert [gate["state"] for gate in answer.context["gates"]] == ["passed"] * 8
        said_there = ("Tệp đạt", "00001.GCS.99901.26", "Bệnh viện Ký Đúng", "20/11/2026")
        for said in said_there:
            assert said in page, said
        assert NAME not in page

    @pytest.mark.parametrize(
        ("code", "gate", "passed"),
        [("99903", "shape", 1), ("99907", "chain", 3), ("99904", "signature", 4)],
    )
    def test_a_refused_file(
        self, believed: DemoFolder, now: datetime, code: str, gate: str, passed: int
    ) -> None:
        answer = tried(paper(believed, code, now))
        states = [one["state"] for one in answer.context["gates"]]

        assert states == ["passed"] * passed + ["refused"] + ["not_reached"] * (7 - passed)
        assert answer.context["gates"][passed]["code"] == gate
        assert answer.context["trial"].code in answer.content.decode()

    def test_the_element_to_look_at_is_named_and_never_what_stands_in_it(
        self, believed: DemoFolder, now: datetime
    ) -> None:
        values = {"GIOI_TINH_CON": "con gái", "HOTEN_NND": NAME}
        content = paper_of(believed, "99901", Kind.BIRTH, 1, now - timedelta(hours=1), values)
        page = tried(content).content.decode()

        assert "GIOI_TINH_CON" in page
        assert "con gái" not in page

    @pytest.mark.parametrize("content", [b"", b"\0", b"<a", b"<HSDLGCS/>", b"x" * 5_000_001])
    def test_anything_else_is_met_with_a_gate(self, believed: DemoFolder, content: bytes) -> None:
        assert tried(content).context["trial"].gate in ("bytes", "shape")

    def test_no_file_at_all_is_asked_for(self, db: None) -> None:
        assert "Xin chọn một tệp." in Client().post(PAGE).content.decode()

    def test_the_sentence_is_english_on_the_english_page(
        self, believed: DemoFolder, now: datetime
    ) -> None:
        answer = tried(paper(believed, "99903", now), HTTP_ACCEPT_LANGUAGE="en")

        assert "The file is not signed" in answer.content.decode()


class TestThatNothingStays:
    """No row, no file, no line."""

    @pytest.mark.parametrize("code", ["99901", "99903", "99904"])
    def test_neither_rows_nor_files_nor_words(
        self,
        believed: DemoFolder,
        now: datetime,
        code: str,
        settings: Any,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        settings.MEDIA_ROOT = settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100  # so that the upload goes by way of the disk
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        models = [one for one in apps.get_models() if one._meta.managed]
        before = {one: one._default_manager.count() for one in models}
        with caplog.at_level(logging.DEBUG):
            tried(paper(believed, code, now))

        assert {one: one._default_manager.count() for one in models} == before
        assert list(tmp_path.iterdir()) == []
        for secret in (NAME, "00001.GCS", "giay.xml"):
            assert secret not in caplog.text

    def test_one_address_cannot_try_for_ever(self, believed: DemoFolder) -> None:
        codes = [tried(b"<a/>").status_code for _ in range(throttling.MOST_TRIES + 1)]

        assert codes == [200] * throttling.MOST_TRIES + [429]
        assert tried(b"<a/>", REMOTE_ADDR="192.0.2.1").status_code == 200

    def test_a_forged_form_is_turned_away(self, db: None) -> None:
        strict = Client(enforce_csrf_checks=True)

        assert strict.post(PAGE, {"file": SimpleUploadedFile("a.xml", b"<a/>")}).status_code == 403
