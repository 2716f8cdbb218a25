"""What will be written is sent to the family first; its answer lies before the official."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Citizen
from portal.pipeline import services
from portal.pipeline.models import Proof, Step
from portal.pipeline.registry import registry
from tests.officials.conftest import text_of
from tests.pipeline import proving
from tests.pipeline.invented import InventedAgency, LeftLeg, RightLeg

CASES = "/quan-tri/ho-so/"
BUTTON = "Gửi gia đình xem trước</button>"
Lay = Callable[..., Step]


@pytest.fixture
def desks(journey: InventedAgency) -> Iterator[None]:
    """The invented journey, whose certificate the family may read first."""
    proving.switch_on()
    with registry.replaced(proving.Proving, LeftLeg, RightLeg):
        yield


def screen(client: Client, step: Step) -> str:
    return text_of(client.get(f"{CASES}{step.pk}/"))


def act(client: Client, step: Step, name: str) -> str:
    return text_of(client.post(f"{CASES}{step.pk}/{name}/", follow=True))


def said(step: Step, applicant: Citizen, words: str = "") -> None:
    services.answer_proof(
        step_id=step.pk, applicant=applicant, is_right=not words, words=words, at=timezone.now()
    )


def test_the_case_rests_with_the_family_until_it_answers(
    client: Client, step: Step, applicant: Citizen
) -> None:
    assert BUTTON in screen(client, step)
    assert "Đã gửi gia đình xem trước." in act(client, step, "gui-xem-truoc")
    shown = screen(client, step)
    assert "Gia đình đang xem trước</strong>" in shown
    assert BUTTON not in shown
    assert "Tiếp nhận</button>" not in shown
    assert "Chưa tiếp nhận được." in act(client, step, "tiep-nhan")
    said(step, applicant)
    assert "nội dung đúng</strong>" in screen(client, step)
    assert "Đã tiếp nhận." in act(client, step, "tiep-nhan")


def test_sending_twice_is_a_sentence(client: Client, step: Step) -> None:
    act(client, step, "gui-xem-truoc")
    assert "chưa trả lời" in act(client, step, "gui-xem-truoc")
    assert Proof.objects.count() == 1


def test_the_familys_words_are_read_before_anything_is_accepted(
    client: Client, step: Step, applicant: Citizen
) -> None:
    act(client, step, "gui-xem-truoc")
    said(step, applicant, "Tên đệm là <Thị>")
    queue = text_of(client.get(CASES))
    assert "Gia đình báo chưa đúng" in queue
    refused = act(client, step, "tiep-nhan")
    assert "Xin đọc trước khi tiếp nhận" in refused
    assert "Tên đệm là &lt;Thị&gt;" in refused
    assert "Gia đình báo chỗ chưa đúng" in refused
    assert "Đề nghị sửa" in refused
    assert "Đã tiếp nhận." in act(client, step, "tiep-nhan")


@pytest.mark.parametrize("words", ["", "Sai tên"])
def test_none_of_several_is_accepted_while_one_family_reads_or_was_not_read(
    client: Client, lay: Lay, applicant: Citizen, words: str
) -> None:
    good, out = lay(), lay()
    act(client, out, "gui-xem-truoc")
    if words:
        said(out, applicant, words)
    typed = {"chon": [good.pk, out.pk]}
    page = client.post(f"{CASES}tiep-nhan/", typed, follow=True)
    assert "Chưa tiếp nhận hồ sơ nào: 1 hồ sơ" in text_of(page)
    assert Step.objects.get(pk=good.pk).status == "AT_DESK"


def test_the_familys_time_is_not_counted(client: Client, lay: Lay) -> None:
    step = lay(due_on=timezone.localdate() - timedelta(days=1))
    assert client.get(CASES).context["tally"].over == 1
    act(client, step, "gui-xem-truoc")
    queue = client.get(CASES)
    assert queue.context["tally"].over == 0
    assert queue.context["rows"][0].clock is None
    assert "Gia đình đang xem trước" in text_of(queue)


def test_silence_is_told_as_what_it_means(client: Client, step: Step) -> None:
    act(client, step, "gui-xem-truoc")
    services.lapse_proofs(at=Proof.objects.get().answer_by)
    shown = screen(client, step)
    assert "hiểu là đồng ý" in shown
    assert "Hết hạn xem trước" in shown


def test_nothing_is_offered_where_the_law_of_the_day_has_none(client: Client, step: Step) -> None:
    proving.switch_on(is_on=False, province="01")
    assert BUTTON not in screen(client, step)
    assert "hiện không gửi" in act(client, step, "gui-xem-truoc")


def test_a_stranger_sends_nothing(stranger: Client, step: Step) -> None:
    assert stranger.post(f"{CASES}{step.pk}/gui-xem-truoc/").status_code == 404
    assert not Proof.objects.exists()
