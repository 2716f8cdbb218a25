"""A death declared through the real pages, examined at the desk and registered over the wire."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from civil_registry.death.models import DeathDeclaration
from civil_registry.death.procedure import DeathRegistrationProcedure
from portal.accounts.models import Citizen
from portal.citizens.models import Draft
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.pipeline.models import Attachment, Dossier, Step
from portal.pipeline.registry import registry
from tests.citizens.pictures import photo
from tests.integrations.running import Running, wait_for
from tests.officials.fixtures import desk_client, official

pytestmark = pytest.mark.django_db
DEATH = "civil_registry.death"
DIED = timezone.localdate() - timedelta(days=4)
CHECK = "/khai/death/kiem-tra/"
LOUD = ("!", "Chúc mừng", "Thành công", "thành công", " bé ", "của bé", "icon-tick")
ANSWERS: dict[str, dict[str, Any]] = {
    "fit": {"nationality": "VN", "death_country": "VN", "situation": "ordinary"},
    "applicant": {"relation": "child"},
    "deceased": {
        "surname": "Trần",
        "middle_name": "Thử",
        "given_name": "Ông",
        "born_on": "1946",
        "sex": "male",
        "personal_number": "000046000001",
        "ethnicity": "01",
    },
    "residence": {
        "residence_kind": "permanent",
        "residence_commune": "phường Ba Đình, Hà Nội",
        "residence_line": "Số 1 ngõ Ví Dụ",
    },
    "event": {
        "died_on": f"{DIED:%d/%m/%Y}",
        "died_time": "5 giờ 30",
        "place_kind": "home",
        "sudden": "no",
    },
    "notice": {"kind": "none"},
    "office": {"commune": "00004"},
    "results": {"phone": "0912345678", "copies": "1"},
}


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """Registration alone: what may follow it has tests of its own."""
    with registry.replaced(DeathRegistrationProcedure):
        yield


class Family:
    """Walks from page to page as a browser does, answering whatever page comes."""

    def __init__(self, client: Client, **changes: Mapping[str, Any]) -> None:
        self.client = client
        self.answers = {page: {**said, **changes.get(page, {})} for page, said in ANSWERS.items()}
        self.asked: list[str] = []

    def walk(self) -> str:
        """Answer until no page of the declaration comes any more; return where it led."""
        address = self.client.get("/khai/death/").context["next_url"]
        while "kiem-tra" not in address and "gap-can-bo" not in address:
            page = address.rstrip("/").rpartition("/")[2]
            assert page not in self.asked, page
            self.asked.append(page)
            address = self._answer(address, dict(self.answers[page]))
        return address

    def file(self) -> Dossier:
        """Agree and file; return the dossier."""
        draft = Draft.objects.get(filed_at=None)
        done = self.client.post(CHECK, {"filing": str(draft.filing)}, follow=True)
        self.told = done.content.decode()
        assert "Đã nhận hồ sơ" in self.told
        return Dossier.objects.get(filing=draft.filing)

    def tracks(self, dossier: Dossier) -> str:
        """Return the page on which the family follows a dossier."""
        return self.client.get(f"/ho-so/{dossier.code}/").content.decode()

    def _answer(self, address: str, said: dict[str, Any]) -> str:
        if said.pop("giay", None):
            said["death_paper"] = SimpleUploadedFile("giay.jpg", photo())
        answer = self.client.post(address, said)
        if answer.status_code == 200:  # worth a second look: it stands
            assert answer.context["seen"], answer.context["form"].errors
            answer = self.client.post(address, {**said, "da_xem": answer.context["seen"]})
        return str(answer["Location"])


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The civil status register, simulated in its own process."""
    running = Running("civil_status_register", tmp_path_factory.mktemp("register"))
    running.set(mode="honest", answer_delay=[600, 600])
    yield running
    running.kill()


def test_from_the_first_question_to_the_extract(
    browser: Client, mother: Citizen, register: Running, settings: Any, tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor.pem"
    anchor.write_bytes(register.get("/_sim/anchor.pem").content)
    settings.CIVIL_STATUS_ANCHORS = [anchor]
    settings.OUTSIDE_SYSTEMS = {"civil_status_register": register.url}

    family = Family(browser)
    assert family.walk() == CHECK
    assert family.asked == list(ANSWERS)
    dossier = family.file()
    step = Step.objects.get(dossier=dossier)
    declared = DeathDeclaration.objects.get(pk=step.pk)
    assert (declared.full_name, declared.died_time) == ("Trần Thử Ông", "05:30")
    assert (declared.place_commune, step.status) == ("00004", "AT_DESK")

    nothing_asked = "nơi người thân mất, sẽ cấp giấy báo tử. Gia đình không phải xin riêng."
    assert nothing_asked in family.told and nothing_asked in family.tracks(dossier)

    desk = desk_client(official("can-bo", "00004"))
    issued = {"number": "07/UBND-GBT", "issued_on": f"{DIED:%d/%m/%Y}"}
    desk.post(f"/quan-tri/ho-so/{step.pk}/cap-giay/", issued)
    assert f"đã cấp giấy báo tử số 07/UBND-GBT, ngày {DIED:%d/%m/%Y}." in family.tracks(dossier)
    desk.post(f"/quan-tri/ho-so/{step.pk}/tiep-nhan/")
    desk.post(f"/quan-tri/ho-so/{step.pk}/chuyen-ngay/")
    Runner().dispatch(clock=timezone.now)
    assert Step.objects.get().status == "WITH_AGENCY"
    assert register.answer(dossier.code)

    def heard() -> Step:
        Handover.objects.filter(status="OWED").update(next_at=timezone.now() - timedelta(days=400))
        Runner().collect(clock=timezone.now)
        return Step.objects.get()

    granted = wait_for(heard, lambda one: one.status == "GRANTED")
    assert granted.facts["full_name"] == "Trần Thử Ông"
    assert granted.facts["died_on"] == f"{DIED:%Y-%m-%d}"
    page = browser.get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Đã đăng ký khai tử" in page and granted.facts["e_copy_title"] in page
    assert Attachment.objects.get(step=granted, kind="result").field == "death_certificate"


def test_every_page_is_quiet(browser: Client, mother: Citizen) -> None:
    family = Family(browser)
    family.walk()
    addresses = [f"/khai/death/{DEATH}/{page}/" for page in family.asked]
    dossier_of = ["/bat-dau/death/", "/khai/death/", *addresses, CHECK]
    pages = {address: browser.get(address).content.decode() for address in dossier_of}
    filed = family.file()
    for address in (f"/ho-so/{filed.code}/", f"/ho-so/{filed.code}/da-nop/"):
        pages[address] = browser.get(address).content.decode()
    for address, text in pages.items():
        main = text.partition("<main")[2].partition("</main>")[0].replace("<!", "")
        assert main, address
        found = [word for word in LOUD if word in main]
        assert not found, (address, found)


def test_a_photo_of_the_notice_goes_along(browser: Client, mother: Citizen) -> None:
    family = Family(
        browser,
        event={"place_kind": "facility", "place_commune": "00004"},
        notice={"kind": "death_notice", "number": "12", "giay": "1"},
    )
    family.walk()
    family.file()
    assert Attachment.objects.get().field == f"{DEATH}.notice.death_paper"


def test_a_second_relative_is_shown_that_there_is_a_dossier_and_nothing_of_it(
    browser: Client, mother: Citizen, stranger: Citizen, signed_in: Any
) -> None:
    Citizen.objects.filter(pk=mother.pk).update(full_name="Người Nộp Trước")
    Family(browser).walk()
    dossier = Family(browser).file()
    second = Family(signed_in(stranger))
    assert second.walk() == "/khai/death/gap-can-bo/"
    assert second.asked == ["fit", "applicant", "deceased"]
    page = second.client.get("/khai/death/gap-can-bo/").content.decode()
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert f"Đã có hồ sơ khai tử cho người này, nộp ngày {today}." in page
    assert dossier.code not in page
    assert "Người Nộp Trước" not in page


def test_of_several_who_died_together_the_place_is_typed_once(
    browser: Client, mother: Citizen
) -> None:
    first = Family(browser)
    first.walk()
    dossier = first.file()
    assert (
        "Khai tiếp cho người khác" in browser.get(f"/ho-so/{dossier.code}/da-nop/").content.decode()
    )
    answer = browser.post(f"/ho-so/{dossier.code}/nguoi-khac/")
    assert answer["Location"] == "/khai/death/"
    typed = Draft.objects.get(filed_at=None).typed
    assert set(typed) == {f"{DEATH}.fit", f"{DEATH}.event", f"{DEATH}.results"}
    assert "cause" not in typed[f"{DEATH}.event"] and "died_time" not in typed[f"{DEATH}.event"]
    second = Family(browser, deceased={"given_name": "Bà", "personal_number": "000146000002"})
    second.walk()
    assert second.file().pk != dossier.pk
    assert second.asked == ["applicant", "deceased", "residence", "notice", "office"]


def test_a_filed_death_is_mended_without_being_its_own_rival(
    browser: Client, mother: Citizen
) -> None:
    family = Family(browser)
    family.walk()
    dossier = family.file()
    step = Step.objects.get(dossier=dossier)
    address = f"/ho-so/{dossier.code}/sua-lai/{step.pk}/"
    listed = browser.get(address).content.decode()
    assert "Người đã mất" in listed
    assert "Đã có hồ sơ khai tử" not in listed
    assert "Làm luôn những việc nào?" not in listed
    assert "Vài câu hỏi để chọn đúng cách làm" not in listed
    said = ANSWERS["deceased"] | {"given_name": "Cụ"}
    browser.post(f"{address}{DEATH}.deceased/", {f"{DEATH}.deceased-{n}": said[n] for n in said})
    browser.post(address)
    assert DeathDeclaration.objects.get(pk=step.pk).given_name == "Cụ"
