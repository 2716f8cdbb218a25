"""Families and the papers hospitals sign: used without a photograph, or said whose fault it is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civil_registry.birth.models import BirthDeclaration
from portal.accounts.models import Citizen, User
from portal.citizens.models import Draft
from portal.hospital_papers.demonstration import DemoFolder
from portal.hospital_papers.habits import Kind, paper_of
from portal.hospital_papers.models import Hold
from portal.hospital_papers.services import held_by, receive
from portal.officials.papers import paper_for
from portal.pipeline import services
from portal.pipeline.models import Attachment, Dossier, JournalEntry, ReturnRequest
from portal.pipeline.services import ReturnNotAllowed, papers_arrived
from tests.citizens.test_birth_journey import (
    BIRTH,
    BORN,
    FATHER,
    MOTHER,
    Family,
    child,
    file_it,
    married,
)
from tests.citizens.test_birth_journey import mother as mother  # the applicant of that journey
from tests.hospital_papers.conftest import believed as believed
from tests.hospital_papers.conftest import country as country

pytestmark = pytest.mark.django_db
SIGNED = datetime.combine(
    BORN + timedelta(days=1), datetime.min.time(), timezone.get_current_timezone()
)
PAPER = f"/khai/birth/{BIRTH}/paper/1/"
NUMBER = f"00001.GCS.99901.{BORN:%y}"
Sends = Callable[..., Any]


@pytest.fixture
def send(believed: DemoFolder) -> Sends:
    """Let an invented hospital send the paper of this family's child."""

    def sends(code: str = "99901", serial: int = 1, **values: str) -> Any:
        told = {
            "SO_CCCD_NND": MOTHER["personal_number"],
            "HOTEN_NND": "LÊ THỬ MẸ",
            "NGAYSINH_NND": "19960308",
            "HO_TEN_CHA": "TRẦN THỬ CHA",
            "GIOI_TINH_CON": "1",
            "NGAY_SINH_CON": f"{BORN:%Y%m%d}083000",
            "NOI_SINH_CON": "Khoa Sản",
        }
        content = paper_of(believed, code, Kind.BIRTH, serial, SIGNED, told | values)
        return receive(
            content,
            sender_code=code,
            kind="61",
            channel="api",
            message_id="",
            at=timezone.now(),
        )

    return sends


@pytest.fixture
def official(db: None) -> User:
    """An official of the commune."""
    return User.objects.create_user(username="can-bo-thu", password="x")


@pytest.fixture
def father(db: None, mother: Citizen, signed_in: Callable[[Citizen], Client]) -> Client:
    """The father's own browser: no paper names him."""
    user = type(mother.user).objects.create_user(username="citizen-father")
    own = Citizen.objects.create(
        user=user,
        personal_number=FATHER["personal_number"],
        full_name="Trần Thử Cha",
        born_on="1994-07-20",
        sex="male",
        phone="0912345678",
        commune_code="00004",
    )
    return signed_in(own)


class Reader(Family):
    """Reads a page before answering it, as a browser does: then papers are looked for."""

    def _answer(self, address: str, said: dict[str, Any]) -> str:
        if "/paper/" in address:
            self.client.get(address)
        return super()._answer(address, said)


def without_photo(**pages: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the answers of the journey with nothing written about the paper."""
    return married(**{f"{BIRTH}.paper.1": {}, **pages})


def as_father(**pages: dict[str, Any]) -> dict[str, dict[str, Any]]:
    applicant = {"relation": "father", "nationality": "vietnamese", "mother_number": "yes"}
    return married(**{f"{BIRTH}.applicant": applicant, **pages})


def up_to_paper(client: Client, answers: dict[str, dict[str, Any]]) -> None:
    for page in ("fit", "applicant", "parents_married"):
        client.post(f"/khai/birth/{BIRTH}/{page}/", answers[f"{BIRTH}.{page}"])


def body(client: Client, address: str = PAPER) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_hospital_that_signs_well_spares_the_photograph(
    browser: Client, mother: Citizen, send: Sends, official: User
) -> None:
    send(TEN_CON="TRẦN THỬ MỘT")
    up_to_paper(browser, without_photo())
    page = body(browser)
    assert (
        "Bệnh viện Ký Đúng (mô phỏng) đã gửi giấy chứng sinh của bé. Không cần chụp giấy." in page
    )
    assert "Dùng thông tin này" in page and 'type="file"' not in page

    family = Reader(browser, without_photo())  # a girl born elsewhere, says what is posted
    assert family.walk() == "/khai/birth/kiem-tra/"
    check = body(browser, "/khai/birth/kiem-tra/")
    (dossier,) = file_it(browser)
    step = dossier.steps.get(procedure=BIRTH)
    birth = BirthDeclaration.objects.get()

    assert check.count("Theo giấy bệnh viện đã ký.") == 9
    assert NUMBER in check and "Khoa Sản" in check and 'type="file"' not in check
    assert (birth.sex, birth.birth_place_line, f"{birth.born_time:%H:%M}") == (
        "male",
        "Khoa Sản",
        "08:30",
    )
    assert (birth.given_name, birth.paper_number, birth.notice_number) == ("Một", NUMBER, NUMBER)
    assert not Attachment.objects.exists()
    assert held_by([step.pk])[step.pk].number == NUMBER

    # changed after filing, also there nothing of it moves
    edit = f"/ho-so/{dossier.code}/sua-lai/{step.pk}/"
    key = f"{BIRTH}.child:1"
    browser.post(f"{edit}{key}/", {f"{key}-{name}": text for name, text in child("Hai").items()})
    browser.post(edit)
    birth.refresh_from_db()
    assert (birth.given_name, birth.sex, birth.birth_place_line) == ("Hai", "male", "Khoa Sản")

    # nobody may ask for it: not by its reason, not by a file, not by the agency
    for reason, items in (("KS06", ["paper.birth_paper"]), ("ALL1", ["paper.birth_paper"])):
        with pytest.raises(ReturnNotAllowed):
            services.return_to_family(
                step_id=step.pk,
                reason=reason,
                items=[f"{BIRTH}.{one}" for one in items],
                blanks={"file": "giấy", "cause": "mờ", "act": "chụp lại"},
                note="",
                by=official,
                at=timezone.now(),
            )
    paper = paper_for(BIRTH, step.pk)
    assert paper is not None and not paper.differences
    assert dict(paper.proof)["Chứng thư"] == "Chưa bị thu hồi vào lúc ký"
    assert len(dict(paper.proof)["SHA-256 của tệp"]) == 64
    assert Hold.objects.filter(released_at=None).count() == 1
    services.withdraw(dossier_id=dossier.pk, applicant=mother, at=timezone.now())
    assert not Hold.objects.filter(released_at=None).exists()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("99906", "Bệnh viện Bị Thu Hồi (mô phỏng) ký chưa đúng (chứng thư ký số"),
        ("99903", "Trạm Chưa Ký (mô phỏng) chưa ký số. Xin chụp giấy."),
    ],
)
def test_a_hospital_that_signs_badly_is_named_and_a_substitute_is_asked(
    browser: Client, mother: Citizen, send: Sends, code: str, told: str
) -> None:
    send(code)
    up_to_paper(browser, without_photo())
    page = body(browser)
    assert told in page and 'type="file"' in page and "bạn" not in page
    # a good one comes while this is a draft: the demand is gone at the next view
    send(serial=2)
    assert "Không cần chụp giấy" in body(browser)


def test_a_strangers_number_reveals_nothing(father: Client, mother: Citizen, send: Sends) -> None:
    send()
    up_to_paper(father, as_father())
    assert "Chưa thấy giấy của bé." in body(father)

    def sought(number: str, of: str) -> str:
        asked = {"sought_number": number, "mother_number": of, "tim_giay": "1"}
        found = father.post(PAPER, asked, follow=True).content.decode()
        return found.replace(number, "").replace(of, "")

    wrong, unknown = sought(NUMBER, "000196000077"), sought("00099.GCS.99901.26", "000196000077")
    hidden = "csrfmiddlewaretoken"
    lines = [[one for one in page.splitlines() if hidden not in one] for page in (wrong, unknown)]
    assert lines[0] == lines[1] and "Chưa thấy giấy của bé." in wrong
    assert "xin xem lại các số vừa ghi" in wrong
    found = sought(NUMBER.lower(), MOTHER["personal_number"])
    assert "Không cần chụp giấy" in found

    for _time in range(8):
        refused = sought(NUMBER, "000196000078")
    assert "Tra cứu quá nhiều lần. Xin thử lại sau 10 phút." in refused


def test_of_two_families_with_one_paper_one_files_and_the_other_keeps_its_draft(
    browser: Client, father: Client, mother: Citizen, send: Sends
) -> None:
    send()
    Reader(browser, without_photo()).walk()
    up_to_paper(father, as_father())
    father.post(
        PAPER,
        {"sought_number": NUMBER, "mother_number": MOTHER["personal_number"], "tim_giay": "1"},
    )
    Reader(father, as_father(**{f"{BIRTH}.paper.1": {}})).walk()
    drafts = {one.citizen_id: one for one in Draft.objects.filter(filed_at=None)}
    theirs = drafts.pop(mother.pk)
    (his,) = drafts.values()
    address = "/khai/birth/kiem-tra/"
    browser.post(address, {"filing": str(theirs.filing)})
    answer = father.post(address, {"filing": str(his.filing)}, follow=True).content.decode()

    assert "giấy" in answer.lower() and Dossier.objects.count() == 1
    assert Dossier.objects.get().code not in answer
    assert Draft.objects.get(pk=his.pk).filed_at is None
    assert "Giấy này đang ở hồ sơ khác." in body(father)


def test_twins_have_a_paper_each_in_the_order_of_birth(
    browser: Client, mother: Citizen, send: Sends
) -> None:
    send(serial=2, NGAY_SINH_CON=f"{BORN:%Y%m%d}083000", SO_CON="2")
    send(serial=1, NGAY_SINH_CON=f"{BORN:%Y%m%d}084500", SO_CON="2", GIOI_TINH_CON="2")
    answers = without_photo(**{f"{BIRTH}.paper.2": {}, f"{BIRTH}.child.2": child("Hai")})
    answers[f"{BIRTH}.fit"]["children"] = "2"
    Reader(browser, answers).walk()
    file_it(browser)
    births = BirthDeclaration.objects.order_by("step__dossier__ordinal")
    assert [(one.notice_number[:5], one.sex) for one in births] == [
        ("00002", "male"),
        ("00001", "female"),
    ]


def test_what_differs_is_explained_and_told_to_the_official(
    browser: Client, mother: Citizen, send: Sends, official: User
) -> None:
    send(HO_TEN_CHA="TRẦN THỬ KHÁC", NGAYSINH_NND="19950308")  # of herself VNeID says otherwise
    mother.born_on = "1996-03-08"
    mother.save()
    answers = without_photo(**{f"{BIRTH}.differences": {"explanation": "Giấy ghi nhầm tên cha."}})
    family = Reader(browser, answers)
    family.walk()
    (dossier,) = file_it(browser)
    step = dossier.steps.get(procedure=BIRTH)
    paper = paper_for(BIRTH, step.pk)
    assert f"{BIRTH}.differences" in family.asked
    assert paper is not None
    assert [(one.declared, one.on_paper) for one in paper.differences] == [
        ("Trần Thử Cha", "TRẦN THỬ KHÁC")
    ]
    assert BirthDeclaration.objects.get().paper_explanation == "Giấy ghi nhầm tên cha."

    # asked about what the paper fixes, the family can say that the paper is wrong, not change it
    blanks = {"what": "Giới tính", "declared": "Nam", "facility": "bệnh viện", "on_paper": "Nam"}
    services.return_to_family(
        step_id=step.pk,
        reason="KS05",
        items=[f"{BIRTH}.child.sex"],
        blanks=blanks,
        note="",
        by=official,
        at=timezone.now(),
    )
    address, key = f"/ho-so/{dossier.code}/can-sua/", f"{BIRTH}.child:1"
    assert "Giấy bệnh viện ghi nhầm chỗ nào?" in body(browser, address)
    browser.post(address, {f"{key}-sex": "female", f"{key}-paper_remark": "Bé là gái."})
    birth = BirthDeclaration.objects.get()
    assert (birth.sex, birth.paper_remark) == ("male", "Bé là gái.")


def test_a_surrogate_is_matched_by_nothing(browser: Client, mother: Citizen, send: Sends) -> None:
    send(
        SO_CCCD_NND="000190000009",
        HOTEN_NND="LÊ THỬ NHỜ",
        HOTEN_MTH="LÊ THỬ MẸ",
        NGAYSINH_MTH="19960308",
        SO_CCCD_MTH=MOTHER["personal_number"],
    )
    up_to_paper(browser, without_photo())
    page = body(browser)
    assert "Chưa thấy giấy của bé." in page and "NHỜ" not in page
    own = {"sought_number": NUMBER, "mother_number": MOTHER["personal_number"], "tim_giay": "1"}
    page = browser.post(PAPER, own, follow=True).content.decode()
    assert "Chưa thấy giấy của bé." in page and "NHỜ" not in page


def test_a_paper_that_comes_after_filing_answers_the_request_by_itself(
    browser: Client, mother: Citizen, send: Sends, official: User
) -> None:
    Family(browser, married()).walk()
    (dossier,) = file_it(browser)
    step = dossier.steps.get(procedure=BIRTH)
    services.return_to_family(
        step_id=step.pk,
        reason="KS06",
        items=[f"{BIRTH}.paper.birth_paper"],
        blanks={},
        note="",
        by=official,
        at=timezone.now(),
    )
    assert papers_arrived(at=timezone.now()) == 0
    send()
    assert papers_arrived(at=timezone.now()) == 1
    assert papers_arrived(at=timezone.now()) == 0
    step.refresh_from_db()
    line = JournalEntry.objects.filter(step=step).latest("sequence")
    assert (step.status, line.act, line.actor) == ("AT_DESK", "paper_arrived", "machine")
    assert ReturnRequest.objects.get().recalled_at is not None
    assert BirthDeclaration.objects.get().paper_number == NUMBER
    assert "Bệnh viện đã gửi giấy ký số" in body(browser, f"/ho-so/{dossier.code}/")
    paper = paper_for(BIRTH, step.pk)
    assert paper is not None  # what was typed before it came stays, and is told
    assert [one.field for one in paper.differences] == [
        f"{BIRTH}.child.sex",
        f"{BIRTH}.child.birth_place_line",
    ]
