"""The forms of the desk's acts."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from portal.officials.reasons import DOTS, Choices
from portal.people.form_fields import LineField
from portal.pipeline.models import AskedOffice, Verification
from portal.pipeline.services import WhyAgain
from portal.statutes.models import ReturnReason
from portal.statutes.sentences import compose

BLANKS = {
    "act": "Việc gia đình cần làm",
    "article": "Điều luật",
    "cause": "Nguyên nhân",
    "day": "Ngày",
    "declared": "Nội dung gia đình khai",
    "evidence": "Chứng cứ",
    "facility": "Cơ sở y tế",
    "file": "Tên tệp",
    "name": "Tên",
    "office": "Nơi khiếu nại, nơi đến",
    "office_to_ask": "Nơi hỏi",
    "on_paper": "Nội dung trên giấy",
    "papers": "Giấy tờ",
    "relation": "Quan hệ",
    "what": "Điều chưa khớp, còn thiếu",
    "who": "Người chưa ký",
    "who_issues": "Nơi cấp",
}
PREFIX = "blank_"
LENGTH = 1000
LEAST_WORDS = 3  # of a citation
PEOPLES_NUMBER = re.compile(r"(?:[0-9][ .-]?){9,}")


class WordsField(forms.CharField):
    """Text of several lines: the end of a line counts once, as the browser counts it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """Write ends of lines as one sign before the length is looked at."""
        return super().to_python(str(value).replace("\r\n", "\n") if value else value)


class DeskForm(forms.Form):
    """A form that asks for what is missing by its name."""

    def ask_by_name(self) -> None:
        """Say of each empty field what to write or choose there."""
        for field in self.fields.values():
            verb = "chọn" if isinstance(field, forms.ChoiceField) else "ghi"
            label = str(field.label)
            field.error_messages["required"] = f"Xin {verb} {label[:1].lower()}{label[1:]}."


class ReasonForm(DeskForm):
    """A coded reason: its fields, the blanks of its sentence, and a note that lengthens it."""

    note = WordsField(
        label="Viết thêm cho gia đình (không bắt buộc)",
        required=False,
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nối sau câu ở trên. Không thay được câu ấy.",
    )

    def __init__(
        self,
        *args: Any,
        row: ReturnReason,
        opens: Choices,
        words: Mapping[str, str],
        may_ask_again: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if may_ask_again:
            self.fields["again"] = _again()
        for name, list_of_words in row.blanks.items():
            self.fields[f"{PREFIX}{name}"] = _blank(name, list_of_words, words.get(name, ""))
        if row.opens:
            self.fields["items"] = _items(row, opens)
        self.order_fields(["items", *(f"{PREFIX}{name}" for name in row.blanks), "note", "again"])
        self.ask_by_name()

    @property
    def blanks(self) -> dict[str, str]:
        """What fills the blanks of the sentence, as far as it is known."""
        return {name: str(self[f"{PREFIX}{name}"].value() or "") for name in self.row.blanks}

    @property
    def items(self) -> list[str]:
        """The fields that were chosen."""
        chosen = self["items"].value() if "items" in self.fields else []
        return [chosen] if isinstance(chosen, str) else list(chosen or [])

    @property
    def extra(self) -> str:
        """What the official wrote beside the sentence."""
        return str(self["note"].value() or "").replace("\r\n", "\n").strip()

    @property
    def again(self) -> str:
        """Why a family is asked a second time, as a code."""
        return str(self["again"].value() or "") if "again" in self.fields else ""

    @property
    def preview(self) -> str:
        """The sentence the family would read, with a mark where something is still missing."""
        ready = {name: words.strip() or DOTS for name, words in self.blanks.items()}
        sentence = compose(self.row.sentence, {}, ready)
        return " ".join(part for part in (sentence, self.extra) if part)


def _blank(name: str, words: list[str], ready: str) -> forms.Field:
    label = BLANKS.get(name, name)
    attrs = {"data-blank": name}
    if not words:
        return forms.CharField(
            label=label, initial=ready, max_length=300, widget=forms.TextInput(attrs=attrs)
        )
    choices = [(one, one) for one in words]
    return forms.ChoiceField(
        label=label,
        choices=choices if len(words) == 1 else [("", "– chọn –"), *choices],
        widget=forms.Select(attrs=attrs),
    )


def _items(row: ReturnReason, opens: Choices) -> forms.Field:
    if row.opens_one:
        return forms.ChoiceField(
            label="Chỗ gia đình được sửa (chọn một)",
            choices=opens,
            initial=opens[0][0] if len(opens) == 1 else None,
            widget=forms.RadioSelect,
        )
    return forms.MultipleChoiceField(
        label="Chỗ gia đình được sửa",
        choices=opens,
        initial=[code for code, _label in opens],
        widget=forms.CheckboxSelectMultiple,
    )


def _again() -> forms.Field:
    return forms.ChoiceField(
        label="Vì sao đề nghị lần nữa",
        required=False,
        choices=[("", "– chọn –"), *WhyAgain.choices],
        help_text="Gia đình đã được đề nghị sửa một lần. Lý do này được ghi nhật ký.",
    )


ABOUT_PARENTS = {
    AskedOffice.COMMITTEE_OF_MARRIAGE.value,
    AskedOffice.COMMITTEE_OF_RESIDENCE.value,
}


class VerificationForm(DeskForm):
    """Another office is asked; the family is asked for nothing, and reads nothing written here."""

    office = forms.ChoiceField(
        label="Hỏi loại cơ quan nào", choices=[("", "– chọn –"), *AskedOffice.choices]
    )
    named = forms.CharField(
        label="Tên cơ quan (gia đình không đọc)", max_length=200, required=False
    )
    subject = forms.ChoiceField(
        label="Hỏi về", choices=Verification.Subject.choices, required=False
    )
    question = WordsField(
        label="Nội dung hỏi (gia đình không đọc)",
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    new_due_on = forms.DateField(
        label="Hẹn mới với gia đình",
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        # Not a date picker: it would show the day in the order of the browser's language.
        widget=forms.DateInput(attrs={"inputmode": "numeric"}, format="%d/%m/%Y"),
        help_text="Đã tính sẵn theo ngày làm việc của xã. Ghi như 05/11/2026.",
        error_messages={"invalid": "Ngày này không có. Ghi như 05/11/2026."},
    )

    def __init__(self, *args: Any, today: date, of_a_death: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if of_a_death:
            self._leave_parents_alone()
        self.ask_by_name()

    def _leave_parents_alone(self) -> None:
        """Offer nothing about the parents of somebody who died: no child is registered."""
        field = self.fields["office"]
        if isinstance(field, forms.ChoiceField):
            others = [one for one in AskedOffice.choices if one[0] not in ABOUT_PARENTS]
            field.choices = [("", "– chọn –"), *others]
        del self.fields["subject"]

    def clean(self) -> dict[str, Any]:
        """Take a question without a subject for one about something else."""
        asked = super().clean() or self.cleaned_data
        asked["subject"] = str(asked.get("subject") or Verification.Subject.ANOTHER)
        return asked

    def clean_new_due_on(self) -> date:
        """Refuse a day that is over."""
        day: date = self.cleaned_data["new_due_on"]
        if day < self.today:
            raise forms.ValidationError("Ngày hẹn đã qua. Xin chọn ngày khác.")
        return day


class AnswerForm(DeskForm):
    """What the other office said: as a code, and in its words."""

    result = forms.ChoiceField(
        label="Kết quả", choices=Verification.Result.choices, widget=forms.RadioSelect
    )
    answer = WordsField(
        label="Nơi được hỏi trả lời thế nào",
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_by_name()


class WhyForm(DeskForm):
    """Why a supervisor is asked for what an official may not do alone."""

    why = WordsField(
        label="Vì sao vẫn cần",
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Xin ghi vì sao cần rồi trình lại."},
    )

    def clean_why(self) -> str:
        """Refuse a reason without a word in it."""
        why = str(self.cleaned_data["why"]).replace("\x00", "").strip(" .\n\t")
        if not why:
            raise forms.ValidationError("Xin ghi vì sao cần rồi trình lại.")
        return why


class IssueForm(DeskForm):
    """Number and day of the paper that was issued."""

    number = LineField(label="Số giấy", max_length=30)
    issued_on = forms.DateField(
        label="Ngày cấp",
        widget=forms.DateInput(attrs={"inputmode": "numeric"}, format="%d/%m/%Y"),
        help_text="Ghi như 05/11/2026.",
        error_messages={"invalid": "Ngày này không có. Ghi như 05/11/2026."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.ask_by_name()

    def clean_issued_on(self) -> date:
        """Refuse a day that has not come yet."""
        day: date = self.cleaned_data["issued_on"]
        if day > self.today:
            raise forms.ValidationError("Ngày này chưa đến.")
        return day


class RetractionForm(DeskForm):
    """What an official rests on who says that a death was registered by mistake."""

    number = LineField(
        label="Số quyết định hoặc văn bản", max_length=30, help_text="Như: 12/QĐ-UBND."
    )
    decided_on = forms.DateField(
        label="Ngày của văn bản",
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"inputmode": "numeric"}, format="%d/%m/%Y"),
        help_text="Ghi như 05/11/2026.",
        error_messages={"invalid": "Ngày này không có. Ghi như 05/11/2026."},
    )
    basis = LineField(
        label="Căn cứ",
        max_length=200,
        help_text="Điều luật hoặc việc đã xác minh, ít nhất 3 từ. Không ghi tên, số định danh:"
        " câu này ở lại trong nhật ký.",
    )
    sure = forms.MultipleChoiceField(
        label="Xác nhận",
        choices=[("yes", "Đã xác minh người này còn sống. Tôi biết việc này không hoàn tác được.")],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.ask_by_name()
        self.fields["sure"].error_messages["required"] = "Xin đánh dấu để xác nhận."

    def clean_decided_on(self) -> date:
        """Refuse a day that has not come yet."""
        day: date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError("Ngày này chưa đến.")
        return day

    def clean_number(self) -> str:
        """Refuse what has no figure in it, and somebody's own number."""
        number = _without_peoples_numbers(self.cleaned_data["number"])
        if not any(sign.isdigit() for sign in number):
            raise forms.ValidationError("Xin ghi số của văn bản, như 12/QĐ-UBND.")
        return number

    def clean_basis(self) -> str:
        """Refuse a sign in place of a citation, and somebody's own number."""
        words = _without_peoples_numbers(self.cleaned_data["basis"])
        if len(words.split()) < LEAST_WORDS:
            raise forms.ValidationError(f"Căn cứ phải có ít nhất {LEAST_WORDS} từ.")
        return words

    @property
    def cited(self) -> str:
        """Return the citation as the record keeps it."""
        told = self.cleaned_data
        return f"{told['number']} ngày {told['decided_on']:%d/%m/%Y}: {told['basis']}"


def _without_peoples_numbers(text: str) -> str:
    """Return a text in one line; the record is never erased, so nobody's number may enter it."""
    if PEOPLES_NUMBER.search(text):
        raise forms.ValidationError("Xin không ghi số định danh hay số điện thoại vào đây.")
    return " ".join(text.split())


class AgreementForm(DeskForm):
    """People agreed before the official, or on paper: who, and how that was seen."""

    consents = forms.MultipleChoiceField(
        label="Ai đã đồng ý", widget=forms.CheckboxSelectMultiple, choices=()
    )
    note = WordsField(
        label="Đồng ý thế nào",
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Như: có mặt tại phường, ký tờ CT01 trước cán bộ.",
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consents"].choices = people  # type: ignore[attr-defined]  # of a choice field
        self.ask_by_name()
