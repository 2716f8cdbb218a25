"""No path from an official's or an agency's words to a family goes past the reading of demands."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Citizen, Role
from portal.citizens.legs import reason_of
from portal.citizens.tracking import files_of
from portal.handovers.answers import Refused, Returned
from portal.handovers.runner import Runner
from portal.pipeline.models import Dossier, ReturnRequest, Step, Verification
from portal.pipeline.registry import registry
from tests.officials.conftest import ELSEWHERE, text_of
from tests.officials.fixtures import desk_client, official
from tests.pipeline.invented import THREE, InventedAgency, filed

CASES = "/quan-tri/ho-so/"
REVIEW = "/quan-tri/xem-lai/"
DEMAND = "Xin nộp bản chụp căn cước của mẹ."
WRITTEN = {
    "ly-do": "ALL1",
    "items": "file",
    "blank_file": "giay.jpg",
    "blank_cause": "bị mờ ở góc",
    "blank_act": "chụp lại",
}
REFUSAL = {"ly-do": "XX6", "blank_evidence": "biên bản", "blank_office": "UBND", "gui": "1"}
NO_DEMAND = {"khong-yeu-cau-giay": "1"}


def post(client: Client, step: Step, act: str, **typed: str) -> tuple[int, str]:
    page = client.post(f"{CASES}{step.pk}/{act}/", typed, follow=True)
    return page.status_code, text_of(page)


class TestRefusals:
    @pytest.mark.parametrize("field", ["note", "blank_evidence", "blank_office"])
    def test_a_demand_is_stopped_wherever_it_is_written(
        self, supervisor: Client, step: Step, field: str
    ) -> None:
        status, text = post(supervisor, step, "tu-choi", **{**REFUSAL, field: DEMAND})
        assert status == 422
        assert "Không thể đề nghị như vậy" in text
        assert DEMAND in text
        assert ReturnRequest.objects.count() == 0
        assert Step.objects.get(pk=step.pk).status == "AT_DESK"

    def test_what_is_no_demand_is_sent_once_that_was_said(
        self, supervisor: Client, step: Step
    ) -> None:
        typed = {**REFUSAL, "blank_evidence": "trích lục kết hôn số 12"}
        assert post(supervisor, step, "tu-choi", **typed)[0] == 422
        assert "Đã từ chối" in post(supervisor, step, "tu-choi", **typed, **NO_DEMAND)[1]
        assert step.dossier.journal.get(act="refused").details["override"] is True


class TestTheOfficeThatIsAsked:
    def test_what_an_official_writes_of_an_office_never_reaches_the_family(
        self, client: Client, step: Step
    ) -> None:
        day = timezone.localdate() + timedelta(days=9)
        typed = {
            "office": "committee_of_marriage",
            "named": "mẹ bé, xin mang căn cước lên phường",
            "question": "Có không?",
            "new_due_on": f"{day:%d/%m/%Y}",
        }
        assert post(client, step, "xac-minh", **typed)[0] == 200
        told = Verification.objects.get()
        assert told.office == "UBND nơi đăng ký kết hôn"
        assert told.named == typed["named"]
        assert typed["named"] in text_of(client.get(f"{CASES}{step.pk}/"))

    def test_an_office_that_is_on_no_list_is_asked_nothing(
        self, client: Client, step: Step
    ) -> None:
        typed = {"office": DEMAND, "question": "Có không?", "new_due_on": "01/01/2099"}
        assert post(client, step, "xac-minh", **typed)[0] == 422
        assert Verification.objects.count() == 0


class TestSayingThatItIsNoDemand:
    def test_it_is_not_believed_before_the_sentence_was_refused(
        self, client: Client, step: Step
    ) -> None:
        typed = {**WRITTEN, "note": DEMAND}
        assert post(client, step, "de-nghi-sua", **typed, **NO_DEMAND)[0] == 422
        assert ReturnRequest.objects.count() == 0
        assert "Đã gửi" in post(client, step, "de-nghi-sua", **typed, **NO_DEMAND)[1]

    def test_it_is_believed_of_that_sentence_only(self, client: Client, step: Step) -> None:
        post(client, step, "de-nghi-sua", **{**WRITTEN, "note": DEMAND, "gui": "1"})
        other = {**WRITTEN, "note": "Xin nộp sổ hộ khẩu.", **NO_DEMAND}
        assert post(client, step, "de-nghi-sua", **other)[0] == 422
        assert ReturnRequest.objects.count() == 0

    def test_a_refused_attempt_stands_on_the_record_without_its_words(
        self, client: Client, step: Step
    ) -> None:
        post(client, step, "de-nghi-sua", **{**WRITTEN, "note": DEMAND, "gui": "1"})
        line = step.dossier.journal.get(act="demand_refused")
        assert (line.details["paper"], line.details["reason"]) == ("identity_card", "ALL1")
        assert len(line.details["text"]) == 64
        assert "Đề nghị bị chặn" in text_of(client.get(f"{CASES}{step.pk}/"))

    def test_supervisors_read_such_sentences_and_nobody_elses(
        self, client: Client, supervisor: Client, step: Step
    ) -> None:
        typed = {**WRITTEN, "note": DEMAND}
        post(client, step, "de-nghi-sua", **typed, gui="1")
        post(client, step, "de-nghi-sua", **typed, **NO_DEMAND)
        assert client.get(REVIEW).status_code == 403
        other = desk_client(official("phu-trach-khac", ELSEWHERE, role=Role.SUPERVISOR))
        assert DEMAND not in text_of(other.get(REVIEW))
        listed = text_of(supervisor.get(REVIEW))
        assert DEMAND in listed
        assert "căn cước" in listed
        one = ReturnRequest.objects.get()
        assert other.post(f"{REVIEW}{one.pk}/").status_code == 404
        assert supervisor.post(f"{REVIEW}{one.pk}/").status_code == 302
        assert DEMAND not in text_of(supervisor.get(REVIEW))
        one.refresh_from_db()
        assert one.reviewed_at is not None


@pytest.fixture
def sent(journey: InventedAgency, applicant: Citizen) -> Iterator[Dossier]:
    """A dossier whose opening step goes straight to its agency."""
    with registry.replaced(*THREE):
        yield filed(applicant, at=timezone.now())


class TestWordsOfAnAgency:
    SAID = "Đề nghị công dân nộp bổ sung giấy đăng ký kết hôn bản gốc."

    @pytest.mark.parametrize("kind", ["return", "refusal"])
    def test_a_demand_is_withheld_and_what_the_law_says_stands_in_its_place(
        self, sent: Dossier, journey: InventedAgency, supervisor: Client, kind: str
    ) -> None:
        answer = (
            Returned("KS09", ("civil_registry.birth.applicant.relation",), self.SAID)
            if kind == "return"
            else Refused("XX3", self.SAID)
        )
        journey.replies["invented.opening"] = [answer]
        Runner().dispatch(clock=timezone.now)
        kept = ReturnRequest.objects.get()
        assert (kept.withheld, kept.paper) == (self.SAID, "certified_copy")
        read = reason_of(files_of(sent)[0])
        assert self.SAID not in read
        assert "không phải nộp" in read
        assert "Nghị định 63/2024/NĐ-CP" in read
        start = "Hồ sơ này do cha, mẹ" if kind == "return" else "Đã quá 07 ngày"
        assert read.startswith(start)
        case = text_of(supervisor.get(f"{CASES}{kept.step_id}/"))
        assert self.SAID in case
        assert "không chuyển cho gia đình" in case
        assert self.SAID in text_of(supervisor.get(REVIEW))

    def test_a_plain_sentence_reaches_the_family_as_it_is(
        self, sent: Dossier, journey: InventedAgency
    ) -> None:
        said = "Số giấy chứng nhận kết hôn ghi 12, sổ ghi 21"
        journey.replies["invented.opening"] = [Returned("KS09", ("a.b.c",), said)]
        Runner().dispatch(clock=timezone.now)
        assert reason_of(files_of(sent)[0]) == said
