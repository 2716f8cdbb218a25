"""A birth declared through the real pages, from the first question to the confirmation."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from civil_registry.birth.models import BirthDeclaration
from portal.accounts.models import Citizen
from portal.citizens.models import Draft
from portal.consents.models import Consent
from portal.pipeline.models import Attachment, Dossier, Step
from tests.citizens.pictures import photo

pytestmark = pytest.mark.django_db
BIRTH, HOME, CARD = "civil_registry.birth", "residence.registration", "insurance.health_card"
BORN = timezone.localdate() - timedelta(days=10)
FATHER = {
    "surname": "Trần",
    "middle_name": "Thử",
    "given_name": "Cha",
    "born_on": "20/07/1994",
    "personal_number": "000094000002",
    "ethnicity": "01",
    "lives_with_mother": "on",
}
MOTHER = {
    "surname": "Lê",
    "middle_name": "Thử",
    "given_name": "Mẹ",
    "born_on": "08/03/1996",
    "personal_number": "000196000001",
    "ethnicity": "01",
    "residence_kind": "permanent",
    "residence_commune": "phường Ba Đình, Hà Nội",
    "residence_line": "Số 1 ngõ Ví Dụ",
}


@pytest.fixture
def mother(mother: Citizen) -> Citizen:
    """The applicant, known by VNeID as the declaration names her."""
    mother.personal_number, mother.full_name = "000196000001", "Lê Thử Mẹ"
    mother.residence_kind, mother.address_line = "permanent", "Số 1 ngõ Ví Dụ"
    mother.save()
    return mother


class Family:
    """Walks from page to page as a browser does, answering whatever page comes."""

    def __init__(self, client: Client, answers: Mapping[str, Mapping[str, Any]]) -> None:
        self.client, self.answers = client, answers
        self.asked: list[str] = []

    def walk(self) -> str:
        """Answer until no page of the declaration comes any more; return where it led."""
        address = self.client.get("/khai/birth/").context["next_url"]
        while "kiem-tra" not in address and "gap-can-bo" not in address:
            page = address.removeprefix("/khai/birth/").rstrip("/").replace("/", ".")
            self.asked.append(page)
            address = self._answer(address, dict(self.answers.get(page, {})))
        return address

    def _answer(self, address: str, said: dict[str, Any]) -> str:
        if "giay" in said:
            said["birth_paper"] = SimpleUploadedFile("giay.jpg", photo())
            del said["giay"]
        answer = self.client.post(address, said)
        if answer.status_code == 200:  # worth a second look: it stands
            assert answer.context["seen"], answer.context["form"].errors
            answer = self.client.post(address, {**said, "da_xem": answer.context["seen"]})
        assert answer["Location"] != address
        return str(answer["Location"])


def married(**pages: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the answers of a mother who is married, by page."""
    return {
        f"{BIRTH}.fit": {
            "situation": "ordinary",
            "born_on": f"{BORN:%d/%m/%Y}",
            "birth_country": "VN",
            "children": "1",
        },
        f"{BIRTH}.applicant": {
            "relation": "mother",
            "nationality": "vietnamese",
            "mother_number": "yes",
        },
        f"{BIRTH}.parents_married": {"married": "yes", "married_in": "VN"},
        f"{BIRTH}.paper.1": {"kind": "birth_notice", "number": "1", "giay": "1"},
        f"{BIRTH}.child.1": child("Một"),
        f"{BIRTH}.mother": MOTHER,
        f"{BIRTH}.father": FATHER,
        f"{BIRTH}.origin": {
            "surname": "father",
            "ethnicity": "father",
            "hometown": "father",
            "hometown_commune": "00004",
        },
        f"{BIRTH}.office": {"place_from": "mother"},
        f"{BIRTH}.results": {"phone": "0912345678", "copies": "0"},
        f"{HOME}.place": {"with_whom": "mother", "dwelling": "family"},
        f"{HOME}.head": {
            "household_head": "other",
            "household_head_name": "Bà Chủ Hộ",
            "household_head_number": "000166000003",
            "owner": "head",
        },
        f"{HOME}.relation": {"relation_to_head": "grandchild_or_nephew"},
        f"{HOME}.consent": {"way": "asked"},
        f"{CARD}.facility": {"facility": "chosen_for_me"},
        f"{CARD}.delivery": {"card_by": "electronic"},
        **pages,
    }


def child(given_name: str) -> dict[str, Any]:
    return {
        "middle_name": "Thử",
        "given_name": given_name,
        "born_on": f"{BORN:%d/%m/%Y}",
        "sex": "female",
        "birth_place_commune": "Ba Đình, Hà Nội",
        "birth_place_line": "Bệnh viện Ví Dụ",
    }


def file_it(client: Client) -> list[Dossier]:
    draft = Draft.objects.get(filed_at=None)
    done = client.post("/khai/birth/kiem-tra/", {"filing": str(draft.filing)}, follow=True)
    assert done.status_code == 200
    return list(Dossier.objects.filter(filing=draft.filing).order_by("ordinal"))


def test_a_married_mother_files_once_for_three_procedures(browser: Client, mother: Citizen) -> None:
    family = Family(browser, married())
    assert family.walk() == "/khai/birth/kiem-tra/"
    check = browser.get("/khai/birth/kiem-tra/").content.decode()
    (dossier,) = file_it(browser)
    birth = BirthDeclaration.objects.get()
    statuses = dict(Step.objects.filter(dossier=dossier).values_list("procedure", "status"))

    assert "Phường Ba Đình, Thành phố Hà Nội" in check
    assert (birth.full_name, birth.mother_given_name) == ("Trần Thử Một", "Mẹ")
    assert statuses == {BIRTH: "AT_DESK", HOME: "WAITING", CARD: "WAITING"}
    assert Consent.objects.get().full_name == "Bà Chủ Hộ"
    assert Attachment.objects.get().field == f"{BIRTH}.paper.birth_paper"
    assert browser.get(f"/ho-so/{dossier.code}/").status_code == 200


def test_twins_are_declared_together_and_registered_each(browser: Client, mother: Citizen) -> None:
    answers = married()
    answers[f"{BIRTH}.fit"]["children"] = "2"
    answers[f"{BIRTH}.paper.2"] = {"kind": "birth_notice", "number": "2", "giay": "1"}
    answers[f"{BIRTH}.child.2"] = child("Hai")
    family = Family(browser, answers)
    family.walk()
    dossiers = file_it(browser)
    names = [one.full_name for one in BirthDeclaration.objects.order_by("step__dossier__ordinal")]

    assert family.asked.count(f"{BIRTH}.mother") == 1
    assert [one.ordinal for one in dossiers] == [1, 2]
    assert names == ["Trần Thử Một", "Trần Thử Hai"]
    mine = browser.get("/ho-so/").content.decode()
    assert all(f"Em bé mới sinh: {name}</a>" in mine for name in names)


def test_a_mother_alone_is_never_asked_about_a_father(browser: Client, mother: Citizen) -> None:
    answers = married()
    answers[f"{BIRTH}.parents_married"] = {"married": "no", "father_part": "left_out"}
    answers[f"{BIRTH}.origin"] = {"hometown_commune": "00004"}
    family = Family(browser, answers)
    family.walk()
    file_it(browser)

    assert f"{BIRTH}.father" not in family.asked
    assert BirthDeclaration.objects.get().full_name == "Lê Thử Một"


def test_residence_left_for_later_asks_nobody(browser: Client, mother: Citizen) -> None:
    browser.get("/khai/birth/")
    browser.post(f"/khai/birth/{HOME}/chon/", {"lam": "0"})
    family = Family(browser, married())
    family.walk()
    (dossier,) = file_it(browser)

    assert not any(page.startswith(HOME) for page in family.asked)
    assert Step.objects.get(dossier=dossier, procedure=HOME).status == "SKIPPED"
    assert not Consent.objects.exists()


def test_a_foreign_parent_is_led_to_the_commune_before_anything_is_typed(
    browser: Client, mother: Citizen
) -> None:
    answers = married()
    answers[f"{BIRTH}.applicant"]["nationality"] = "foreign"
    family = Family(browser, answers)

    assert family.walk() == "/khai/birth/gap-can-bo/"
    assert family.asked == [f"{BIRTH}.fit", f"{BIRTH}.applicant"]
    assert "Hộ chiếu" in browser.get("/khai/birth/gap-can-bo/").content.decode()


def test_every_page_of_the_declaration_draws_itself(browser: Client, mother: Citizen) -> None:
    family = Family(browser, married())
    family.walk()
    for page in family.asked:
        code, _dot, rest = page.rpartition(".")
        path = page if not rest.isdigit() else code
        procedure, _dot, name = path.rpartition(".")
        ordinal = f"{rest}/" if rest.isdigit() else ""
        answer = browser.get(f"/khai/birth/{procedure}/{name}/{ordinal}")
        assert answer.status_code == 200, page
        assert "CHƯA NỘP" in answer.content.decode()


def test_a_page_costs_the_same_whatever_is_filled_in(
    browser: Client, mother: Citizen, django_assert_max_num_queries: Any
) -> None:
    Family(browser, married()).walk()
    browser.get(f"/khai/birth/{BIRTH}/mother/")  # keeps what hospitals sent, where that is new
    with django_assert_max_num_queries(20):
        browser.get(f"/khai/birth/{BIRTH}/mother/")


def test_the_counter_of_a_leg_is_where_the_child_will_live(
    browser: Client, mother: Citizen
) -> None:
    answers = married()
    answers[f"{HOME}.place"] = {
        "with_whom": "elsewhere",
        "dwelling": "rented",
        "commune": "phường Hà Giang 1, Tuyên Quang",
        "address_line": "9 Đường Ví Dụ",
    }
    family = Family(browser, answers)
    family.walk()
    body = browser.get(f"/khai/birth/gap-can-bo/?viec={HOME}").content.decode()

    assert "Công an phường Hà Giang 1" in body
    assert "Công an phường Ba Đình" not in body
