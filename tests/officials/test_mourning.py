"""The desk is told where somebody has died, and can say that it was a mistake."""

from collections.abc import Iterator

import pytest
from django.test import Client

from portal.accounts.models import Citizen, Role, User
from portal.handovers.runner import Runner
from portal.pipeline.models import Bereavement, Dossier, Step
from portal.pipeline.registry import registry
from tests.officials.fixtures import desk_client, official
from tests.pipeline.deaths import DEATH, InventedDeath, filed_death, person
from tests.pipeline.invented import AT, Desk, LeftLeg, RightLeg, filed, invented_citizen

LIST = "/quan-tri/co-nguoi-mat/"


@pytest.fixture(autouse=True)
def death(desks: None) -> Iterator[None]:
    InventedDeath.people.clear()
    with registry.replaced(Desk, LeftLeg, RightLeg, InventedDeath):
        yield


@pytest.fixture
def bereaved(applicant: Citizen) -> Dossier:
    """A dossier on the desk whose applicant was registered dead since."""
    dossier = filed(applicant)
    InventedDeath.people.append(person(applicant.personal_number))
    filed_death(invented_citizen(9))
    Runner().dispatch(clock=lambda: AT)
    return dossier


def page(browser: Client, address: str) -> str:
    """Return what the page says."""
    return str(browser.get(address).content.decode())


def on_desk(dossier: Dossier) -> Step:
    return dossier.steps.get(procedure="invented.opening")


def test_the_desk_is_told_until_somebody_has_seen_it(client: Client, bereaved: Dossier) -> None:
    step = on_desk(bereaved)
    assert bereaved.code in page(client, LIST)
    shown = page(client, f"/quan-tri/ho-so/{step.pk}/")
    assert "Người nộp hồ sơ đã được đăng ký khai tử" in shown
    assert client.post(f"/quan-tri/ho-so/{step.pk}/da-xem/").status_code == 302
    assert client.post(f"/quan-tri/ho-so/{step.pk}/da-xem/").status_code == 302
    assert bereaved.journal.filter(act="bereavement_seen").count() == 1
    assert bereaved.code not in page(client, LIST)
    assert Bereavement.objects.get().seen_by is not None


def test_the_desk_of_another_commune_is_not_told(bereaved: Dossier) -> None:
    elsewhere = desk_client(official("noi-khac", "00070"))
    assert bereaved.code not in page(elsewhere, LIST)
    assert elsewhere.post(f"/quan-tri/ho-so/{on_desk(bereaved).pk}/da-xem/").status_code == 404


def test_only_a_supervisor_says_that_a_death_was_a_mistake(
    client: Client, bereaved: Dossier
) -> None:
    death = Step.objects.get(procedure=DEATH)
    address = f"/quan-tri/ho-so/{death.pk}/"
    assert client.post(f"{address}khai-tu-nham/").status_code == 403
    assert "khai tử nhầm" not in page(client, address)
    supervisor = desk_client(official("phu-trach", "00004", role=Role.SUPERVISOR))
    assert "Ghi khai tử nhầm" in page(supervisor, address)
    for _ in range(2):  # pressed twice it is said once
        assert supervisor.post(f"{address}khai-tu-nham/").status_code == 302
    assert death.dossier.journal.filter(act="death_retracted").count() == 1
    assert User.objects.get(citizen=bereaved.applicant).is_active
    assert "đã được ghi là nhầm" in page(supervisor, address)
    assert bereaved.code not in page(supervisor, LIST)
