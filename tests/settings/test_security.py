"""What browsers are told, and what a real installation insists on."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.settings.content_security import ADMIN, POLICY, ContentSecurity
from portal.settings.database import RUNTIME_ROLES, role_passwords, url_for_role

ROOT = Path(__file__).resolve().parents[2]
OWNER = "postgres://owner:secret@127.0.0.1:5432/portal"


def _policy_at(path: str) -> str:
    middleware = ContentSecurity(lambda _request: HttpResponse())
    response = middleware(RequestFactory().get(path))
    return str(response["Content-Security-Policy"])


@pytest.mark.parametrize("path", ["/", "/quan-tri", "/api/v1/", "/tai-khoan/", f"/x{ADMIN}"])
def test_pages_run_no_inline_script_or_style(path: str) -> None:
    assert "unsafe" not in _policy_at(path)
    assert "default-src 'none'" in _policy_at(path)


def test_only_the_admin_gets_the_looser_policy() -> None:
    policy = _policy_at(f"{ADMIN}steps/")
    assert "'unsafe-inline'" in policy
    assert "frame-ancestors 'none'" in policy
    assert all("unsafe" not in source for sources in POLICY.values() for source in sources)


COMPLETE = {
    "DJANGO_SECRET_KEY": "for this test alone",
    "DATABASE_URL": OWNER,
    "REDIS_URL": "redis://broker.invalid",
    "ALLOWED_HOSTS": "portal.invalid",
    "PORTAL_URL": "https://portal.invalid",
    "PORTAL_ROLE": "portal_desk",
    "PORTAL_PROXIES": "none",
    "CIVIL_STATUS_REGISTER_URL": "https://a.invalid",
    "RESIDENCE_REGISTER_URL": "https://a.invalid",
    "SOCIAL_INSURANCE_URL": "https://a.invalid",
    "VNEID_URL": "https://a.invalid",
    "MESSAGING_URL": "https://a.invalid",
    "COMMUNE_WELFARE_URL": "https://a.invalid",
    "HOME_AFFAIRS_URL": "https://a.invalid",
    "HOSPITAL_GATEWAY_URL": "https://a.invalid",
}


def _settings_of(given: dict[str, str], module: str = "production") -> tuple[str, str]:
    """Return the database user the settings connect as, and what they refuse to start with."""
    seen = subprocess.run(
        [
            *(sys.executable, "-c"),
            "from django.conf import settings; print(settings.DATABASES['default']['USER'])",
        ],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": f"portal.settings.{module}",
            **given,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return seen.stdout.strip(), seen.stderr.splitlines()[-1] if seen.returncode else ""


def _without(*names: str, **others: str) -> dict[str, str]:
    return {name: value for name, value in COMPLETE.items() if name not in names} | others


class TestARealInstallation:
    def test_names_all_it_lacks(self) -> None:
        _, refusal = _settings_of({})
        for name in COMPLETE:
            assert name in refusal

    def test_starts_with_all_it_names(self) -> None:
        assert _settings_of(COMPLETE) == ("portal_desk", "")

    @pytest.mark.parametrize("role", ["desk", "portal_dsek", "portal_desk "])
    def test_knows_three_roles_and_takes_no_other_for_the_owner(self, role: str) -> None:
        _, refusal = _settings_of(_without(PORTAL_ROLE=role))
        assert f"PORTAL_ROLE is {role!r}" in refusal
        assert "portal_owner, portal_worker, portal_desk" in refusal

    def test_lends_its_settings_to_a_demonstration(self) -> None:
        assert _settings_of(COMPLETE, "demonstration") == ("portal_desk", "")

    def test_insists_on_a_role(self) -> None:
        _, refusal = _settings_of(_without("PORTAL_ROLE"))
        assert refusal.endswith("Set in the environment: PORTAL_ROLE.")

    def test_asks_who_stands_in_front(self) -> None:
        _, refusal = _settings_of(_without("PORTAL_PROXIES"))
        assert "PORTAL_PROXIES (addresses of the proxies in front, or none)" in refusal

    def test_lets_a_runtime_role_know_no_more_than_its_own_way_in(self) -> None:
        own = _without("DATABASE_URL", DATABASE_URL_DESK="postgres://mine:x@pooler/portal")
        assert _settings_of(own) == ("mine", "")
        assert _settings_of(_without("DATABASE_URL"))[1].endswith(": DATABASE_URL_DESK.")
        own |= {"PORTAL_ROLE": "portal_owner"}
        assert _settings_of(own)[1].endswith(": DATABASE_URL.")


class TestRoles:
    def test_have_passwords_of_their_own_from_one_secret(self) -> None:
        passwords = role_passwords(OWNER, "one secret")
        assert set(passwords) == set(RUNTIME_ROLES)
        assert len({*passwords.values(), "secret"}) == 3
        assert passwords != role_passwords(OWNER, "another secret")

    def test_reach_the_same_database_as_the_owner(self) -> None:
        url = url_for_role(OWNER, "portal_desk", "one secret")
        assert url.startswith("postgres://portal_desk:")
        assert url.endswith("@127.0.0.1:5432/portal")
        assert url_for_role(OWNER, "portal_owner", "one secret") == OWNER

    def test_may_be_given_a_url_of_their_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL_WORKER", "postgres://w:given@pooler/portal")
        assert role_passwords(OWNER, "x")["portal_worker"] == "given"


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [
        ("", "10.0.0.1"),
        ("none", "10.0.0.1"),
        ("10.0.0.0/8", "192.0.2.7"),
        ("10.9.9.9", "10.0.0.1"),
    ],
)
def test_a_visitors_address_is_the_proxys_word_where_the_proxy_is_known(
    monkeypatch: pytest.MonkeyPatch, proxies: str, seen: str
) -> None:
    def told(environ: dict[str, str], _answer: object) -> str:
        return environ["REMOTE_ADDR"]

    monkeypatch.setenv("PORTAL_PROXIES", proxies)
    monkeypatch.setattr("django.core.wsgi.get_wsgi_application", lambda: told)
    door = runpy.run_module("portal.wsgi")["application"]
    came = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 192.0.2.7"}
    assert door(came, None) == seen
