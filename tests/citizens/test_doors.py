"""Every address of the citizens' pages names its act, and shows each visitor only their own."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import ANY

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from portal.accounts.access import TABLE, Act, Who
from portal.accounts.models import Citizen, Official, User
from portal.citizens import urls
from portal.pipeline.models import Dossier
from tests.citizens import fate, invented
from tests.citizens.conftest import filed


def doors(patterns: list[Any], lead: str = "") -> Iterator[tuple[str, Any]]:
    """Return every address with its view, however deep it is included."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from doors(one.url_patterns, lead + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield lead + str(one.pattern), one.callback


DOORS = dict(doors(urls.urlpatterns))
FILLED = {
    "<str:life_event>": "tested",
    "<str:procedure>": "tested.birth",
    "<str:code>/<int:ordinal>": "child/1",
    "<int:step_id>": "1",
    "<int:attachment_id>": "1",
    "<int:consent_id>": "1",
    "<str:key>": "tested.birth.who",
}


@pytest.mark.parametrize(("address", "view"), DOORS.items(), ids=DOORS)
def test_every_door_names_an_act_somebody_may_do(address: str, view: Any) -> None:
    assert isinstance(getattr(view, "act", None), Act), address
    assert any(act is view.act for _who, act in TABLE)


def test_only_what_is_kept_and_not_sent_is_saved_for_who_has_gone() -> None:
    kept = {address for address, view in DOORS.items() if getattr(view, "keeps_typing", False)}

    assert kept == {
        "khai/<str:life_event>/<str:procedure>/<str:code>/",
        "khai/<str:life_event>/<str:procedure>/<str:code>/<int:ordinal>/",
        "ho-so/<str:code>/can-sua/",
        "ho-so/<str:code>/dong-y/<int:consent_id>/doi/",
        "ho-so/<str:code>/sua-lai/<int:step_id>/<str:key>/",
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("family")
class TestEveryDoorForEverybody:
    """Walks every address as each kind of visitor; nobody reads what is another's."""

    @pytest.fixture
    def dossier(self, browser: Client, mother: Citizen) -> Dossier:
        typed = invented.whole(tested_house_house={"head": ["Bà Chủ Hộ Mẫu"]})
        dossier = filed(browser, mother, typed)
        fate.accepted(dossier)
        fate.granted(dossier)
        return dossier

    def addresses(self, dossier: Dossier) -> Iterator[tuple[str, Any]]:
        for address, view in DOORS.items():
            filled = address.replace("ho-so/<str:code>", f"ho-so/{dossier.code}")
            for name, value in FILLED.items():
                filled = filled.replace(name, value)
            yield "/" + filled.replace("<str:code>", "who"), view

    def test_strangers_of_every_kind(
        self, dossier: Dossier, stranger: Citizen, signed_in: Any
    ) -> None:
        official = User.objects.create(username="o", is_staff=True)
        Official.objects.create(user=official, communes=["00004"])
        desk = Client()
        desk.force_login(official, "django.contrib.auth.backends.ModelBackend")
        visitors = {Who.ANYONE: Client(), Who.CITIZEN: signed_in(stranger), Who.OFFICER: desk}
        for who, client in visitors.items():
            for address, view in self.addresses(dossier):
                answer = client.get(address)
                body = answer.content.decode(errors="replace")
                assert answer.status_code in (200, 302, 404, 405), (who, address)
                assert "Bà Chủ Hộ Mẫu" not in body, (who, address)
                if (who, view.act) not in TABLE and answer.status_code != 405:
                    assert answer["Location"].startswith("/dang-nhap/?tiep="), (who, address)
                if dossier.code in address:
                    assert answer.status_code in (302, 404, 405), (who, address)

    def test_the_family_itself(self, dossier: Dossier, browser: Client) -> None:
        for address, _view in self.addresses(dossier):
            answer = browser.get(address)
            assert answer.status_code in (200, 302, 404, 405), address
            assert answer.headers.get("Cache-Control", ANY) == "no-store", address


def test_no_address_has_room_for_a_name_or_a_number() -> None:
    for address in DOORS:
        assert "personal" not in address
        assert "name" not in address
