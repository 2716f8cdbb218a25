"""A birth certificate before it is written, as a parent and an official see it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from civil_registry.birth.procedure import BirthRegistrationProcedure
from portal.notifications.models import Notice
from portal.pipeline import services
from portal.pipeline.models import Dossier, Step
from tests.civil_registry.birth.answers import COMMUNE, declared_by
from tests.officials.fixtures import desk_client, official

WRONG = "Tên đệm của bé là Thị"


@pytest.fixture
def step(file: Callable[..., Step], birth: BirthRegistrationProcedure) -> Step:
    """A birth on its commune's desk."""
    return file(declared_by(), phone="0900000001")


@pytest.fixture
def desk(db: None) -> Client:
    return desk_client(official("can-bo-ho-tich", COMMUNE))


@pytest.fixture
def parent(step: Step) -> Client:
    browser = Client()
    applicant = Dossier.objects.get(pk=step.dossier_id).applicant
    browser.force_login(applicant.user, "django.contrib.auth.backends.ModelBackend")
    return browser


def test_a_parent_reads_all_that_will_be_written_and_finds_a_mistake(
    step: Step, desk: Client, parent: Client
) -> None:
    case = f"/quan-tri/ho-so/{step.pk}/"
    dossier = f"/ho-so/{step.dossier.code}/"
    assert "Gửi gia đình xem trước" in desk.get(case).content.decode()
    desk.post(f"{case}gui-xem-truoc/")
    assert Notice.objects.filter(kind="proof_out", phone="0900000001").exists()

    assert "Mời ông/bà xem lại" in parent.get(dossier).content.decode()
    page = parent.get(f"{dossier}xem-truoc/{step.pk}/").content.decode()
    for words in (
        "Xem trước Giấy khai sinh",
        "Cơ quan sắp ghi vào sổ nội dung dưới đây.",
        "không trả lời được hiểu là đồng ý",
        "Nghiệm",
        "Trần Thị Mẫu",
        "05/11/2026",
        "Nội dung đúng",
        "Báo chỗ chưa đúng",
    ):
        assert words in page
    parent.post(f"{dossier}xem-truoc/{step.pk}/", {"answer": "wrong", "words": WRONG})

    assert WRONG in desk.get(case).content.decode()
    assert WRONG not in parent.get(dossier).content.decode()


def test_silence_lets_the_official_go_on(step: Step, desk: Client) -> None:
    case = f"/quan-tri/ho-so/{step.pk}/"
    desk.post(f"{case}gui-xem-truoc/")
    desk.post(f"{case}tiep-nhan/")
    assert Step.objects.get(pk=step.pk).status == "AT_DESK"
    services.lapse_proofs(at=timezone.now() + timedelta(days=14))
    desk.post(f"{case}tiep-nhan/")
    assert Step.objects.get(pk=step.pk).status == "IN_TRANSIT"
