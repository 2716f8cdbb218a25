"""The second factor of officials, the tokens of agencies, and the invented people of the demo."""

from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import RequestFactory, override_settings
from django_otp import match_token
from django_otp.oath import totp

from portal.accounts import otp, tokens
from portal.accounts.models import AgencyClient, Official, User
from portal.accounts.otp import TwoFactorMixin

pytestmark = pytest.mark.django_db


def may_enter(user: Any, *, verified: bool = True) -> bool:
    request = RequestFactory().get("/quan-tri/")
    user.is_verified = lambda: verified
    request.user = user
    return TwoFactorMixin("desk").has_permission(request)


class TestSecondFactor:
    def test_opens_only_to_verified_staff(self) -> None:
        official = User(username="o", is_staff=True)

        assert may_enter(official)
        assert not may_enter(official, verified=False)
        assert not may_enter(User(username="c"))
        assert not may_enter(User(username="x", is_staff=True, is_active=False))
        assert not may_enter(AnonymousUser())

    def test_a_request_that_no_middleware_verified_is_turned_away(self) -> None:
        request = RequestFactory().get("/quan-tri/")
        request.user = User(username="o", is_staff=True)

        assert not TwoFactorMixin("desk").has_permission(request)

    def test_enrolling_twice_keeps_the_device(self) -> None:
        user = User.objects.create(username="o", is_staff=True)

        assert otp.enrol(user) == otp.enrol(user)

    def test_a_recovery_code_is_good_once(self) -> None:
        user = User.objects.create(username="o", is_staff=True)
        codes = otp.new_recovery_codes(user)

        assert len(set(codes)) == otp.RECOVERY_CODES
        assert match_token(user, codes[0]) is not None
        assert match_token(user, codes[0]) is None

    def test_new_recovery_codes_end_the_old_ones(self) -> None:
        user = User.objects.create(username="o", is_staff=True)
        old = otp.new_recovery_codes(user)
        otp.new_recovery_codes(user)

        assert match_token(user, old[0]) is None


class TestTokens:
    def client(self, token: str, **more: Any) -> AgencyClient:
        return AgencyClient.objects.create(
            code="a", title="A", token_sha256=tokens.checksum(token), **more
        )

    def test_finds_the_client_of_a_token(self) -> None:
        token = tokens.new_token()
        client = self.client(token)

        assert tokens.agency_by_token(token) == client
        assert token not in str(vars(client))

    @pytest.mark.parametrize("raw", ["", "x", "x" * 10_000])
    def test_anything_else_finds_nobody(self, raw: str) -> None:
        self.client(tokens.new_token())

        assert tokens.agency_by_token(raw) is None

    def test_a_client_that_was_closed(self) -> None:
        token = tokens.new_token()
        self.client(token, is_active=False)

        assert tokens.agency_by_token(token) is None


class TestDemoPeople:
    def printed(self) -> str:
        out = StringIO()
        call_command("demo_people", stdout=out)
        return out.getvalue()

    def test_prints_the_same_twice_and_makes_nobody_twice(self) -> None:
        first, second = self.printed(), self.printed()

        assert first == second
        assert Official.objects.count() == 4
        assert AgencyClient.objects.count() == 5

    def test_what_is_printed_signs_in(self) -> None:
        printed = self.printed()
        official = User.objects.get(username="canbo.badinh")
        password = printed.split("password   ")[1].split()[0]
        token = printed.split("token      ")[1].split()[0]
        key = official.totpdevice_set.get().bin_key  # type: ignore[attr-defined]  # untyped app

        assert official.check_password(password)
        assert match_token(official, f"{totp(key):06}") is not None
        assert tokens.agency_by_token(token) is not None
        assert "otpauth://totp/" in printed

    def test_refuses_on_a_real_installation(self) -> None:
        with (
            override_settings(SETTINGS_MODULE="portal.settings.production"),
            pytest.raises(CommandError),
        ):
            self.printed()


def test_five_wrong_passwords_lock_the_right_one_out_too() -> None:
    User.objects.create_user(username="o", password="right", is_staff=True)
    request = RequestFactory().post("/quan-tri/login/")
    tries = [
        authenticate(request, username="o", password=password)
        for password in ["wrong"] * settings.AXES_FAILURE_LIMIT + ["right"]
    ]

    assert tries == [None] * 6
    elsewhere = RequestFactory().post("/quan-tri/login/", REMOTE_ADDR="10.9.9.9")
    assert authenticate(elsewhere, username="o", password="right") is not None
