"""The desk over the real registration of births."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.pipeline.models import ReturnRequest, Step
from portal.pipeline.registry import registry
from portal.pipeline.services import Filing, submit_dossier
from tests.civil_registry.birth.answers import declared_by, invented_citizen
from tests.officials.conftest import ELSEWHERE, HERE, text_of

CASES = "/quan-tri/ho-so/"
MOTHER = {"residence_commune": HERE, "personal_number": "001196000001"}
Born = Callable[..., Step]


@pytest.fixture
def born(db: None) -> Born:
    """Return a function that files a birth in this commune."""
    legs = frozenset(one.code for one in registry if one.follows)
    count = iter(range(1, 100))

    def filed(**changes: Mapping[str, Any]) -> Step:
        declared = declared_by(**{"mother": MOTHER, **changes})
        dossier = submit_dossier(
            filing=Filing("birth", declared, left_out=legs),
            applicant=invented_citizen(f"0001960{next(count):05}"),
            at=timezone.now(),
        )
        return dossier.steps.get(procedure="civil_registry.birth")

    return filed


def test_what_was_declared_is_shown_by_page(client: Client, born: Born) -> None:
    text = text_of(client.get(f"{CASES}{born().pk}/"))
    for words in ("Nguyễn Thử Nghiệm", "Mẹ của bé", "001196000001", "Bệnh viện Thử Nghiệm"):
        assert words in text
    assert "<dt>Người khai</dt>" in text
    for asked in ("Ông/bà là</dt>", "Ông/bà là ai của bé?", "Nhận kết quả thế nào?"):
        assert asked not in text, asked


def test_the_same_mother_and_day_are_marked_unless_two_papers_tell_two_children(
    client: Client, born: Born
) -> None:
    first = born()
    second = born()
    assert "Có thể trùng: 1 hồ sơ" in text_of(client.get(f"{CASES}{first.pk}/"))
    born(paper={"number": "00009.GCS.99999.26"})
    assert "Có thể trùng: 1 hồ sơ" in text_of(client.get(f"{CASES}{second.pk}/"))


def test_a_reason_opens_its_own_fields_and_writes_what_is_known(client: Client, born: Born) -> None:
    step = born()
    address = f"{CASES}{step.pk}/de-nghi-sua/"
    assert "Chưa thấy kết hôn" in text_of(client.get(address))
    listed = text_of(client.get(address))
    assert "KS06" in listed
    assert "KS07" not in listed  # only after a look-up and a verification found nothing
    form = text_of(client.get(address, {"ly-do": "KS01"}))
    assert 'value="Nguyễn Thử Nghiệm"' in form
    assert form.count("checked") == 3
    items = [f"civil_registry.birth.child.{name}" for name in ("middle_name", "given_name")]
    typed = {"ly-do": "KS01", "items": items, "blank_name": "Thử 1", "gui": "1"}
    done = client.post(address, {**typed, "blank_cause": "có chữ số"}, follow=True)
    assert "Đã gửi đề nghị sửa" in text_of(done)
    assert ReturnRequest.objects.get().items == items


def test_one_field_of_a_parent_is_opened_and_no_more(client: Client, born: Born) -> None:
    step = born()
    items = [f"civil_registry.birth.mother.{name}" for name in ("born_on", "personal_number")]
    typed = {"ly-do": "KS08", "blank_what": "Ngày sinh của mẹ", "gui": "1"}
    client.post(f"{CASES}{step.pk}/de-nghi-sua/", {**typed, "items": items})
    request = ReturnRequest.objects.get()
    assert len(request.items) == 1


def test_a_birth_passed_on_goes_to_the_committee_and_the_door_of_its_new_commune(
    client: Client, born: Born
) -> None:
    step = born()
    client.post(f"{CASES}{step.pk}/chuyen-noi-khac/", {"xa": "00691"})
    step.refresh_from_db()
    assert step.agency_code == "peoples_committee.00691"
    assert step.agency_title == "UBND phường Hà Giang 2"
    assert step.endpoint.code.endswith(".08")
    assert step.commune_code not in (HERE, ELSEWHERE)
