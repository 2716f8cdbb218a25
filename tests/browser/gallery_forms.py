"""Forms with every kind of control, for the gallery only."""

from dataclasses import dataclass
from typing import Any

from django import forms

from portal.settings.forms import PublicForms


class Form(forms.Form):
    """A form of the gallery."""

    default_renderer = PublicForms
    use_required_attribute = False

    def say(self, name: str, **extras: Any) -> None:
        """Set what templates/forms/field.html shows beside the field `name`."""
        for extra, value in extras.items():
            setattr(self.fields[name], extra, value)


@dataclass(frozen=True)
class Hinted:
    """A choice's label with a hint below it."""

    label: str
    hint: str

    def __str__(self) -> str:
        """Return what stands beside the button."""
        return self.label


class DateBoxes(forms.MultiWidget):
    """Day, month, year."""

    use_fieldset = True

    def __init__(self) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(widgets=[forms.TextInput(attrs=box) for _ in range(3)])

    def decompress(self, value: Any) -> list[str]:
        """Split "05/11/2026"."""
        return value.split("/") if value else ["", "", ""]


class DateField(forms.MultiValueField):
    """A date in three boxes."""

    widget = DateBoxes

    def __init__(self, **options: Any) -> None:
        parts = [forms.CharField(required=False) for _ in range(3)]
        super().__init__(fields=parts, require_all_fields=False, **options)

    def compress(self, values: list[str]) -> str:
        """Join what was written; 31/02 is no date."""
        if values[:2] == ["31", "02"]:
            raise forms.ValidationError(
                "Ngày này không có. Ghi như 05/11/2026, hoặc 11/2026, hoặc 2026 nếu không nhớ."
            )
        return "/".join(values)


class ChildForm(Form):
    """Every kind of control on one page."""

    surname = forms.CharField(
        label="Họ", required=False, help_text="Theo họ cha hoặc họ mẹ. Có thể để trống."
    )
    given_name = forms.CharField(label="Tên", error_messages={"required": "Xin ghi tên của bé."})
    born_on = DateField(
        label="Ngày sinh",
        help_text="Ví dụ: 05 11 2026",
        error_messages={"required": "Xin ghi ngày sinh."},
    )
    number = forms.CharField(
        label="Số định danh của mẹ",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-10"}),
        help_text="12 chữ số; 9 chữ số nếu là chứng minh cũ.",
        error_messages={"required": "Xin ghi số định danh của mẹ."},
    )
    sex = forms.ChoiceField(
        label="Giới tính",
        choices=[("nam", "Nam"), ("nu", "Nữ")],
        widget=forms.RadioSelect,
        error_messages={"required": "Xin chọn giới tính của bé."},
    )
    ethnicity = forms.ChoiceField(
        label="Dân tộc",
        choices=[("", "Chọn"), ("01", "Kinh"), ("12", "Ê Đê")],
        error_messages={"required": "Xin chọn dân tộc."},
    )
    results = forms.MultipleChoiceField(
        label="Nhận kết quả thế nào?",
        choices=[
            ("e", Hinted("Bản điện tử", "Luôn có và có giá trị như bản giấy.")),
            ("p", Hinted("Bản giấy tại UBND", "Trả tiền khi nhận.")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label="Ghi thêm", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    weight = forms.IntegerField(label="Cân nặng khi sinh", required=False)
    photo = forms.FileField(
        label="Ảnh giấy chứng sinh",
        help_text="Gửi ảnh (JPG, PNG, HEIC) hoặc PDF.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={"required": "Gửi ảnh (JPG, PNG, HEIC) hoặc PDF."},
    )
    true = forms.BooleanField(label="Tôi đã đọc lại những điều trên.", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.say("sex", flow=True)
        self.say("weight", suffix="gam")
        self.say("surname", source="Lấy từ giấy chứng sinh của Bệnh viện Sao Mai")
        self.say("number", warning="Số này thường của nam. Đúng thì cứ tiếp tục.")


class MarriedForm(Form):
    """One question a page."""

    married = forms.ChoiceField(
        label="Cha và mẹ của bé có đăng ký kết hôn với nhau không?",
        help_text="Hỏi để biết có ghi tên cha ngay được không. "
        "Không phải nộp giấy đăng ký kết hôn.",
        choices=[("y", "Có"), ("n", "Không"), ("u", "Tôi không chắc")],
        widget=forms.RadioSelect,
        error_messages={"required": "Xin chọn một câu trả lời."},
    )


class HeadForm(Form):
    """What an agency asked to mend, and nothing else."""

    head = forms.CharField(
        label="Chủ hộ", error_messages={"required": "Xin ghi chủ hộ."}, initial="Trần Văn Bình"
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.say(
            "head",
            reason="Tại địa chỉ này chủ hộ là người khác. Xin chọn lại chủ hộ.",
            basis="Luật Cư trú Đ10, Đ20",
        )


class LookUpForm(Form):
    """The public look-up."""

    code = forms.CharField(
        label="Mã hồ sơ", help_text="In trên phiếu tiếp nhận, ví dụ LT-7KQ2-9FHD-03."
    )
    phone = forms.CharField(
        label="4 số cuối điện thoại",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
    )


FORMS = {form.__name__: form for form in (ChildForm, MarriedForm, HeadForm, LookUpForm)}
