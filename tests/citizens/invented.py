"""An invented life event with every kind of page: choices, twins, papers, the counter."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from portal.citizens.models import Draft
from portal.people.form_fields import PersonNameField
from portal.people.forms import WarningsMixin
from portal.pipeline.procedures import Case, ConsentNeed, Counter, DeclarationPage, Offer, Summary
from tests.pipeline.invented import COMMUNE, Invented

RECORDED: dict[int, dict[str, Any]] = {}
HEAD = "000150000009"


class Recorded(Invented):
    """Remembers what was declared, by step."""

    def record_answers(self, *, step_id: int, answers: Mapping[str, Any]) -> None:
        RECORDED[step_id] = dict(answers)


class WhoPage(DeclarationPage):
    """How many, and whether an official must help."""

    code = "who"
    title = "Mấy bé?"

    children = forms.TypedChoiceField(
        label="Mấy bé?", choices=[(1, "Một"), (2, "Hai")], coerce=int, widget=forms.RadioSelect
    )
    foreign = forms.BooleanField(label="Có yếu tố nước ngoài", required=False)
    happy = forms.BooleanField(label="Vui", required=False)

    def leads_to_counter(self) -> Counter | None:
        if self.cleaned_data["foreign"]:
            return Counter("T01", "Việc này làm theo thủ tục riêng.", "Hộ chiếu")
        return None


class ChildPage(WarningsMixin, DeclarationPage):
    """A name and a paper a child."""

    code = "child"
    title = "Thông tin của bé"
    per_child = True
    uploads: ClassVar[tuple[tuple[str, str, bool], ...]] = (("paper", "Giấy chứng sinh", True),)

    name = PersonNameField(label="Tên")
    place = forms.CharField(
        label="Nơi sinh", required=False, widget=forms.TextInput(attrs={"data-places": "commune"})
    )

    @classmethod
    def together(cls, children: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, str]]:
        names = [child["name"] for child in children]
        return {
            place: {"name": "Hai bé có cùng tên."}
            for place, name in enumerate(names)
            if name in names[:place]
        }

    def clean(self) -> None:
        if self.cleaned_data.get("name") == "Lạ":
            self.add_warning("name", "Tên có vẻ lạ.")


class ContactPage(DeclarationPage):
    """How the family is told."""

    code = "contact"
    title = "Nhận kết quả thế nào?"

    phone = forms.CharField(label="Số điện thoại", max_length=10)


RENTED = Counter("R09", "Nhà thuê cần hợp đồng.", "Hợp đồng thuê.", leg="tested.house", ends=False)


class HousePage(DeclarationPage):
    """Where the child will live; asked only if the family does it now."""

    code = "house"
    title = "Bé sẽ thường trú ở đâu?"

    rented = forms.BooleanField(label="Nhà thuê", required=False)
    head = forms.CharField(label="Chủ hộ", required=False)

    def leads_to_counter(self) -> Counter | None:
        return RENTED if self.cleaned_data["rented"] else None


class Birth(Recorded):
    """Opens the tested life event, at a desk."""

    code = "tested.birth"
    title = "Khai sinh thử"
    opens = "tested"
    has_desk = True
    pages = (WhoPage, ChildPage, ContactPage)
    granted_label = "Đã đăng ký khai sinh"
    result_title = "Giấy khai sinh thử"

    def summary(self, cases: Sequence[Case]) -> Mapping[int, Summary]:
        told = {case.step_id: RECORDED.get(case.step_id, {}) for case in cases}
        names = {step: one.get("tested.birth.child", {}).get("name") for step, one in told.items()}
        return {step: Summary(name, ()) for step, name in names.items() if name}


class House(Recorded):
    """A leg the family may leave for later, and that somebody must agree to."""

    code = "tested.house"
    title = "Thường trú thử"
    follows: ClassVar[tuple[str, ...]] = ("tested.birth",)
    offered = Offer.CHOICE
    pages = (HousePage,)

    def left_to_official(self, branch: str) -> Counter | None:
        return RENTED if branch == RENTED.branch else None

    def consents(self, *, step_id: int, applicant: Any) -> Sequence[ConsentNeed]:
        head = RECORDED[step_id].get("tested.house.house", {}).get("head")
        text = "Đồng ý cho bé đăng ký thường trú thử."
        return [ConsentNeed("household_head", HEAD, head, text)] if head else []


class Card(Recorded):
    """A leg without a question."""

    code = "tested.card"
    title = "Thẻ thử"
    follows: ClassVar[tuple[str, ...]] = ("tested.birth",)


FAMILY = (Birth, House, Card)
WHO = {"children": ["1"]}
CHILD = {"name": ["An"], "place": [COMMUNE]}
CONTACT = {"phone": ["0912345678"]}
HOUSE: dict[str, list[str]] = {"head": [""]}


def whole(**changes: dict[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    """Return what a draft holds when everything is filled in, with changes by page key."""
    typed = {
        "tested.birth.who": WHO,
        "tested.birth.child#1": CHILD,
        "tested.birth.contact": CONTACT,
        "tested.house.house": HOUSE,
    }
    return typed | {key.replace("__", "#").replace("_", "."): one for key, one in changes.items()}


def fill(draft: Draft, typed: Mapping[str, Mapping[str, list[str]]]) -> None:
    """Put typed answers into a draft as the pages would."""
    draft.typed = {key: dict(answers) for key, answers in typed.items()}
    draft.save()
