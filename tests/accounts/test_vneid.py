"""Signing in through VNeID, and every way it must fail."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import IntegrityError
from django.test import Client

from portal.accounts import signing_in
from portal.accounts.claims import PersonClaims
from portal.accounts.models import Citizen, User
from tests.accounts.conftest import sign_in
from tests.accounts.fake_vneid import ISSUER, PERSON, FakeVNeID

pytestmark = pytest.mark.django_db


def test_first_sign_in_makes_a_citizen_without_a_password(client: Client, connect: Any) -> None:
    answer = sign_in(client, connect(FakeVNeID()), "/ho-so/")

    citizen = Citizen.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == "/ho-so/"
    assert client.session["_auth_user_id"] == str(citizen.user_id)
    assert (citizen.personal_number, citizen.full_name) == ("000199000001", "Nguyễn Thị Thử")
    assert (citizen.phone, citizen.commune_code, citizen.sex) == ("0912345678", "00004", "female")
    assert not citizen.user.has_usable_password()
    assert citizen.full_name not in citizen.user.username


def test_the_request_carries_code_pkce_nonce_and_level(client: Client, connect: Any) -> None:
    connect(FakeVNeID())
    away = client.post("/dang-nhap/vneid/")
    asked = {key: one[0] for key, one in parse_qs(urlsplit(away["Location"]).query).items()}

    assert away["Location"].startswith(f"{ISSUER}/authorize?")
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) >= 24
    assert asked["acr_values"] == "2"
    assert asked["redirect_uri"].endswith("/dang-nhap/vneid/tro-ve/")


def test_second_sign_in_refreshes_the_same_citizen(client: Client, connect: Any) -> None:
    provider = connect(FakeVNeID())
    sign_in(client, provider)
    provider.person |= {"name": "Nguyễn Thị Đổi", "personal_number": "000199000009"}
    sign_in(Client(), provider)

    citizen = Citizen.objects.get()
    assert (citizen.full_name, citizen.personal_number) == ("Nguyễn Thị Đổi", "000199000009")
    assert User.objects.count() == 1


def test_a_citizen_an_official_helped_before_is_found_by_number(
    client: Client, connect: Any
) -> None:
    user = User.objects.create(username="assisted")
    Citizen.objects.create(
        user=user,
        personal_number=PERSON["personal_number"],
        full_name="Nguyễn Thị Thử",
        born_on="1999-03-01",
        sex="female",
    )
    sign_in(client, connect(FakeVNeID()))

    assert client.session["_auth_user_id"] == str(user.pk)
    assert Citizen.objects.count() == 1


STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
BAD_PROVIDERS = {
    "level 1": {"claims": {"acr": "1"}},
    "no level": {"claims": {"acr": None}},
    "another nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": ""}},
    "another issuer": {"claims": {"iss": "https://elsewhere.invalid"}},
    "another audience": {"claims": {"aud": "someone-else"}},
    "expired": {"claims": {"exp": 1}},
    "another key": {"sign_with": STRANGER},
    "symmetric key": {"sign_with": "x" * 40, "algorithm": "HS256"},
    "another subject": {"userinfo": {"sub": "vneid-2"}},
    "no number": {"userinfo": {"personal_number": ""}},
    "short number": {"userinfo": {"personal_number": "123"}},
    "no date": {"userinfo": {"birthdate": "1999"}},
    "strange sex": {"userinfo": {"gender": "?"}},
}


@pytest.mark.parametrize("misdeed", BAD_PROVIDERS.values(), ids=BAD_PROVIDERS.keys())
def test_what_is_not_checked_whole_signs_nobody_in(
    client: Client, connect: Any, misdeed: dict[str, Any]
) -> None:
    answer = sign_in(client, connect(FakeVNeID(**misdeed)))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/?vi=")
    assert "_auth_user_id" not in client.session
    assert not Citizen.objects.exists()


def test_an_unsigned_token_signs_nobody_in(
    client: Client, connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = connect(FakeVNeID(sign_with=None, algorithm="none"))
    assert jwt.encode({}, None, "none")
    assert "vi=" in sign_in(client, provider)["Location"]
    assert not Citizen.objects.exists()


def test_a_code_cannot_be_used_in_another_browser(client: Client, connect: Any) -> None:
    provider = connect(FakeVNeID())
    away = client.post("/dang-nhap/vneid/")
    back = provider.authorize(away["Location"])
    stranger = Client()
    answer = stranger.get("/dang-nhap/vneid/tro-ve/", back)

    assert answer["Location"].startswith("/dang-nhap/?vi=")
    assert "_auth_user_id" not in stranger.session


def test_saying_no_at_vneid_leads_back_to_the_sign_in(client: Client, connect: Any) -> None:
    provider = connect(FakeVNeID())
    away = client.post("/dang-nhap/vneid/")
    state = provider.authorize(away["Location"])["state"]
    answer = client.get("/dang-nhap/vneid/tro-ve/", {"error": "access_denied", "state": state})

    assert answer["Location"] == "/dang-nhap/?vi=cancelled"


def test_a_closed_account_stays_out(client: Client, connect: Any) -> None:
    provider = connect(FakeVNeID())
    sign_in(client, provider)
    User.objects.update(is_active=False)
    answer = sign_in(Client(), provider)

    assert answer["Location"] == "/dang-nhap/?vi=closed"


@pytest.mark.parametrize("away", ["https://elsewhere.invalid/", "//elsewhere.invalid", "ho-so/"])
def test_only_own_pages_are_returned_to(client: Client, connect: Any, away: str) -> None:
    assert sign_in(client, connect(FakeVNeID()), away)["Location"] == "/ho-so/"


def test_claims_are_kept_nowhere_but_in_the_citizen(client: Client, connect: Any) -> None:
    sign_in(client, connect(FakeVNeID()))
    account = Citizen.objects.get().user.socialaccount_set.get()  # type: ignore[attr-defined]  # untyped app

    assert account.extra_data == {}
    assert "000199000001" not in str(dict(client.session))


def test_redirects_of_the_provider_are_not_followed(client: Client, connect: Any) -> None:
    provider = connect(FakeVNeID())
    away = client.post("/dang-nhap/vneid/")
    back = provider.authorize(away["Location"])
    provider.redirects = True
    answer = client.get("/dang-nhap/vneid/tro-ve/", back)

    assert answer["Location"].startswith("/dang-nhap/?vi=")


def test_a_get_does_not_begin_a_sign_in(client: Client) -> None:
    assert client.get("/dang-nhap/vneid/").status_code == 405


def someone(number: str, username: str = "assisted") -> Citizen:
    """Return a citizen the portal knows by number only."""
    return Citizen.objects.create(
        user=User.objects.create(username=username),
        personal_number=number,
        full_name="Nguyễn Thị Khác",
        born_on="1990-01-01",
        sex="female",
    )


def test_a_number_corrected_to_one_another_account_holds_signs_nobody_in(
    client: Client, connect: Any
) -> None:
    provider = connect(FakeVNeID())
    sign_in(client, provider)
    someone("000199000009")
    provider.person |= {"personal_number": "000199000009"}
    browser = Client()
    answer = sign_in(browser, provider)

    assert answer["Location"] == "/dang-nhap/?vi=person"
    assert "_auth_user_id" not in browser.session
    assert Citizen.objects.filter(personal_number="000199000001").count() == 1


def test_of_two_first_sign_ins_at_once_both_find_the_same_citizen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claims = PersonClaims("000199000001", "Nguyễn Thị Thử", date(1999, 3, 1), "female")
    write, others = signing_in._written, []

    def too_late(*asked: Any) -> Citizen:
        if not others:
            others.append(someone("000199000001"))
            raise IntegrityError
        return write(*asked)

    monkeypatch.setattr(signing_in, "_written", too_late)
    citizen = signing_in.citizen_signed_in(claims)

    assert citizen.pk == others[0].pk
    assert User.objects.count() == 1


LONG = {
    "name": {"name": "Nguyễn " * 60},
    "email": {"email": f"{'a' * 300}@example.vn"},
    "kind": {"residence_kind": "thường trú lâu dài"},
    "commune": {"address": {"commune_code": "000040"}},
    "street": {"address": {"street_address": "ngõ " * 100}},
    "address": {"address": "số 1"},
    "sign": {"name": "Nguyễn\x00Thử"},
}


@pytest.mark.parametrize("said", LONG.values(), ids=LONG.keys())
def test_claims_longer_than_we_can_keep_end_in_a_sentence_or_are_left_out(
    client: Client, connect: Any, said: dict[str, Any]
) -> None:
    answer = sign_in(client, connect(FakeVNeID(userinfo=said)))

    assert answer.status_code == 302
    if "_auth_user_id" not in client.session:
        assert answer["Location"] == "/dang-nhap/?vi=person"
