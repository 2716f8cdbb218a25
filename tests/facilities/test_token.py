"""OAuth2 client credentials of a hospital's machine: what is issued, and when it ends."""

import base64
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from portal.accounts import client_credentials
from portal.accounts.client_credentials import facility_by_bearer
from portal.accounts.models import FacilityClient
from portal.accounts.tokens import checksum
from tests.facilities.conftest import make_machine, token_of

FORM = "application/x-www-form-urlencoded"
GRANT = "grant_type=client_credentials"
IN_FORM = f"{GRANT}&client_id=facility-99901&client_secret={token_of('99901')}"


@pytest.fixture(autouse=True)
def machine(db: None) -> FacilityClient:
    make_machine("99902")
    return make_machine("99901")


def ask(body: str, basic: str = "") -> Any:
    packed = base64.b64encode(basic.encode()).decode()
    headers = {"Authorization": f"Basic {packed}"} if basic else {}
    return Client(headers=headers).post("/api/oauth2/token", body, content_type=FORM)


def test_id_and_secret_buy_a_token_of_ten_minutes(
    machine: FacilityClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in (ask(IN_FORM), ask(GRANT, f"facility-99901:{token_of('99901')}")):
        said = answer.json()
        assert (answer.status_code, said["token_type"], said["expires_in"]) == (200, "Bearer", 600)
        assert answer["Cache-Control"] == "no-store"
        assert facility_by_bearer(said["access_token"]) == machine
        assert token_of("99901") not in said["access_token"]
    monkeypatch.setattr(client_credentials, "LIFETIME", -1)
    assert facility_by_bearer(said["access_token"]) is None


def test_a_token_sends_papers_and_ends_with_its_client(machine: FacilityClient) -> None:
    token = ask(IN_FORM).json()["access_token"]
    door = Client(headers={"Authorization": f"Bearer {token}"})
    path = "/api/hososuckhoe/guiGiayToDienTu"
    assert door.post(path, "a=1", content_type=FORM).json()["code"] == "form.missing"
    FacilityClient.objects.filter(pk=machine.pk).update(token_sha256=checksum("another"))
    assert door.post(path, "a=1", content_type=FORM).status_code == 401


@pytest.mark.parametrize(
    ("body", "basic", "status", "error"),
    [
        ("a=1", "", 400, "invalid_request"),
        ("grant_type=password", "", 400, "unsupported_grant_type"),
        (GRANT, "", 401, "invalid_client"),
        (f"{GRANT}&client_id=facility-99901&client_secret=x", "", 401, "invalid_client"),
        (IN_FORM.replace("99901&", "99902&"), "", 401, "invalid_client"),
        (GRANT, "no colon", 401, "invalid_client"),
        (IN_FORM, "facility-99901:x", 400, "invalid_request"),
        (f"{GRANT}&{GRANT}", "", 400, "invalid_request"),
    ],
)
def test_anything_else_gets_the_error_the_standard_names(
    body: str, basic: str, status: int, error: str
) -> None:
    answer = ask(body, basic)
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize("raw", ["", "x", "x" * 500, "a:b:c", "á"])
def test_what_is_no_token_opens_nothing(raw: str) -> None:
    assert facility_by_bearer(raw) is None
    assert facility_by_bearer(signing.dumps(["facility-99901", "0" * 16])) is None
