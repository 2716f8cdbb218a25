"""What a hospital's machine may post, and what it is answered in the published form."""

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.access import TABLE, Act, Who
from portal.facilities import intake as door
from portal.facilities.form import MOST_FORM_BYTES
from portal.facilities.replies import REFUSALS
from portal.hospital_papers import checking
from portal.hospital_papers.demonstration import DemoFolder
from portal.hospital_papers.habits import Kind, paper_of
from portal.hospital_papers.models import Packet
from tests.facilities.conftest import make_machine, token_of

FORM = "application/x-www-form-urlencoded"
PATH = "/api/hososuckhoe/guiGiayToDienTu"
Post = Callable[..., Any]


@pytest.fixture
def post(believed: DemoFolder) -> Post:
    """Post a form as one hospital's machine."""
    make_machine("99901")

    def send(fields: dict[str, str] | bytes, *, token: str = "99901", **more: Any) -> Any:
        raw = fields if isinstance(fields, bytes) else urlencode(fields).encode()
        headers = {"Authorization": f"Bearer {token_of(token)}"} if token else {}
        kind = more.pop("content_type", FORM)
        return Client(headers=headers).post(PATH, raw, content_type=kind, **more)

    return send


@pytest.fixture
def paper(country: DemoFolder) -> bytes:
    return paper_of(country, "99901", Kind.BIRTH, 1, timezone.now(), {})


def form_of(content: bytes, **more: str) -> dict[str, str]:
    packed = base64.b64encode(content).decode()
    return {"maCskcb": "99901", "loaiHs": "61", "fileBase64Str": packed} | more


def test_a_good_paper_is_kept_and_its_verdict_told(post: Post, paper: bytes) -> None:
    answer = post(form_of(paper))
    said = answer.json()
    packet = Packet.objects.get()
    assert answer.status_code == 200
    assert (said["MaGD"], said["MaKetQua"]) == (packet.transaction, "200")
    assert said["ThoiGianTiepNhan"] == f"{timezone.localtime(packet.received_at):%Y%m%d%H%M%S}"
    assert (said["code"], said["gate"]) == ("accepted", "")
    assert said["sentence"].startswith("Giấy hợp lệ")
    again = post(form_of(paper)).json()
    assert again == said
    assert Packet.objects.count() == 1


def test_a_bad_paper_is_kept_too_and_told_which_gate_refused_it(post: Post, paper: bytes) -> None:
    changed = paper.replace(b"<CAN_NANG_CON>3200<", b"<CAN_NANG_CON>3300<")
    said = post(form_of(changed)).json()
    assert (said["MaKetQua"], said["gate"]) == ("200", "signature")
    assert Packet.objects.get().transaction == said["MaGD"]


def test_what_old_software_sends_is_read_as_it_was_meant(post: Post, paper: bytes) -> None:
    packed = base64.encodebytes(paper).decode()  # lines of 76
    old = {"token": "t", "id_token": "i", "username": "u", "password": "p"}
    raw = urlencode(form_of(paper, fileBase64Str=packed) | old).replace("%2B", "+")
    assert post(raw.encode()).json()["code"] == "accepted"


GOOD = form_of(b"<a/>")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (b"", "form.length"),
        (b"a=1", "form.missing"),
        (b"\xff\xfe=1", "form.unreadable"),
        (b"&".join(b"a%d=1" % n for n in range(30)), "form.unreadable"),
        (urlencode(GOOD).encode() + b"&maCskcb=99901", "form.twice"),
        (GOOD | {"loaiHs": ""}, "form.missing"),
        (GOOD | {"loaiHs": "62"}, "form.kind"),
        (GOOD | {"maCskcb": "9990\0"}, "form.missing"),
        (GOOD | {"maCskcb": "9" * 21}, "form.too_long"),
        (GOOD | {"maCskcb": "９９９０１"}, "form.missing"),
        (GOOD | {"maCskcb": "99902"}, "auth.other_facility"),
        (GOOD | {"fileBase64Str": ""}, "form.missing"),
        (GOOD | {"fileBase64Str": "#"}, "form.base64"),
        (GOOD | {"fileBase64Str": "QQ"}, "form.base64"),
        (GOOD | {"fileBase64Str": "đ"}, "form.base64"),
        (GOOD | {"fileBase64Str": "\r\n"}, "form.base64"),
        (form_of(b"x" * 5_000_001), "form.too_large"),
    ],
)
def test_every_bad_form_has_an_answer_of_its_own(post: Post, fields: Any, reason: str) -> None:
    answer = post(fields)
    assert told(answer) == (REFUSALS[reason].status, REFUSALS[reason].result, reason)
    assert not Packet.objects.exists()


def told(answer: Any) -> tuple[int, str, str]:
    said = answer.json()
    assert set(said) == {
        "MaGD", "MaKetQua", "ThoiGianTiepNhan", "gate", "code", "sentence", "sentence_en",
    }  # fmt: skip
    assert (said["MaGD"], said["ThoiGianTiepNhan"]) == ("", "")
    return answer.status_code, said["MaKetQua"], said["code"]


def test_a_stranger_is_told_401_in_the_form_software_expects(post: Post) -> None:
    for token in ("", "99902"):
        answer = post(GOOD, token=token)
        assert told(answer) == (401, "401", "auth.token")
        assert answer["WWW-Authenticate"] == 'Bearer realm="facilities"'


def test_other_methods_kinds_and_lengths_are_answered(post: Post) -> None:
    machine = {"Authorization": f"Bearer {token_of('99901')}"}
    assert told(Client(headers=machine).get(PATH)) == (405, "500", "form.method")
    assert told(post(b"{}", content_type="application/json")) == (415, "500", "form.not_a_form")
    long = {"CONTENT_LENGTH": str(MOST_FORM_BYTES + 1)}
    assert told(post(b"a=1", **long)) == (413, "1001", "form.too_large")
    for length in ("", "-1", "x", "9" * 30):
        assert told(post(b"a=1", CONTENT_LENGTH=length)) == (411, "500", "form.length")


@pytest.mark.parametrize("raised", [OperationalError("away"), OSError("full")])
def test_while_nothing_can_be_kept_the_machine_is_told_to_come_again(
    post: Post, monkeypatch: pytest.MonkeyPatch, raised: Exception
) -> None:
    def fail(*_content: Any, **_told: Any) -> None:
        raise raised

    monkeypatch.setattr(door, "receive", fail)
    answer = post(GOOD)
    assert told(answer) == (503, "500", "unavailable")
    assert answer["Retry-After"] == "30"


def test_a_check_that_breaks_down_is_still_answered_and_made_up_later(
    post: Post, paper: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_content: Any, **_told: Any) -> None:
        raise RecursionError

    with monkeypatch.context() as broken:
        broken.setattr(checking, "verify", fail)
        said = post(form_of(paper)).json()
    assert (said["MaKetQua"], said["code"]) == ("200", "")
    assert said["MaGD"] and said["sentence"]
    assert checking.check_again(at=timezone.now()) == 0  # its minute is not over
    assert checking.check_again(at=checking.begins_again(timezone.now())) == 1
    again = post(form_of(paper)).json()
    assert (again["MaGD"], again["code"]) == (said["MaGD"], "accepted")


def test_only_a_hospitals_machine_may_send(post: Post) -> None:
    assert reverse("facilities_api:papers") == PATH
    assert {who for who, act in TABLE if act is Act.SEND_PAPERS} == {Who.FACILITY}
