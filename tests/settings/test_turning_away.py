"""Whoever sends too much, or in vain, reads in plain words what to do."""

import runpy
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from portal.accounts.models import AgencyClient, Citizen
from portal.accounts.tokens import checksum
from portal.citizens.models import Draft
from portal.handovers.models import Delivery
from portal.settings import turning_away
from tests.citizens.conftest import browser, family, mother, signed_in

__all__ = ["browser", "family", "mother", "signed_in"]  # fixtures of families
WHO = "/khai/tested/tested.birth/who/"


class TestTooMuch:
    @pytest.fixture(autouse=True)
    def _family(self, family: None) -> None:
        """The invented life event."""

    def test_a_large_request_is_turned_away_by_what_it_announces(self) -> None:
        request = RequestFactory().post(WHO)
        request.META["CONTENT_LENGTH"] = str(turning_away.MOST_BYTES + 1)
        answer: Any = turning_away.TooMuch(lambda _request: pytest.fail("taken in"))(request)

        assert answer.status_code == 413
        assert "Một lần gửi được nhiều nhất 64 MB." in answer.content.decode()
        assert f'href="{WHO}"' in answer.content.decode()

    @pytest.mark.parametrize("announced", ["", "-1", "x", "9" * 30])
    def test_a_length_that_is_none_is_left_to_the_server(self, announced: str) -> None:
        request = RequestFactory().get("/")
        request.META["CONTENT_LENGTH"] = announced
        went_on = turning_away.TooMuch(lambda _request: turning_away.HttpResponse("on"))(request)

        assert went_on.status_code == 200

    def test_a_hundred_and_one_files(self, browser: Client) -> None:
        files = [SimpleUploadedFile("a.jpg", b"x") for _ in range(101)]
        answer = browser.post(WHO, {"paper": files})

        assert answer.status_code == 400
        assert "Một lần gửi được nhiều nhất 100 tệp." in answer.content.decode()

    def test_a_thousand_and_a_hundred_boxes(self, browser: Client) -> None:
        answer = browser.post(WHO, {f"n{number}": "" for number in range(1100)})

        assert answer.status_code == 400
        assert "quá nhiều ô" in answer.content.decode()
        assert f'href="{WHO}"' in answer.content.decode()


class TestCharacters:
    def answered(self, path: str, content_type: str) -> tuple[str, str]:
        told: list[str] = []
        application = runpy.run_module("portal.wsgi")["application"]
        environ = {
            **RequestFactory().get(path).environ,
            "CONTENT_TYPE": content_type,
            "wsgi.input": BytesIO(b""),
        }
        body = b"".join(application(environ, lambda status, _headers: told.append(status)))
        return told[0], body.decode()

    @pytest.mark.parametrize(
        "content_type",
        [
            "text/plain; charset*=utf-8''%00",
            "application/x-www-form-urlencoded; charset=base64",
            "text/plain; charset=bogus",
            "text/plain; charset=undefined",
            "application/x-www-form-urlencoded; charset=cp1252",
            "application/x-www-form-urlencoded; charset=ISO-8859-1",
            'application/x-www-form-urlencoded; charset="utf-8',
            "application/x-www-form-urlencoded; charset='utf-8'",
        ],
    )
    def test_but_the_one_in_use_are_a_clear_refusal(self, content_type: str) -> None:
        status, body = self.answered("/tra-cuu/", content_type)
        assert status == "400 Bad Request"
        assert "Những gì vừa gửi đến chưa đọc được." in body

        status, body = self.answered("/api/v1/steps", content_type)
        assert status == "400 Bad Request"
        assert '"code": "bad-request"' in body

    @pytest.mark.parametrize(
        "charset", ["", "; charset=UTF-8", '; charset="utf-8"', "; charset=utf-8; boundary=a"]
    )
    def test_in_use_are_read(self, charset: str) -> None:
        assert turning_away.is_readable(f"text/plain{charset}")


class TestWholeBodies:
    """What was cut on the way has no effect; the server ends such a body like any other."""

    @pytest.fixture(autouse=True)
    def _family(self, family: None, monkeypatch: pytest.MonkeyPatch) -> None:
        """The invented life event; requests leave the test's connection to the database open."""
        monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)

    def answered(
        self, path: str, body: bytes, content_type: str, *, length: int, headers: dict[str, str]
    ) -> str:
        told: list[str] = []
        application = runpy.run_module("portal.wsgi")["application"]
        environ = {
            **RequestFactory().generic("POST", path, b"-", content_type, headers=headers).environ,
            "CONTENT_LENGTH": str(length),
            "wsgi.input": BytesIO(body),
        }
        answer = application(environ, lambda status, _headers: told.append(status))
        b"".join(answer)
        return told[0]

    @pytest.mark.parametrize("cut", [True, False])
    @pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", MULTIPART_CONTENT])
    def test_a_form_cut_after_its_token_wipes_nothing(
        self, browser: Client, mother: Citizen, kind: str, cut: bool
    ) -> None:
        browser.post(WHO, {"children": "2", "happy": "on"})
        before = Draft.objects.get(citizen=mother)
        secret = "a" * 32
        fields = {"csrfmiddlewaretoken": secret, "luu_thoat": "1", "children": "1"}
        whole = encode_multipart(BOUNDARY, fields)
        if kind != MULTIPART_CONTENT:
            whole = urlencode(fields).encode()
        cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
        cookies[settings.CSRF_COOKIE_NAME] = secret
        status = self.answered(
            WHO,
            whole[: whole.rindex(b"children")] if cut else whole,
            kind,
            length=len(whole),
            headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
        )
        after = Draft.objects.get(citizen=mother)

        assert status == ("400 Bad Request" if cut else "302 Found")
        assert (after.typed == before.typed) is cut

    def test_a_push_cut_on_the_way_is_not_kept_in_place_of_the_whole(self, db: None) -> None:
        AgencyClient.objects.create(
            code="left", title="Bên trái", procedures=[], token_sha256=checksum("invented")
        )
        whole = b'{"key": "step-1.1", "revision": 1, "result": {}}'
        statuses = [
            self.answered(
                "/api/v1/inbox/left",
                came,
                "application/json",
                length=len(whole),
                headers={"Authorization": "Bearer invented", "Message-Id": "m-1"},
            )
            for came in (whole[:40], b"", whole)
        ]

        assert statuses == ["400 Bad Request", "400 Bad Request", "202 Accepted"]
        assert Delivery.objects.get() == Delivery.objects.get(raw=whole)

    def test_a_body_in_pieces_is_read_whole_and_no_further(self) -> None:
        class Pieces(BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                return super().read(min(size or 0, 3))

        read: list[bytes] = []

        def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
            stream = environ["wsgi.input"]
            read.extend([stream.readline(), stream.read(1), stream.read(), stream.read(5)])
            return []

        environ = {"CONTENT_LENGTH": "10", "wsgi.input": Pieces(b"one\ntwo three")}
        turning_away.WholeBodies(application)(environ, print)

        assert read == [b"one\n", b"t", b"wo th", b""]


@pytest.mark.django_db
class TestNowhere:
    @pytest.mark.parametrize("path", ["/api/v1/steps/" + "9" * 5000, "/api/v1/none", "/api/"])
    def test_the_api_speaks_json(self, path: str) -> None:
        answer = Client().get(path)

        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "not-found"

    def test_people_read_a_page(self) -> None:
        answer = Client().get("/khong-co/")

        assert answer.status_code == 404
        assert "Không tìm thấy trang này" in answer.content.decode()


@pytest.mark.django_db
class TestDatabaseAway:
    @pytest.fixture
    def away(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
        """Refuse every question to the database, as when nobody listens there."""

        def refuse(*_args: Any, **_named: Any) -> Any:
            raise OperationalError("connection refused")

        monkeypatch.setattr(connection, "cursor", refuse)
        yield Client(raise_request_exception=False)

    def test_people_are_told_to_come_back(self, away: Client) -> None:
        answer = away.get("/")

        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert "Trang tạm nghỉ ít phút" in answer.content.decode()

    def test_machines_too(self, away: Client) -> None:
        answer = away.get("/api/v1/steps")

        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert answer.json()["code"] == "unavailable"

    def test_any_other_error_is_ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connection, "cursor", lambda *_args, **_named: 1 / 0)
        answer = Client(raise_request_exception=False).get("/")

        assert answer.status_code == 500
        assert "Trang đang gặp trục trặc" in answer.content.decode()
