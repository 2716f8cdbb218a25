"""The desk is told where somebody has died, and can say that it was a mistake."""

from collections.abc import Iterator

import pytest
from django.test import Client

from portal.accounts.models import Citizen, Role, User
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.notifications.models import Notice
from portal.notifications.rendering import sms
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


CITED = {
    "number": "12/QĐ-UBND",
    "decided_on": "20/11/2026",
    "basis": "Người này đến phường ngày 19/11/2026",
    "sure": "yes",
}


def supervisor() -> Client:
    return desk_client(official("phu-trach", "00004", role=Role.SUPERVISOR))


def test_only_a_supervisor_says_that_a_death_was_a_mistake(
    client: Client, bereaved: Dossier
) -> None:
    death = Step.objects.get(procedure=DEATH)
    address = f"/quan-tri/ho-so/{death.pk}/"
    for asked in (client.get, client.post):
        assert asked(f"{address}khai-tu-nham/").status_code == 403
    assert "khai tử nhầm" not in page(client, address)
    desk = supervisor()
    assert "Ghi khai tử nhầm" in page(desk, address)
    assert "Không hoàn tác được" in page(desk, f"{address}khai-tu-nham/")
    for _ in range(2):  # pressed twice it is said once
        assert desk.post(f"{address}khai-tu-nham/", CITED).status_code == 302
    line = death.dossier.journal.get(act="death_retracted")
    assert line.details["cited"] == f"12/QĐ-UBND ngày 20/11/2026: {CITED['basis']}"
    assert User.objects.get(citizen=bereaved.applicant).is_active
    shown = page(desk, address)
    assert "đã được ghi là nhầm" in shown and "Căn cứ: 12/QĐ-UBND" in shown
    assert "Đã có kết quả" not in shown.partition("Nhật ký")[0]
    assert bereaved.code not in page(desk, LIST)
    elsewhere = bereaved.journal.get(act="death_retracted")
    assert "cited" not in elsewhere.details  # it is of another family


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", ""),
        ("number", "không số"),
        ("number", "000165000042"),
        ("decided_on", "20/11/2999"),
        ("basis", "Nhầm rồi"),
        ("basis", "Người có số 000 165 000 042 còn sống"),
        ("sure", ""),
    ],
)
def test_without_a_basis_and_a_second_look_nothing_is_taken_back(
    bereaved: Dossier, name: str, value: str
) -> None:
    death = Step.objects.get(procedure=DEATH)
    address = f"/quan-tri/ho-so/{death.pk}/khai-tu-nham/"
    answer = supervisor().post(address, {**CITED, name: value})
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {name}
    assert not death.dossier.journal.filter(act="death_retracted").exists()


def test_what_was_granted_for_a_mistaken_death_says_so_at_the_desk(bereaved: Dossier) -> None:
    death = Step.objects.get(procedure=DEATH)
    desk = supervisor()
    desk.post(f"/quan-tri/ho-so/{death.pk}/khai-tu-nham/", CITED)
    # Another leg of the same dossier, whose agency the portal tells nothing.
    step = Step.objects.get(pk=on_desk(bereaved).pk)
    granted = {"dossier": death.dossier_id, "status": "GRANTED", "facts": {"number": "1"}}
    Step.objects.filter(pk=step.pk).update(**granted)
    shown = page(desk, f"/quan-tri/ho-so/{step.pk}/")
    assert "Quyết định này không còn hiệu lực" in shown
    assert "Đã có kết quả" not in shown.partition("Nhật ký")[0]


def test_the_family_is_told_once_that_the_death_was_a_mistake(applicant: Citizen) -> None:
    dossier = filed_death(applicant, phone="0912345678", email="nha@example.vn")
    Runner().dispatch(clock=lambda: AT)
    death = dossier.steps.get(procedure=DEATH)
    desk = supervisor()
    for _ in range(2):
        desk.post(f"/quan-tri/ho-so/{death.pk}/khai-tu-nham/", CITED)
    notice = Notice.objects.get(occasion=f"mistaken.{death.pk}")
    assert set(notice.params) == {"mistaken_on"}
    assert Handover.objects.filter(subject=notice.pk, channel__in=("sms", "email")).count() == 2
    assert "khai tu da duoc ghi la nham" in sms(notice)
