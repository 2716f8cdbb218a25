"""A second request, one taken back, and what opens the reasons that hang on an answer."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.notifications.models import Notice
from portal.officials.models import DemandRequest
from portal.pipeline import services
from portal.pipeline.models import Dossier, ReturnRequest, Step, Verification
from portal.statutes.models import Condition
from tests.officials.conftest import text_of

CASES = "/quan-tri/ho-so/"
FIRST = {
    "ly-do": "ALL1",
    "items": "file",
    "blank_file": "giay.jpg",
    "blank_cause": "bị mờ",
    "blank_act": "chụp lại",
    "gui": "1",
}
DAY = timezone.localdate() + timedelta(days=9)
ASKED = {"question": "Có không?", "new_due_on": f"{DAY:%d/%m/%Y}"}
MARRIAGE = {**ASKED, "office": "committee_of_marriage", "subject": "marriage"}


def act(client: Client, step: Step, name: str, **typed: object) -> tuple[int, str]:
    page = client.post(f"{CASES}{step.pk}/{name}/", typed, follow=True)
    return page.status_code, text_of(page)


@pytest.fixture
def mended(client: Client, step: Step) -> Step:
    """A case the family was asked to correct once, and that came back."""
    act(client, step, "de-nghi-sua", **FIRST)
    applicant = step.dossier.applicant
    services.supplement(step_id=step.pk, answers={}, applicant=applicant, at=timezone.now())
    return step


class TestASecondReturn:
    OTHER = {**FIRST, "items": "other.file"}

    def test_of_what_was_mended_is_an_officials(self, client: Client, mended: Step) -> None:
        assert "Đã gửi đề nghị sửa" in act(client, mended, "de-nghi-sua", **FIRST)[1]

    def test_of_anything_else_is_not(self, client: Client, mended: Step) -> None:
        with pytest.raises(services.SecondReturn):
            services.return_to_family(
                step_id=mended.pk,
                reason="ALL1",
                items=["a.file"],
                blanks={"file": "a", "cause": "bị mờ", "act": "chụp"},
                note="",
                by=mended.dossier.applicant.user,
                at=timezone.now(),
            )

    def test_the_officials_screen_leads_to_the_supervisor(
        self, client: Client, supervisor: Client, mended: Step, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        choices = [("file", "Tệp"), ("other.file", "Tệp khác")]
        monkeypatch.setattr("portal.officials.views.returning.openable", lambda *of: choices)
        status, text = act(client, mended, "de-nghi-sua", **self.OTHER)
        assert status == 422
        assert "Chỉ người phụ trách được đề nghị lần nữa" in text
        assert "Trình người phụ trách" in text
        done = act(client, mended, "trinh", **self.OTHER, why="Ảnh thứ hai cũng mờ")[1]
        assert "Đã trình người phụ trách" in done
        listed = text_of(supervisor.get("/quan-tri/cho-y-kien/"))
        assert "đề nghị sửa lần nữa" in listed
        address = f"/quan-tri/cho-y-kien/{DemandRequest.objects.get().pk}/"
        yes = {"dong-y": "1"}
        assert "Xin chọn vì sao" in text_of(supervisor.post(address, yes, follow=True))
        assert DemandRequest.objects.get().decided_at is None
        yes["vi-sao-lan-nua"] = "overlooked"
        assert "Đã ghi ý kiến" in text_of(supervisor.post(address, yes, follow=True))
        line = mended.dossier.journal.filter(act="returned").latest("sequence")
        assert line.details["again"] == "overlooked"
        assert "Lần trước bỏ sót" in text_of(client.get(f"{CASES}{mended.pk}/"))

    def test_a_supervisor_says_why(
        self, supervisor: Client, mended: Step, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "portal.officials.views.returning.openable", lambda *of: [("other.file", "Tệp khác")]
        )
        assert act(supervisor, mended, "de-nghi-sua", **self.OTHER)[0] == 422
        assert (
            "Đã gửi" in act(supervisor, mended, "de-nghi-sua", **self.OTHER, again="overlooked")[1]
        )


class TestARequestTakenBack:
    def test_the_clock_goes_on_and_the_family_is_told(self, client: Client, step: Step) -> None:
        Dossier.objects.filter(pk=step.dossier_id).update(phone="0987654321")
        act(client, step, "de-nghi-sua", **FIRST)
        assert "Rút lại đề nghị này" in text_of(client.get(f"{CASES}{step.pk}/"))
        assert "Đã rút lại" in act(client, step, "rut-lai")[1]
        step.refresh_from_db()
        request = ReturnRequest.objects.get()
        assert step.status == "AT_DESK"
        assert request.recalled_at is not None
        assert request.answered_at is not None
        assert step.dossier.journal.filter(act="return_recalled").count() == 1
        assert Notice.objects.filter(kind="recalled").count() == 1
        assert "Đã gửi" in act(client, step, "de-nghi-sua", **FIRST)[1]  # it counts as the first
        assert Notice.objects.filter(kind="correct").count() == 2

    def test_not_after_the_family_answered_and_by_no_stranger(
        self, client: Client, stranger: Client, mended: Step
    ) -> None:
        assert "Chưa làm được" in act(client, mended, "rut-lai")[1]
        assert stranger.post(f"{CASES}{mended.pk}/rut-lai/").status_code == 404

    def test_not_what_an_agency_asked(self, client: Client, step: Step) -> None:
        act(client, step, "de-nghi-sua", **FIRST)
        ReturnRequest.objects.update(by_agency=True)
        assert "Chưa làm được" in act(client, step, "rut-lai")[1]


class TestWhatOpensTheFathersBlock:
    def holds(self, step: Step) -> bool:
        return Condition.NOTHING_FOUND.value in services.conditions_of(step.pk)

    def test_both_the_look_up_and_the_office_found_no_marriage(
        self, client: Client, step: Step
    ) -> None:
        act(client, step, "xac-minh", **MARRIAGE)
        act(client, step, "ket-qua-xac-minh", answer="Không có trong sổ", result="not_found")
        assert not self.holds(step)
        assert "Đã ghi kết quả tra cứu" in act(client, step, "tra-cuu", **{"ket-qua": "khong"})[1]
        assert self.holds(step)
        assert "Không tìm thấy" in text_of(client.get(f"{CASES}{step.pk}/"))

    @pytest.mark.parametrize(
        ("asked", "result", "looked"),
        [
            ({**ASKED, "office": "another", "subject": "another"}, "not_found", "khong"),
            (MARRIAGE, "found", "khong"),
            (MARRIAGE, "unclear", "khong"),
            (MARRIAGE, "not_found", "co"),
        ],
    )
    def test_nothing_less_does(
        self, client: Client, step: Step, asked: dict[str, str], result: str, looked: str
    ) -> None:
        act(client, step, "xac-minh", **asked)
        act(client, step, "ket-qua-xac-minh", answer="Trả lời", result=result)
        act(client, step, "tra-cuu", **{"ket-qua": looked})
        assert not self.holds(step)

    def test_a_question_that_was_only_closed_is_no_answer(self, client: Client, step: Step) -> None:
        act(client, step, "xac-minh", **MARRIAGE)
        act(client, step, "tra-cuu", **{"ket-qua": "khong"})
        Verification.objects.update(answered_at=timezone.now())
        assert not self.holds(step)


class TestAnAnswerThatCannotBeRecorded:
    def test_ends_of_lines_count_once(self, client: Client, step: Step) -> None:
        act(client, step, "xac-minh", **MARRIAGE)
        words = "\r\n".join(["a" * 9] * 100)  # 999 signs in the browser, 1098 on the wire
        assert act(client, step, "ket-qua-xac-minh", answer=words, result="found")[0] == 200
        assert Verification.objects.get().answer == words.replace("\r\n", "\n")

    @pytest.mark.parametrize("typed", [{"result": ""}, {"answer": "y" * 1001}])
    def test_is_shown_again_as_it_was_typed(
        self, client: Client, step: Step, typed: dict[str, str]
    ) -> None:
        act(client, step, "xac-minh", **MARRIAGE)
        sent = {"answer": "Có, quyển số 3", "result": "found", **typed}
        status, text = act(client, step, "ket-qua-xac-minh", **sent)
        assert status == 422
        assert sent["answer"] in text
        assert Verification.objects.get().answered_at is None

    def test_also_when_a_colleague_was_faster(self, client: Client, step: Step) -> None:
        sent = {"answer": "Có, quyển số 3", "result": "found"}
        status, text = act(client, step, "ket-qua-xac-minh", **sent)
        assert status == 422
        assert "Có, quyển số 3" in text
        assert "đã được ghi" in text
