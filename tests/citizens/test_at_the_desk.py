"""What the desk reads of a family's own pages: a kept draft, its open boxes, its reports."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Citizen, Role
from portal.citizens.models import DemandReport, Draft
from portal.citizens.reports import report_demand
from portal.officials.models import Case, DraftLook
from portal.officials.reasons import openable
from portal.pipeline.models import Dossier, Step
from portal.statutes.models import ReturnReason
from tests.citizens import invented
from tests.citizens.conftest import drafted, filed
from tests.citizens.invented import WHO
from tests.officials.fixtures import desk_client, official

KEPT = "/quan-tri/ban-nhap/"
REPORTS = "/quan-tri/bao-yeu-cau-sai/"


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def officer(db: None) -> Client:
    """An official of some commune, not the family's."""
    return desk_client(official("can-bo-xa", "00070"))


@pytest.fixture
def supervisor(db: None) -> Client:
    return desk_client(official("phu-trach", "00004", role=Role.SUPERVISOR))


class TestAKeptDraft:
    @pytest.fixture
    def draft(self, family: None, mother: Citizen) -> Draft:
        return drafted(mother, {**invented.whole(), "tested.birth.who": {**WHO, "foreign": ["on"]}})

    def test_an_official_with_the_key_reads_it_and_that_is_logged(
        self, officer: Client, draft: Draft, mother: Citizen
    ) -> None:
        page = officer.get(f"{KEPT}{draft.key}/")
        text = text_of(page)
        assert page.status_code == 200
        assert page["Cache-Control"] == "no-store"
        for words in (
            mother.full_name,
            draft.short_code,
            "Mấy bé?",
            "CHƯA NỘP",
            "Việc này làm theo thủ tục riêng.",
            "Hộ chiếu",
        ):
            assert words in text, words
        look = DraftLook.objects.get()
        assert (look.draft_id, look.user.username) == (draft.pk, "can-bo-xa")

    def test_nothing_can_be_written_there(self, officer: Client, draft: Draft) -> None:
        before = draft.typed
        assert officer.post(f"{KEPT}{draft.key}/").status_code == 405
        draft.refresh_from_db()
        assert draft.typed == before

    def test_neither_family_nor_stranger_nor_half_signed_in_reads_it(
        self, draft: Draft, browser: Client
    ) -> None:
        half = Client()
        half.force_login(official("mot-nua", "00004"), "django.contrib.auth.backends.ModelBackend")
        for visitor in (Client(), browser, half):
            assert visitor.get(f"{KEPT}{draft.key}/").status_code in (302, 403)
        assert DraftLook.objects.count() == 0

    def test_one_that_is_over_says_so(self, officer: Client, draft: Draft) -> None:
        Draft.objects.update(updated_at=timezone.now() - timedelta(days=61))
        page = officer.get(f"{KEPT}{draft.key}/")
        assert page.status_code == 410
        assert "hết hạn giữ" in text_of(page)
        assert draft.citizen.full_name not in text_of(page)

    def test_one_that_nobody_knows_says_the_same_kindly(self, officer: Client, db: None) -> None:
        page = officer.get(f"{KEPT}{uuid4()}/")
        assert page.status_code == 404
        assert "Không thấy bản nháp" in text_of(page)

    def test_one_that_was_filed_leads_to_the_case(
        self, officer: Client, browser: Client, family: None, mother: Citizen
    ) -> None:
        filed(browser, mother)
        draft = Draft.objects.get()
        page = officer.get(f"{KEPT}{draft.key}/")
        assert "đã được nộp" in text_of(page)
        assert mother.full_name not in text_of(page)

    def test_the_code_printed_on_the_sheet_leads_to_it(self, officer: Client, draft: Draft) -> None:
        code, find = draft.short_code, "/quan-tri/ho-so/tim/"
        for typed in (code, f" {code.lower()} ", code.replace("-", " ")):
            answer = officer.post(find, {"ma": typed})
            assert (answer.status_code, answer["Location"]) == (302, f"{KEPT}{draft.key}/")
        assert DraftLook.objects.count() == 0  # the page that is opened writes the line
        officer.post(find, {"ma": code}, follow=True)
        assert DraftLook.objects.get().draft_id == draft.pk

    def test_a_part_of_a_code_leads_to_no_draft(self, officer: Client, draft: Draft) -> None:
        for typed in (draft.short_code[:-1], draft.short_code[2:]):
            page = officer.post("/quan-tri/ho-so/tim/", {"ma": typed}, follow=True)
            assert str(draft.key) not in page.request["PATH_INFO"]
        assert DraftLook.objects.count() == 0


class TestTheBoxesOfThisVeryCase:
    def test_a_page_that_was_not_asked_is_not_offered(
        self, browser: Client, family: None, mother: Citizen
    ) -> None:
        step = Step.objects.get(dossier=filed(browser, mother), procedure="tested.birth")
        row = ReturnReason(code="T", opens=["tested.birth.*"])
        codes = [code for code, _label in openable(Case.objects.get(pk=step.pk), row)]
        assert "tested.birth.child.name" in codes
        assert "tested.birth.child.paper" in codes

    def test_a_box_the_case_never_had_is_not_offered(
        self,
        browser: Client,
        family: None,
        mother: Citizen,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def without_place(self, *args, **kwargs) -> None:
            super(invented.ChildPage, self).__init__(*args, **kwargs)
            del self.fields["place"]

        monkeypatch.setattr(invented.ChildPage, "__init__", without_place)
        monkeypatch.setattr(
            invented.ContactPage, "applies", classmethod(lambda cls, declared: False)
        )
        step = Step.objects.get(dossier=filed(browser, mother), procedure="tested.birth")
        row = ReturnReason(code="T", opens=["tested.birth.*"])
        codes = [code for code, _label in openable(Case.objects.get(pk=step.pk), row)]
        assert "tested.birth.child.name" in codes
        assert "tested.birth.child.place" not in codes
        assert "tested.birth.contact.phone" not in codes


class TestReportsOfForbiddenDemands:
    @pytest.fixture
    def report(self, browser: Client, family: None, mother: Citizen) -> DemandReport:
        dossier = filed(browser, mother)
        return report_demand(
            dossier=dossier,
            citizen=mother,
            papers=["identity_card"],
            where="counter",
            words="Chị ở bàn 3 đòi căn cước.",
            at=timezone.now(),
        )

    def test_the_supervisor_of_the_commune_reads_it_once(
        self, supervisor: Client, officer: Client, report: DemandReport
    ) -> None:
        assert officer.get(REPORTS).status_code == 403
        text = text_of(supervisor.get(REPORTS))
        dossier = Dossier.objects.get()
        for words in (dossier.code, "Căn cước, căn cước công dân", "Tại bàn tiếp nhận", "bàn 3"):
            assert words in text
        assert supervisor.post(f"{REPORTS}{report.pk}/").status_code == 302
        assert "bàn 3" not in text_of(supervisor.get(REPORTS))
        report.refresh_from_db()
        assert report.seen_at is not None
        assert dossier.journal.filter(act="report_read").count() == 1
        supervisor.post(f"{REPORTS}{report.pk}/")
        assert dossier.journal.filter(act="report_read").count() == 1

    def test_a_supervisor_elsewhere_reads_nothing(self, report: DemandReport) -> None:
        other = desk_client(official("phu-trach-khac", "00070", role=Role.SUPERVISOR))
        assert "bàn 3" not in text_of(other.get(REPORTS))
        assert other.post(f"{REPORTS}{report.pk}/").status_code == 404
        assert DemandReport.objects.get().seen_at is None
