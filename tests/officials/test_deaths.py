"""The desk over the real registration of deaths."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civil_registry.death.models import DeathDeclaration
from portal.pipeline import services
from portal.pipeline.models import JournalEntry, Step, Verification
from portal.pipeline.registry import registry
from portal.pipeline.services import Filing, submit_dossier
from tests.civil_registry.death.answers import (
    AT_HOME,
    OTHER,
    declared_by,
    invented_citizen,
)
from tests.officials.conftest import HERE, text_of

CASES = "/quan-tri/ho-so/"
LIVED_HERE: dict[str, dict[str, Any]] = {
    "residence": {"residence_commune": HERE},
    "office": {"commune": HERE},
}
Died = Callable[..., Step]


@pytest.fixture
def died(db: None) -> Died:
    """Return a function that files a death in this commune."""
    legs = frozenset(one.code for one in registry.journey("death") if one.follows)
    count = iter(range(1, 100))

    def filed(**changes: Mapping[str, Any]) -> Step:
        declared = declared_by(**{**LIVED_HERE, **changes})
        dossier = submit_dossier(
            filing=Filing("death", declared, left_out=legs),
            applicant=invented_citizen(f"0001960{next(count):05}"),
            at=timezone.now(),
        )
        return dossier.steps.get(procedure="civil_registry.death")

    return filed


@pytest.fixture
def at_home(died: Died) -> Step:
    """A death at home of which there is no notice yet."""
    return died(**AT_HOME)


def accepted(client: Client, step: Step) -> Step:
    """Press the button, and return the step as it stands then."""
    client.post(f"{CASES}{step.pk}/tiep-nhan/")
    return Step.objects.get(pk=step.pk)


def issue(client: Client, step: Step, **typed: str) -> str:
    """Send the form of the notice, and return the page that follows."""
    sent = {"number": "07/UBND-GBT", "issued_on": "20/11/2026", **typed}
    return text_of(client.post(f"{CASES}{step.pk}/cap-giay/", sent, follow=True))


def test_what_was_declared_is_shown_by_page(client: Client, died: Died) -> None:
    text = text_of(client.get(f"{CASES}{died().pk}/"))
    for words in ("Trần Văn Mẫu", "000046000001", "Đúng hạn", "00001.GBT.99999.26"):
        assert words in text
    assert "<dt>Người khai là</dt>" in text
    assert "Ông/bà là</dt>" not in text
    assert 'aria-label="Giấy báo tử"' not in text  # the family has one


def test_a_death_at_home_is_accepted_only_once_the_commune_has_issued_its_notice(
    client: Client, at_home: Step
) -> None:
    assert "Cần cấp trước khi tiếp nhận." in text_of(client.get(f"{CASES}{at_home.pk}/"))
    assert accepted(client, at_home).status == "AT_DESK"
    assert "Đã ghi giấy vừa cấp." in issue(client, at_home)
    kept = DeathDeclaration.objects.get(pk=at_home.pk)
    assert (kept.issued_number, kept.issued_by) == ("07/UBND-GBT", "UBND phường Ba Đình")
    line = JournalEntry.objects.get(step=at_home.pk, act="paper_issued")
    assert line.actor.startswith("official:") and line.details == {}
    assert "07/UBND-GBT" in text_of(client.get(f"{CASES}{at_home.pk}/"))
    assert accepted(client, at_home).status == "IN_TRANSIT"


def test_several_are_not_accepted_together_as_long_as_a_notice_is_due(
    client: Client, at_home: Step, died: Died
) -> None:
    brought = died(deceased={"personal_number": ""})
    chosen = {"chon": [at_home.pk, brought.pk]}
    text = text_of(client.post(f"{CASES}tiep-nhan/", chosen, follow=True))
    assert "Chưa tiếp nhận hồ sơ nào. Giấy báo tử chưa cấp." in text
    assert set(Step.objects.filter(pk__in=chosen["chon"]).values_list("status")) == {("AT_DESK",)}


def test_no_office_is_asked_about_the_marriage_of_parents(client: Client, at_home: Step) -> None:
    address = f"{CASES}{at_home.pk}/xac-minh/"
    text = text_of(client.get(address))
    assert "UBND xã, phường khác" in text
    assert "kết hôn" not in text.partition("<main")[2]
    sent = {"office": "police", "question": "Số giấy nào?", "new_due_on": "31/12/2099"}
    client.post(address, sent)
    assert Verification.objects.get(step=at_home).subject == "another"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": ""}, "Xin ghi số giấy."),
        ({"issued_on": "40/11/2026"}, "Ngày này không có."),
        ({"issued_on": "01/01/2199"}, "Ngày này chưa đến."),
    ],
)
def test_a_notice_without_a_number_or_a_day_is_not_kept(
    client: Client, at_home: Step, typed: dict[str, str], said: str
) -> None:
    assert said in issue(client, at_home, **typed)
    assert not DeathDeclaration.objects.get(pk=at_home.pk).issued_number


def test_another_communes_notice_is_asked_for_there(client: Client, died: Died) -> None:
    away = {**AT_HOME["event"], "place_kind": "road", "place_commune": "00070"}
    step = died(**{**AT_HOME, "event": away})
    text = text_of(client.get(f"{CASES}{step.pk}/"))
    assert "Xin hỏi nơi đó bằng Xác minh" in text
    issue(client, step)
    assert DeathDeclaration.objects.get(pk=step.pk).issued_by != "UBND phường Ba Đình"


def test_a_paper_the_commune_must_issue_is_never_asked_of_the_family(
    client: Client, at_home: Step, died: Died
) -> None:
    assert "KT01" not in text_of(client.get(f"{CASES}{at_home.pk}/de-nghi-sua/"))
    brought = died(deceased={"personal_number": ""})
    reasons = text_of(client.get(f"{CASES}{brought.pk}/de-nghi-sua/"))
    assert "KT01" in reasons
    assert "Chưa thấy kết hôn" not in reasons  # a birth's question
    assert "not_ours_to_issue" in services.conditions_of(brought.pk)


def test_nothing_is_issued_where_the_family_brings_a_paper(client: Client, died: Died) -> None:
    step = died()
    assert "Không có giấy nào phải cấp" in issue(client, step)
    assert not DeathDeclaration.objects.get(pk=step.pk).issued_number


def test_one_death_without_a_number_is_shown_as_perhaps_the_same(
    client: Client, died: Died
) -> None:
    first = died()
    second = died(deceased={"personal_number": ""})
    text = text_of(client.get(f"{CASES}{second.pk}/"))
    assert "Có thể trùng: 1 hồ sơ" in text and "cùng người đã mất" in text
    assert first.dossier.code in text
    assert OTHER == HERE  # the invented hospital stands in the commune of this desk
