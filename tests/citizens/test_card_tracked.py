"""What Social Insurance's card is about, beside its status, on the family's own page."""

import pytest
from django.test import Client
from django.utils import timezone

from insurance.health_card.models import CardDelivery, CardIncident
from portal.accounts.models import Citizen
from portal.pipeline.models import Dossier, Step
from portal.pipeline.statuses import StepStatus
from tests.citizens import fate
from tests.citizens.test_birth_journey import CARD, Family, file_it, married

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(browser: Client, mother: Citizen) -> Step:
    """The card of a family that has filed."""
    mother.personal_number, mother.full_name = "000196000001", "Lê Thử Mẹ"
    mother.residence_kind, mother.address_line = "permanent", "Số 1 ngõ Ví Dụ"
    mother.save()
    Family(browser, married()).walk()
    (dossier,) = file_it(browser)
    return fate.step_of(dossier, CARD)


def tracked(browser: Client, dossier: Dossier) -> str:
    return browser.get(f"/ho-so/{dossier.code}/").content.decode()


def test_a_card_that_differs_is_being_put_right(browser: Client, card: Step) -> None:
    sentence = "Thông tin trên thẻ đang được sửa cho khớp giấy khai sinh."
    assert sentence not in tracked(browser, card.dossier)
    CardIncident.open_all({card.pk: ("full_name",)}, at=timezone.now())

    assert sentence in tracked(browser, card.dossier)


def test_a_card_tells_its_days_and_where_it_is(browser: Client, card: Step) -> None:
    facts = {
        "card_number": "TE1",
        "insurance_number": "0000000001",
        "valid_from": "2026-11-09",
        "valid_to": "2032-11-30",
        "facility_code": "6941",
        "facility_name": "Trạm y tế mẫu",
        "card_sha256": "a" * 64,
    }
    Step.objects.filter(pk=card.pk).update(status=StepStatus.GRANTED, facts=facts)
    CardDelivery.objects.create(step=card, card_by="home", since=fate.AT)
    body = tracked(browser, card.dossier)

    assert "Thẻ có giá trị từ 09/11/2026 đến 30/11/2032 (theo cơ quan bảo hiểm)." in body
    assert "Chưa gửi, 23/11/2026." in body
