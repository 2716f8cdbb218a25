"""A child's residence is mended through the pages, and the register gets what was mended."""

from typing import Any

import orjson
import pytest
from django.test import Client

from portal.accounts.models import Citizen
from portal.consents.models import Consent, ConsentStatus
from portal.pipeline.models import Dossier, Step
from portal.pipeline.registry import registry
from residence.registration.models import ResidenceDeclaration
from residence.registration.rules.returns import reason_of
from tests.citizens import fate
from tests.citizens.test_birth_journey import HOME, Family, file_it, married
from tests.residence import families as f

pytestmark = pytest.mark.django_db
PLACE = {
    f"{HOME}.place-with_whom": "elsewhere",
    f"{HOME}.place-dwelling": "family",
    f"{HOME}.place-commune": "phường Hà Giang 1, Tuyên Quang",
    f"{HOME}.place-address_line": "9 Đường Ví Dụ",
}
GRANDPA = {
    f"{HOME}.head-household_head": "other",
    f"{HOME}.head-household_head_name": "Ông Chủ Mới",
    f"{HOME}.head-household_head_number": "000066000009",
    f"{HOME}.head-owner": "head",
}


@pytest.fixture
def dossier(browser: Client, mother: Citizen) -> Dossier:
    """A family of which everybody asked has agreed."""
    mother.personal_number, mother.full_name = "000196000001", "Lê Thử Mẹ"
    mother.residence_kind, mother.address_line = "permanent", "Số 1 ngõ Ví Dụ"
    mother.save()
    Family(browser, married()).walk()
    (dossier,) = file_it(browser)
    return dossier


def home(dossier: Dossier) -> Step:
    return fate.step_of(dossier, HOME)


def agreed() -> None:
    for one in Consent.objects.filter(status=ConsentStatus.ASKED):
        one.status, one.answered_at = ConsentStatus.AGREED, fate.AT
        one.save()


def returned(dossier: Dossier, *named: str) -> None:
    """Let the register send the residence back, naming these of its own fields."""
    reason = reason_of(named)
    step = home(dossier)
    Step.objects.filter(pk=step.pk).update(status="RETURNED")
    step.refresh_from_db()
    fate.ReturnRequest.objects.create(
        step=step,
        revision=step.revision,
        reason=reason.code,
        items=list(reason.items),
        asked_at=fate.AT,
        answer_by=fate.UNTIL,
        by_agency=True,
    )


def letter(dossier: Dossier) -> dict[str, Any]:
    """Return what the register would get now."""
    case = f.case_of(home(dossier), f.birth_facts())
    return dict(orjson.loads(registry[HOME].compose([case])[case.step_id]))


def test_another_address_reaches_the_register(browser: Client, dossier: Dossier) -> None:
    agreed()
    returned(dossier, "address_line")
    done = browser.post(f"/ho-so/{dossier.code}/can-sua/", PLACE, follow=True)
    agreed()

    assert "Đã gửi phần sửa." in done.content.decode()
    assert letter(dossier)["address_line"] == "9 Đường Ví Dụ"
    assert ResidenceDeclaration.objects.get().commune_code == f.HA_GIANG


def test_another_head_reaches_the_register_and_is_asked(browser: Client, dossier: Dossier) -> None:
    agreed()
    returned(dossier, "head_full_name")
    browser.post(f"/ho-so/{dossier.code}/can-sua/", GRANDPA)
    agreed()

    assert letter(dossier)["head_full_name"] == "Ông Chủ Mới"
    assert Consent.objects.exclude(status="REPLACED").get().personal_number == "000066000009"


def test_who_is_named_instead_is_declared_and_asked(browser: Client, dossier: Dossier) -> None:
    old = Consent.objects.get()
    browser.post(f"/ho-so/{dossier.code}/dong-y/{old.pk}/doi/", GRANDPA)
    agreed()

    assert letter(dossier)["head_personal_number"] == "000066000009"
    assert [one.full_name for one in Consent.objects.filter(status="AGREED")] == ["Ông Chủ Mới"]


def test_owners_who_come_in_are_asked_for_by_name(browser: Client, dossier: Dossier) -> None:
    old = Consent.objects.get()
    address = f"/ho-so/{dossier.code}/dong-y/{old.pk}/doi/"
    sent = {**GRANDPA, f"{HOME}.head-owner": "others"}
    more = browser.post(address, sent).content.decode()
    browser.post(address, {**sent, f"{HOME}.owners-name_1": "Bà Chủ Nhà"})

    assert "Xin ghi thêm phần này." in more
    names = Consent.objects.exclude(status="REPLACED").values_list("full_name", flat=True)
    assert set(names) == {"Ông Chủ Mới", "Bà Chủ Nhà"}


def test_a_head_who_cannot_be_one_leads_to_the_police(browser: Client, dossier: Dossier) -> None:
    returned(dossier, "head_full_name")
    sent = {**GRANDPA, f"{HOME}.head-household_head": "unable"}
    body = browser.post(f"/ho-so/{dossier.code}/can-sua/", sent).content.decode()

    assert "Hộ cần đổi chủ hộ trước." in body
    assert home(dossier).status == "RETURNED"


def test_ones_own_number_is_nobody_elses(browser: Client, dossier: Dossier) -> None:
    old = Consent.objects.get()
    sent = {**GRANDPA, f"{HOME}.head-household_head_number": "000196000001"}
    body = browser.post(f"/ho-so/{dossier.code}/dong-y/{old.pk}/doi/", sent).content.decode()

    assert "Đây là số của ông/bà." in body
    assert Consent.objects.get() == old
