"""What the tests of signing in share."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from portal.accounts import vneid
from tests.accounts.fake_vneid import ISSUER, FakeVNeID


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Callable[[FakeVNeID], FakeVNeID]:
    """Return how a test puts a VNeID of its own behind the adapter."""
    providers = deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    providers["openid_connect"]["APPS"][0]["settings"]["server_url"] = ISSUER
    settings.SOCIALACCOUNT_PROVIDERS = providers

    def plug(provider: FakeVNeID) -> FakeVNeID:
        ordinary = vneid.SignIns.get_requests_session

        def session(self: vneid.SignIns) -> Any:
            made = ordinary(self)
            made.mount(ISSUER, provider)
            return made

        monkeypatch.setattr(vneid.SignIns, "get_requests_session", session)
        return provider

    return plug


def sign_in(client: Client, provider: FakeVNeID, next_url: str = "") -> Any:
    """Walk through the whole sign-in and return the last answer."""
    away = client.post("/dang-nhap/vneid/", {"tiep": next_url})
    return client.get("/dang-nhap/vneid/tro-ve/", provider.authorize(away["Location"]))
