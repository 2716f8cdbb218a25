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


def test_a_real_installation_names_all_it_lacks() -> None:
    seen = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings.production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert seen.returncode == 1
    for name in ("DJANGO_SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "VNEID_URL"):
        assert name in seen.stderr.splitlines()[-1]


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
    ("proxies", "seen"), [("", "10.0.0.1"), ("10.0.0.0/8", "192.0.2.7"), ("10.9.9.9", "10.0.0.1")]
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
