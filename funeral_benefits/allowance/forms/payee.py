"""Who arranged the burial and is paid, and how the money comes."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funeral_benefits.allowance.forms.base import AllowancePage, is_wanted
from funeral_benefits.allowance.models import PAY_BY, PAYEE_IS, AllowanceClaim
from funeral_benefits.allowance.rules.claiming import PayBy, PayeeIs
from funeral_benefits.allowance.rules.regimes import LEG
from portal.people.deaths import DEATH, death_key
from portal.people.form_fields import AccountNumberField, LineField, PersonalNumberField
from portal.pipeline.procedures import Counter
from portal.places.form_fields import CommuneField

TAX_CODE = re.compile("[0-9]{10}(-[0-9]{3})?|[0-9]{12}")


TAKEN = "M09"  # the branch


class PayeePage(AllowancePage):
    """One payee: whoever arranged the burial, a person or an organisation."""

    code = "payee"
    title = _("Ai nhận tiền mai táng?")
    lead = _("Người hoặc đơn vị đã lo mai táng.")
    official = {
        "payee_is": "CanhanIsNyc",
        "name": "CanhanHoTen",
        "relation": "NnmtpQuanheNguoichet",
    }
    wanted = frozenset({"name", "number", "tax_code", "relation"})

    payee_is = forms.ChoiceField(
        label=_("Người nhận tiền"), choices=PAYEE_IS, widget=forms.RadioSelect, initial="applicant"
    )
    name = LineField(
        label=_("Họ tên người nhận, hoặc tên đơn vị"),
        max_length=200,
        required=False,
        help_text=_("Chỉ ghi khi người nhận không phải ông/bà."),
    )
    number = PersonalNumberField(label=_("Số định danh của người nhận"), required=False)
    tax_code = LineField(
        label=_("Mã số thuế của đơn vị"),
        max_length=14,
        required=False,
        help_text=_("Chỉ ghi khi đơn vị đã lo mai táng."),
    )
    relation = LineField(
        label=_("Người nhận là gì của người đã mất"), max_length=100, required=False
    )

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask nobody who is paid where nothing is due (M08)."""
        return is_wanted(declared)

    def clean(self) -> dict[str, Any]:
        """Want what tells this payee from others; the applicant is known already."""
        match self.answer("payee_is"):
            case PayeeIs.APPLICANT:
                self.forget("name", "number", "tax_code", "relation")
            case PayeeIs.PERSON:
                self.require("name", "number", "relation")
                self.forget("tax_code")
                if self.answer("number") and self.answer("number") == _number(self.applicant):
                    self.add_error("number", gettext("Đây là số của ông/bà. Xin chọn “Tôi”."))
            case PayeeIs.ORGANISATION:
                self.require("name", "tax_code")
                self.forget("number", "relation")
                self._check_tax_code()
        return self.cleaned_data

    def _check_tax_code(self) -> None:
        code = self.answer("tax_code")
        if code and not TAX_CODE.fullmatch(code):
            sentence = gettext("Mã số thuế có 10 chữ số, hoặc 13 chữ số dạng 0123456789-001.")
            self.add_error("tax_code", sentence)

    def leads_to_counter(self) -> Counter | None:
        """Return M09 where somebody else has claimed for this death; nothing is shown of them."""
        if not is_taken(self.declared):
            return None
        return taken()


class PaymentPage(AllowancePage):
    """How the money comes: an account, cash at the commune, or the post."""

    code = "payment"
    title = _("Nhận tiền bằng cách nào?")
    official = {"pay_by": "MtpTienHinhthuc"}
    wanted = frozenset({"bank", "account_number", "post_commune", "post_line"})

    pay_by = forms.ChoiceField(label=_("Cách nhận"), choices=PAY_BY, widget=forms.RadioSelect)
    bank = LineField(
        label=_("Ngân hàng"),
        max_length=100,
        required=False,
        help_text=_("Chỉ ghi khi chuyển vào tài khoản. Tài khoản phải của người nhận."),
    )
    account_number = AccountNumberField(label=_("Số tài khoản"), required=False)
    post_commune = CommuneField(
        label=_("Xã, phường và tỉnh nhận tiền"),
        required=False,
        help_text=_("Chỉ ghi khi gửi qua bưu điện. Bỏ trống thì gửi về nơi người đã mất cư trú."),
    )
    post_line = LineField(label=_("Số nhà, đường, thôn"), required=False)

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask as the page before it."""
        return is_wanted(declared)

    def prepare(self) -> None:
        """Ask an organisation where it is: it does not live where the deceased did."""
        if self._is_organisation:
            self.fields["post_commune"].help_text = _("Chỉ ghi khi gửi qua bưu điện.")

    @property
    def _is_organisation(self) -> bool:
        payee = self.declared.get(f"{LEG}.payee") or {}
        return payee.get("payee_is") == PayeeIs.ORGANISATION

    def clean(self) -> dict[str, Any]:
        """Want an account or an address where the money goes there, and only then."""
        match self.answer("pay_by"):
            case PayBy.ACCOUNT:
                self.require("bank", "account_number")
                self.forget("post_commune", "post_line")
            case PayBy.POST:
                self._take_home()
                self.require("post_commune", "post_line")
                self.forget("bank", "account_number")
            case PayBy.CASH:
                self.forget("bank", "account_number", "post_commune", "post_line")
        return self.cleaned_data

    def _take_home(self) -> None:
        """Take the last residence where nothing was written: it was declared already."""
        if self._is_organisation or any(
            self.answer(name) for name in ("post_commune", "post_line")
        ):
            return
        if {"post_commune", "post_line"} & set(self.errors):
            return
        home = self.declared.get(f"{DEATH}.residence") or {}
        self.cleaned_data["post_commune"] = home.get("residence_commune") or ""
        self.cleaned_data["post_line"] = home.get("residence_line") or ""


def taken() -> Counter:
    """Return M09: somebody else has claimed for this death, and an official sees to it."""
    bring = gettext("Hóa đơn hoặc giấy tờ về việc lo mai táng, nếu có.")
    return Counter(TAKEN, claimed_before(), bring, leg=LEG, ends=False)


def claimed_before() -> str:
    """Return what whoever comes second is told; nothing of who came first."""
    return gettext(
        "Đã có người đề nghị mai táng phí cho người đã mất; mỗi trường hợp chỉ chi một lần, cho"
        " người đã lo mai táng. Nếu ông/bà là người lo mai táng, xin báo cán bộ."
    )


def is_taken(declared: Mapping[str, Any]) -> bool:
    """Say whether another claim for this death is open or was granted; one query."""
    own = (declared.get(f"{LEG}.offered") or {}).get("own_steps") or ()
    return AllowanceClaim.is_taken(death_key(declared), but=own)


def _number(citizen: Any) -> str:
    return str(getattr(citizen, "personal_number", ""))
