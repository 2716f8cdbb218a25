"""Sessions fall idle, nothing of them is stored, and what was typed is not lost."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client, RequestFactory

from portal.accounts.models import Citizen, Official, User
from portal.accounts.scope import ScopeMiddleware, scope_of
from portal.accounts.sessions import CITIZEN_IDLE_SECONDS, OFFICIAL_IDLE_SECONDS, SEEN, TYPED
from portal.citizens.models import Draft
from portal.consents.models import Consent
from portal.pipeline.models import Dossier
from portal.pipeline.registry import registry
from tests.citizens import fate, invented
from tests.citizens.conftest import browser, family, filed, mother, signed_in, stranger
from tests.pipeline.invented import invented_citizen

pytestmark = pytest.mark.django_db
__all__ = ["browser", "family", "mother", "signed_in", "stranger"]  # fixtures of families
BACKEND = "django.contrib.auth.backends.ModelBackend"


def away(client: Client, seconds: int) -> None:
    session = client.session
    session[SEEN] = int(datetime.now(UTC).timestamp()) - seconds
    session.save()


@pytest.fixture
def citizen_browser() -> Client:
    client = Client()
    client.force_login(invented_citizen().user, BACKEND)
    return client


class TestIdle:
    def test_a_citizen_who_was_away_signs_in_again_and_comes_back(
        self, citizen_browser: Client
    ) -> None:
        away(citizen_browser, CITIZEN_IDLE_SECONDS + 5)
        answer = citizen_browser.get("/ho-so/?page=2")

        assert answer["Location"] == "/dang-nhap/?tiep=/ho-so/%3Fpage%3D2&vi=idle"
        assert "_auth_user_id" not in citizen_browser.session
        page = citizen_browser.get(answer["Location"]).content.decode()
        assert "Ông/bà đã rời trang lâu." in page

    def test_a_citizen_who_was_here_stays(self, citizen_browser: Client) -> None:
        away(citizen_browser, CITIZEN_IDLE_SECONDS - 60)
        assert citizen_browser.get("/ho-so/").status_code == 200
        seen = citizen_browser.session[SEEN]

        assert seen > datetime.now(UTC).timestamp() - 60

    def test_what_was_typed_meanwhile_is_kept_but_not_answered(
        self, citizen_browser: Client
    ) -> None:
        with registry.replaced(*invented.FAMILY):
            away(citizen_browser, CITIZEN_IDLE_SECONDS + 5)
            sent = {"children": "2"}
            answer = citizen_browser.post("/khai/tested/tested.birth/who/", sent)

        assert answer["Location"].startswith("/dang-nhap/?tiep=/khai/tested/tested.birth/who/")
        assert Draft.objects.get().typed["tested.birth.who"] == {"children": ["2"]}

    def test_other_acts_of_an_idle_session_are_not_done(self, citizen_browser: Client) -> None:
        with registry.replaced(*invented.FAMILY):
            away(citizen_browser, CITIZEN_IDLE_SECONDS + 5)
            citizen_browser.post("/khai/tested/tested.house/chon/", {"lam": "0"})

        assert not Draft.objects.exists()

    def test_an_official_falls_idle_after_fifteen_minutes(self) -> None:
        client = Client()
        user = User.objects.create(username="o", is_staff=True)
        client.force_login(user, BACKEND)
        away(client, OFFICIAL_IDLE_SECONDS + 5)
        answer = client.get("/ho-so/")

        assert timedelta(seconds=OFFICIAL_IDLE_SECONDS) == timedelta(minutes=15)
        assert "vi=idle" in answer["Location"]
        assert answer["Location"].startswith("/quan-tri/")
        assert "_auth_user_id" not in client.session


class TestNoStore:
    def test_pages_of_people_who_are_signed_in_are_not_stored(
        self, citizen_browser: Client
    ) -> None:
        assert citizen_browser.get("/")["Cache-Control"] == "no-store"
        assert citizen_browser.post("/dang-nhap/dang-xuat/")["Cache-Control"] == "no-store"

    def test_public_pages_may_be(self) -> None:
        assert "Cache-Control" not in Client().get("/")


class TestScope:
    def seen_by(self, user: Any) -> str:
        request = RequestFactory().get("/")
        request.user = user
        seen: list[str] = []

        def view(_request: Any) -> Any:
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('portal.scope', true)")
                seen.append(cursor.fetchone()[0])

        ScopeMiddleware(view)(request)
        return seen[0]

    def test_citizens_and_strangers_are_told_apart_by_their_own_doors(self) -> None:
        assert self.seen_by(invented_citizen().user) == "all"

    def test_officials_see_their_communes(self) -> None:
        user = User.objects.create(username="o", is_staff=True)
        Official.objects.create(user=user, communes=["03006", "00004"])

        assert self.seen_by(user) == "00004,03006"

    def test_staff_without_a_profile_sees_nothing(self) -> None:
        assert scope_of(User(username="x", is_staff=True, is_superuser=True)) == ""


class TestWhatWasTypedIsStillThere:
    """ "Những gì đã ghi vẫn còn": the sign-in page says so, on every form."""

    @pytest.fixture
    def at_work(self, family: None, browser: Client, mother: Citizen) -> Dossier:
        typed = invented.whole(tested_house_house={"head": ["Bà Chủ Hộ Mẫu"]})
        return filed(browser, mother, typed)

    def back(self, browser: Client, citizen: Citizen, answer: Any) -> str:
        """Sign in again in the same browser and go where the sign-in page leads."""
        browser.force_login(citizen.user, BACKEND)
        where = QueryDict(answer["Location"].partition("?")[2])["tiep"]
        page = browser.get(where)
        assert page.status_code == 200, where
        return page.content.decode()

    def test_of_a_correction(self, browser: Client, mother: Citizen, at_work: Dossier) -> None:
        fate.sent_back(fate.step_of(at_work), "tested.birth.child.name")
        away(browser, CITIZEN_IDLE_SECONDS + 5)
        sent = {"tested.birth.child:1-name": "Bình"}
        answer = browser.post(f"/ho-so/{at_work.code}/can-sua/", sent)

        assert fate.step_of(at_work).status == "RETURNED"  # kept, and not sent
        assert 'value="Bình"' in self.back(browser, mother, answer)

    def test_of_a_page_that_is_edited(
        self, browser: Client, mother: Citizen, at_work: Dossier
    ) -> None:
        step = fate.step_of(at_work)
        away(browser, CITIZEN_IDLE_SECONDS + 5)
        address = f"/ho-so/{at_work.code}/sua-lai/{step.pk}/tested.birth.child:1/"
        answer = browser.post(address, {"tested.birth.child:1-name": "Bình"})

        assert 'value="Bình"' in self.back(browser, mother, answer)

    def test_of_who_is_named_instead(
        self, browser: Client, mother: Citizen, at_work: Dossier
    ) -> None:
        away(browser, CITIZEN_IDLE_SECONDS + 5)
        address = f"/ho-so/{at_work.code}/dong-y/{Consent.objects.get().pk}/doi/"
        answer = browser.post(address, {"tested.house.house-head": "Ông Mẫu"})

        assert Consent.objects.get().full_name == "Bà Chủ Hộ Mẫu"
        assert 'value="Ông Mẫu"' in self.back(browser, mother, answer)

    def test_of_a_report(self, browser: Client, mother: Citizen, at_work: Dossier) -> None:
        away(browser, CITIZEN_IDLE_SECONDS + 5)
        sent = {"where": "counter", "words": "Họ đòi bản photo."}
        answer = browser.post(f"/ho-so/{at_work.code}/bao-sai/", sent)
        body = self.back(browser, mother, answer)

        assert "Họ đòi bản photo." in body
        assert re.search('value="counter"[^>]*checked', body)
        assert "Những gì đã ghi vẫn còn đây; chưa gửi." in body
        again = browser.get(f"/ho-so/{at_work.code}/bao-sai/").content.decode()
        assert "Họ đòi bản photo." not in again

    def test_of_a_refusal(self, browser: Client, mother: Citizen, at_work: Dossier) -> None:
        asked = Consent.objects.get()
        Consent.objects.update(personal_number=mother.personal_number)
        away(browser, CITIZEN_IDLE_SECONDS + 5)
        sent = {"answer": "refuse", "reason": "Nhà chật."}
        answer = browser.post(f"/xac-nhan/{asked.pk}/", sent)

        assert "Nhà chật." in self.back(browser, mother, answer)
        assert Consent.objects.get().status == "ASKED"

    def test_and_nobody_else_sees_it(
        self, browser: Client, stranger: Citizen, at_work: Dossier
    ) -> None:
        away(browser, CITIZEN_IDLE_SECONDS + 5)
        browser.post("/xac-nhan/", {"code": "LỜI-RIÊNG"})
        browser.force_login(stranger.user, BACKEND)

        assert "LỜI-RIÊNG" not in browser.get("/xac-nhan/").content.decode()
        assert TYPED not in browser.session

    @pytest.mark.parametrize(
        ("door", "parent"),
        [
            ("dong-y/{consent}/nhac/", "/ho-so/{code}/dong-y/"),
            ("nop-lai/", "/ho-so/{code}/"),
        ],
    )
    def test_a_door_of_posts_comes_back_to_the_page_it_stands_on(
        self, browser: Client, mother: Citizen, at_work: Dossier, door: str, parent: str
    ) -> None:
        away(browser, CITIZEN_IDLE_SECONDS + 5)
        path = door.format(consent=Consent.objects.get().pk)
        answer = browser.post(f"/ho-so/{at_work.code}/{path}")
        where = QueryDict(answer["Location"].partition("?")[2])["tiep"]

        assert where == parent.format(code=at_work.code)
        assert self.back(browser, mother, answer)

    def test_a_leg_left_for_later_comes_back_to_the_parts(self, family: None) -> None:
        answer = Client().post("/khai/tested/tested.house/chon/", {"lam": "0"})

        assert answer["Location"] == "/dang-nhap/?tiep=/khai/tested/"

    def test_signing_out_signs_out(self, browser: Client) -> None:
        away(browser, CITIZEN_IDLE_SECONDS + 5)
        answer = browser.post("/dang-nhap/dang-xuat/")

        assert answer["Location"] == "/"
        assert "_auth_user_id" not in browser.session

    def test_what_anybody_may_do_is_done_as_anybody(self, browser: Client) -> None:
        away(browser, CITIZEN_IDLE_SECONDS + 5)
        answer = browser.post("/tra-cuu/", {"code": "LT-1", "digits": "1234"})

        assert "Chưa thấy hồ sơ" in answer.content.decode()
