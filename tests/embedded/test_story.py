"""The demo's story: its browser, its keys, its stranger's check of a paper, and the whole of it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest
from django.core.management.base import CommandError
from django_otp.oath import TOTP
from flask import Response
from PIL import Image
from pypdf import PdfWriter

from integrations.demo_pki import SigningIdentity, new_identity
from integrations.pdf_signatures import Signatory
from integrations.simulators.people import BY_NUMBER, PEOPLE
from portal.accounts.demo import OFFICIALS
from portal.embedded.management.commands import demo
from portal.embedded.ports import free_port
from portal.embedded.walk import walking
from portal.embedded.walk.browser import Browser, Page, StoryStopped
from portal.embedded.walk.citizen import dossiers_on, has_draft
from portal.embedded.walk.families import BETWEEN_DAYS, FAMILIES, MOST_CHILDREN
from portal.embedded.walk.official import account_of, accounts_in
from portal.embedded.walk.paper_photo import photo
from portal.embedded.walk.papers import check
from portal.embedded.walk.tales import TALES
from tests.integrations.listening import listening

ROOT = Path(__file__).resolve().parents[2]
PRINTED = """
Cán bộ Mẫu Một
  role       Cán bộ một cửa, 00004
  user name  canbo.badinh
  password   a password of twenty
  TOTP       otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=6

Hệ thống hộ tịch (mẫu)
  client     civil_status_register
  token      abc
"""
FORM = """<h1>Mẹ của bé</h1><main><form method="post">
<input name="csrf" type="hidden" value="t"><input name="born_on" value="08/03/1996">
<input type="radio" name="kind" value="a" checked><input type="radio" name="kind" value="b">
<input type="checkbox" name="deceased" value="on"><input type="file" name="paper">
<button name="tai_len" value="paper">Gửi tệp</button><button>Lưu</button></form></main>"""


def _later(device: TOTP) -> int:
    """Return the next code: the half minute may end between two looks at the clock."""
    device.time += 30
    return int(device.token())


def _answering(body: str, status: int = 200) -> Any:
    return lambda _received: Response(body, status, content_type="text/html; charset=utf-8")


@pytest.fixture(scope="module")
def identity() -> SigningIdentity:
    return new_identity("Cơ quan thử")


@pytest.fixture(scope="module")
def signed(identity: SigningIdentity) -> bytes:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return Signatory(identity).sign(out.getvalue())


class TestTheBrowser:
    def test_sends_what_stands_there_with_the_changes(self) -> None:
        with listening(_answering(FORM)) as server:
            browser = Browser()
            page = browser.open(f"{server.url}/khai/")
            browser.press(page, page.form(), {"kind": "b", "ethnicity": "01", "deceased": "on"})
        sent = parse_qs(server.heard[-1].body.decode())

        assert server.heard[-1].path == "/khai/"
        assert sent == {
            "csrf": ["t"],
            "born_on": ["08/03/1996"],
            "kind": ["b"],
            "deceased": ["on"],
        }

    def test_sends_files_only_to_the_boxes_there_are(self) -> None:
        with listening(_answering(FORM)) as server:
            browser = Browser()
            page = browser.open(server.url)
            files = {"paper": ("a.jpg", b"\xff\xd8\xff", "image/jpeg"), "other": ("b", b"", "x")}
            browser.press(page, page.form(), {}, files)
        body = server.heard[-1].body

        assert b'filename="a.jpg"' in body
        assert b'name="other"' not in body

    def test_says_in_one_line_what_did_not_answer(self) -> None:
        with pytest.raises(StoryStopped, match=r"^http://127\.0\.0\.1:1/ does not answer"):
            Browser().open("http://127.0.0.1:1/")
        with listening(_answering("", 500)) as server, pytest.raises(StoryStopped) as stopped:
            Browser().open(f"{server.url}/x")
        assert str(stopped.value) == f"{server.url}/x answered 500"

    def test_names_the_page_that_lacks_a_form_or_a_link(self) -> None:
        page = Page("http://here/khai/", FORM.encode())
        with pytest.raises(StoryStopped, match="“Mẹ của bé”"):
            page.form("/tiep-nhan/")
        with pytest.raises(StoryStopped, match="no link to …/ra/"):
            page.link("/ra/")

    def test_counts_dossiers_and_sees_drafts(self) -> None:
        mine = '<main><a href="/khai/birth/">x</a><a href="/ho-so/LT-1/">y</a></main>'
        page = Page("http://here/ho-so/", mine.encode())
        assert dossiers_on(page) == 1
        assert has_draft(page)


class TestTheKeys:
    def test_are_read_from_what_demo_people_prints(self) -> None:
        official, agency = accounts_in(PRINTED)
        assert (official.title, official.name) == ("Cán bộ Mẫu Một", "canbo.badinh")
        assert official.is_official
        assert official.said["password"] == "a password of twenty"
        assert (agency.name, agency.said["token"]) == ("civil_status_register", "abc")
        assert not agency.is_official

    def test_the_code_is_the_one_a_telephone_shows(self) -> None:
        official = account_of(accounts_in(PRINTED), "canbo.badinh")
        device = TOTP(b"12345678901234567890")
        device.time = time.time()
        assert int(official.code()) in (device.token(), _later(device))
        assert re.fullmatch("[0-9]{6}", official.code(ahead=1))
        assert 30 <= official.code_ends(ahead=1).timestamp() - time.time() <= 90

    def test_an_unknown_name_is_told(self) -> None:
        with pytest.raises(StoryStopped, match="no invented account nobody"):
            account_of([], "nobody")


class TestThePaper:
    def test_a_good_one(self, identity: SigningIdentity, signed: bytes) -> None:
        found = check(signed, identity.anchor)
        assert found.is_good
        assert (found.signer, found.size) == ("Cơ quan thử", len(signed))

    def test_bytes_added_afterwards(self, identity: SigningIdentity, signed: bytes) -> None:
        assert not check(signed + b"\n% more", identity.anchor).is_good

    def test_another_agency(self, signed: bytes) -> None:
        assert not check(signed, new_identity("Cơ quan khác").anchor).is_good

    def test_no_paper_at_all(self, identity: SigningIdentity) -> None:
        assert not check(b"<html>", identity.anchor).is_good

    def test_the_photo_is_one_a_telephone_could_make(self) -> None:
        assert Image.open(BytesIO(photo("GIẤY"))).size == (1500, 2000)
        assert len(photo("GIẤY")) < 2_000_000


class TestTheFamilies:
    def test_are_all_invented(self) -> None:
        known = {person.full_name for person in PEOPLE}
        officials = {name for name, *_rest in OFFICIALS}
        for family in FAMILIES:
            typed = family.answers_for(before=0, today=date(2026, 11, 21))
            numbers = {
                value
                for page in typed.values()
                for value in page.values()
                if re.fullmatch("[0-9]{12}", value)
            }
            assert {family.applicant, *family.agreeing} <= known
            assert family.official in officials
            assert numbers <= set(BY_NUMBER)

    def test_a_later_child_is_another_one_and_below_six(self) -> None:
        today = date(2026, 11, 21)
        children = [
            FAMILIES[0].answers_for(before=n, today=today)["civil_registry.birth.child"]
            for n in range(5)
        ]
        assert len({child["given_name"] for child in children}) == 5
        assert len({child["born_on"] for child in children}) == 5
        assert (MOST_CHILDREN - 1) * BETWEEN_DAYS + 12 < 6 * 365


class _Supervisor:
    """A site that is ready at once."""

    def __init__(self, *_arguments: Any, **_named: Any) -> None:
        pass

    def start(self) -> Mapping[str, str]:
        return {"web": "http://127.0.0.1:1"}

    def wait_until_ready(self, _addresses: Mapping[str, str]) -> None:
        pass

    def run(self, on_tick: Any) -> None:
        while on_tick():
            time.sleep(0.01)

    def stop(self) -> None:
        pass


def test_a_story_that_stops_is_one_line_and_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_addresses: Mapping[str, str]) -> None:
        raise StoryStopped("The page “Mẹ của bé” says: Xin ghi họ")

    monkeypatch.setattr(demo, "Supervisor", _Supervisor)
    monkeypatch.setattr(demo, "after_ready", stopped)
    monkeypatch.setenv("SIMULATOR_ANSWER_DELAY", "1:3")
    with pytest.raises(CommandError):
        demo.Command().handle(port="1", once=True)
    said = capsys.readouterr().err
    assert said == "lien-thong: the story stopped. The page “Mẹ của bé” says: Xin ghi họ.\n"


class _Mother:
    """Signs in without a network; `MINE` says what her list shows."""

    MINE: ClassVar[dict[str, str]] = {}

    def __init__(self, _portal: str, name: str, _life_event: str) -> None:
        self.name = name

    def sign_in(self) -> Page:
        return Page("http://here/ho-so/", f"<main>{self.MINE.get(self.name, '')}</main>".encode())


class TestWhoFiles:
    @pytest.fixture(autouse=True)
    def mothers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(walking, "Applicant", _Mother)
        monkeypatch.setattr(_Mother, "MINE", {})

    def _chosen(self) -> tuple[str, int]:
        family, _mother, before = walking.Walk(TALES[0], {"web": "http://here"}, list)._choose()
        return family.applicant, before

    def test_the_first_one_at_first(self) -> None:
        assert self._chosen() == (FAMILIES[0].applicant, 0)

    def test_another_one_the_next_time(self) -> None:
        _Mother.MINE[FAMILIES[0].applicant] = '<a href="/ho-so/LT-1/">x</a>'
        assert self._chosen() == (FAMILIES[1].applicant, 0)

    def test_a_second_child_when_all_have_filed(self) -> None:
        _Mother.MINE |= {one.applicant: '<a href="/ho-so/LT-1/">x</a>' for one in FAMILIES}
        assert self._chosen() == (FAMILIES[0].applicant, 1)

    def test_a_draft_is_left_alone_and_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        _Mother.MINE[FAMILIES[0].applicant] = '<a href="/khai/birth/">x</a>'
        assert self._chosen() == (FAMILIES[1].applicant, 0)
        assert "has a draft open" in capsys.readouterr().out

    def test_nobody_when_all_have_begun_something(self) -> None:
        _Mother.MINE |= {one.applicant: '<a href="/khai/birth/">x</a>' for one in FAMILIES}
        with pytest.raises(StoryStopped, match="Every invented family has a draft open"):
            self._chosen()


@pytest.mark.faults
def test_the_whole_story_from_nothing(tmp_path: Path) -> None:
    """Real processes, the real doors; in the long set once more, for another mother."""
    runs = 2 if os.environ.get("FAULTS") == "long" else 1
    assert len({_told(tmp_path) for _run in range(runs)}) == runs


def _told(folder: Path) -> str:
    """Run `demo --once`, and return who filed."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    kept |= {"DJANGO_SETTINGS_MODULE": "portal.settings.embedded", "PORTAL_RUN_FOLDER": str(folder)}
    command = [sys.executable, "manage.py", "demo", "--once", "--port", str(free_port(8400))]
    ran = subprocess.run(
        command, cwd=ROOT, env=kept, capture_output=True, text=True, timeout=400, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("whole file") >= sum(one.results for one in TALES)
    assert re.search(r"\d\d:\d\d:\d\d  Hệ thống cư trú \(mẫu\) +CT-\d+ +Đã đăng ký", ran.stdout)
    return re.findall(r"^1\. (.+) signs in", ran.stdout, re.M)[0]
