"""How the family is told, and its paper copies."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from civil_registry.death.forms.base import DeathPage
from civil_registry.death.models import MOST_COPIES
from portal.people.form_fields import PhoneField
from portal.statutes.selectors import amount


class ResultsPage(DeathPage):
    """How the family is told, and how many paper copies it wants."""

    code = "results"
    title = _("Nhận kết quả thế nào?")
    lead = _("Bản điện tử luôn có và có giá trị như bản giấy.")
    official = {"phone": "NycSdt", "email": "NycEmail", "copies": "BanSaoSoluong"}

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
