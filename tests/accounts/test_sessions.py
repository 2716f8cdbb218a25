"""Sessions fall idle, nothing of them is stored, and what was typed is not lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from portal.accounts.models import Official, User
from portal.accounts.scope import ScopeMiddleware, scope_of
from portal.accounts.sessions import CITIZEN_IDLE_SECONDS, OFFICIAL_IDLE_SECONDS, SEEN
from portal.citizens.models import Draft
from portal.pipeline.registry import registry
from tests.citizens import invented
from tests.pipeline.invented import invented_citizen

pytestmark = pytest.mark.django_db
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
