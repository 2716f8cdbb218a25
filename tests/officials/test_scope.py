"""The database says the same as the desk: as its own role it shows an official only their steps."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver

from portal.accounts.access import Act
from portal.officials.models import Case
from portal.officials.site import DOORS, DeskSite
from portal.pipeline.models import Step
from tests.officials.conftest import ELSEWHERE, text_of
from tests.pipeline.invented import Desk

CASES = "/quan-tri/ho-so/"
AsRole = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def everything_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the desk forget its own rule, so that only the database is left to keep it."""
    monkeypatch.setattr("portal.officials.doors.visible_cases", lambda request: Case.objects.all())
    monkeypatch.setattr("portal.officials.doors.may", lambda *question: True)


def test_row_security_alone_hides_another_communes_case(
    stranger: Client, client: Client, step: Step, everything_asked: None, as_role: AsRole
) -> None:
    with as_role("portal_desk"):
        assert stranger.get(f"{CASES}{step.pk}/").status_code == 404
        assert stranger.post(f"{CASES}{step.pk}/tiep-nhan/").status_code == 404
        assert client.get(f"{CASES}{step.pk}/").status_code == 200


def test_the_desk_works_as_its_own_role(
    client: Client, stranger: Client, step: Step, as_role: AsRole, settings: Any
) -> None:
    settings.DATABASE_ROLE = "portal_desk"
    Step.objects.filter(dossier=step.dossier_id).exclude(pk=step.pk).update(commune_code=ELSEWHERE)
    with as_role("portal_desk"):
        assert len(client.get(CASES).context["rows"]) == 1
        assert stranger.get(CASES).context["rows"] == []
        done = client.post(f"{CASES}{step.pk}/tiep-nhan/", follow=True)
        assert "Đã tiếp nhận" in text_of(done)
    assert Step.objects.get(pk=step.pk).status == "IN_TRANSIT"


def test_a_duplicate_elsewhere_shows_its_code_and_nothing_else(
    client: Client, lay: Callable[..., Step], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = lay(), lay(commune_code=ELSEWHERE)
    monkeypatch.setattr(Desk, "alike", lambda self, step_id: [theirs.pk])
    text = text_of(client.get(f"{CASES}{ours.pk}/"))
    assert "Có thể trùng: 1 hồ sơ" in text
    assert theirs.dossier.code in text
    assert f"{CASES}{theirs.pk}/" not in text
    Step.objects.filter(pk=theirs.pk).update(status="WITHDRAWN")
    assert "trùng:" not in text_of(client.get(f"{CASES}{ours.pk}/"))


def test_every_door_of_the_desk_names_its_act() -> None:
    acts = {name: getattr(view, "act", None) for _route, view, name in DOORS}
    assert all(isinstance(act, Act) for act in acts.values()), acts


def test_the_desk_stands_in_the_place_of_djangos_own_site() -> None:
    assert isinstance(admin.site._wrapped, DeskSite)  # type: ignore[attr-defined]  # lazy object
    assert Case not in admin.site._registry
    assert Step not in admin.site._registry
    assert names(admin.site.get_urls()).isdisjoint(
        {"officials_case_change", "pipeline_step_change"}
    )


def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """Return the names of all these addresses."""
    found: set[str] = set()
    for one in patterns:
        found |= names(one.url_patterns) if isinstance(one, URLResolver) else {str(one.name)}
    return found
