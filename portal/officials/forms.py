"""The forms of the desk's acts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from portal.officials.reasons import DOTS, Choices
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

    note = forms.CharField(
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
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        for name, list_of_words in row.blanks.items():
            self.fields[f"{PREFIX}{name}"] = _blank(name, list_of_words, words.get(name, ""))
        if row.opens:
            self.fields["items"] = _items(row, opens)
        self.order_fields(["items", *(f"{PREFIX}{name}" for name in row.blanks), "note"])
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
        return str(self["note"].value() or "").strip()

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


class VerificationForm(DeskForm):
    """Another office is asked; the family is asked for nothing."""

    office = forms.CharField(label="Nơi hỏi", max_length=200)
    question = forms.CharField(
        label="Nội dung hỏi", max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 4})
    )
    new_due_on = forms.DateField(
        label="Hẹn mới với gia đình",
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        # Not a date picker: it would show the day in the order of the browser's language.
        widget=forms.DateInput(attrs={"inputmode": "numeric"}, format="%d/%m/%Y"),
        help_text="Đã tính sẵn theo ngày làm việc của xã. Ghi như 05/11/2026.",
        error_messages={"invalid": "Ngày này không có. Ghi như 05/11/2026."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.ask_by_name()

    def clean_new_due_on(self) -> date:
        """Refuse a day that is over."""
        day: date = self.cleaned_data["new_due_on"]
        if day < self.today:
            raise forms.ValidationError("Ngày hẹn đã qua. Xin chọn ngày khác.")
        return day


class AnswerForm(forms.Form):
    """What the other office said."""

    answer = forms.CharField(
        label="Kết quả xác minh", max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
