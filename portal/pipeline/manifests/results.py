"""The questions a registration ends with: how the family is told, and its paper copies."""

from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.people.form_fields import PhoneField
from portal.statutes.selectors import amount

MOST_COPIES = 20


class HowTold(forms.Form):
    """How the family is told, and how many paper copies it wants; mixed into a page."""

    today: Any
    applicant: Any
    initial: Any
    code = "results"
    title: ClassVar[Any] = _("Nhận kết quả thế nào?")

    phone = PhoneField(label=_("Số điện thoại"))
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Thư điện tử viết như ten@vidu.vn.")},
    )
    copies = forms.IntegerField(
        label=_("Số bản giấy muốn nhận"),
        min_value=0,
        max_value=MOST_COPIES,
        initial=0,
        error_messages={
            "invalid": _("Xin ghi một số, ví dụ 0 hoặc 2."),
            "min_value": _("Xin ghi 0 nếu không cần bản giấy."),
            "max_value": format_lazy(_("Nhiều nhất {most} bản một lần."), most=MOST_COPIES),
        },
    )

    def prepare(self) -> None:
        """Fill in what is known; name the price only where the law behind it was seen."""
        if self.applicant is not None:
            known = {"phone": self.applicant.phone, "email": self.applicant.email}
            self.initial = {**known, **self.initial}
        fee = amount("fee.paper_copy", self.today)
        if fee is not None and fee.is_confirmed:
            self.fields["copies"].help_text = format_lazy(
                _("{price} đ một bản, trả khi nhận."), price=f"{fee.value:,.0f}".replace(",", ".")
            )
