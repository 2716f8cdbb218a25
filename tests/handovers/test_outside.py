"""How others are reached: over TLS, with the token and the authorities of this installation."""

from pathlib import Path
from typing import Any

import pytest
from django.core import checks

from civil_registry.birth.procedure import wire as birth
from insurance.health_card.procedure import near
from insurance.health_card.procedure import wire as card
from portal.consents import carriers as consents
from portal.handovers import outside
from portal.notifications import carriers as notices
from residence.registration.procedure import wire as home

HTTPS = {"vneid": "https://vneid.invalid", "messaging": "https://messages.invalid"}


def faults(settings: Any, url: str) -> list[str]:
    settings.OUTSIDE_SYSTEMS = {**HTTPS, "social_insurance": url}
    return [f"{one.id} {one.msg}" for one in outside.spoken_to_in_private(None)]


@pytest.mark.parametrize(
    "url",
    ["http://bhxh.invalid", "http://127.0.0.1:8003", "bhxh.invalid", "", "ftp://bhxh.invalid"],
)
def test_an_address_without_tls_is_a_fault(settings: Any, url: str) -> None:
    settings.OUTSIDE_PLAIN_HTTP = False
    said = ["handovers.E001 SOCIAL_INSURANCE_URL is not an https address."]
    assert faults(settings, url) == said
    assert faults(settings, "HTTPS://bhxh.invalid") == []


@pytest.mark.parametrize(
    ("url", "excepted"),
    [
        ("http://127.0.0.1:8003", True),
        ("http://[::1]:8003", True),
        ("http://localhost:8003", True),
        ("http://bhxh.invalid", False),
        ("http://10.0.0.7", False),
        ("http://localhost.invalid", False),
    ],
)
def test_the_exception_is_for_this_very_machine(settings: Any, url: str, excepted: bool) -> None:
    settings.OUTSIDE_PLAIN_HTTP = True
    assert (faults(settings, url) == []) is excepted


def test_it_is_asked_before_going_live_and_not_in_every_test() -> None:
    registry = checks.registry.registry
    assert outside.spoken_to_in_private in registry.get_checks(include_deployment_checks=True)
    assert outside.spoken_to_in_private not in registry.get_checks()


def test_authorities_that_are_not_there_are_a_fault(settings: Any, tmp_path: Path) -> None:
    settings.OUTSIDE_TLS_AUTHORITIES = str(tmp_path / "authorities.pem")
    (fault,) = outside.authorities_are_there(None)
    assert fault.id == "handovers.E002"
    (tmp_path / "authorities.pem").write_text("")
    assert outside.authorities_are_there(None) == []
    settings.OUTSIDE_TLS_AUTHORITIES = ""
    assert outside.authorities_are_there(None) == []


def test_every_client_carries_its_token_and_trusts_whom_it_is_told_to(settings: Any) -> None:
    names = (
        "civil_status_register",
        "residence_register",
        "social_insurance",
        "vneid",
        "messaging",
    )
    settings.OUTSIDE_SYSTEMS = {name: f"https://{name}.invalid" for name in names}
    settings.OUTSIDE_TOKENS = {name: f"token of {name}" for name in names}
    settings.OUTSIDE_TLS_AUTHORITIES = "/authorities.pem"
    once = (home.client, card.client, near.door, consents.client, notices.client)
    for client in once:
        client.cache_clear()
    made = [birth.client_for("civil_status_register.01"), *(client() for client in once)]
    for client in once:
        client.cache_clear()
    for one in made:
        http: Any = vars(one)["_http"]
        name = http.base_url.removeprefix("https://").removesuffix(".invalid")
        assert (http._token, http._verify) == (f"token of {name}", "/authorities.pem")
