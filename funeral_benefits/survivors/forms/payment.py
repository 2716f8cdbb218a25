"""How the money comes to the survivors."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from funeral_benefits.survivors.forms.base import SurvivorsPage
from funeral_benefits.survivors.models import PAY_BY
from funeral_benefits.survivors.rules import ALLOWANCE, PayBy
from portal.people.form_fields import AccountNumberField, LineField


class PaymentPage(SurvivorsPage):
    """How the money comes to who applies; not asked again of who said it for the allowance."""

    code = "payment"
    title = _("Nhận tiền tử tuất bằng cách nào?")
    official = {"pay_by": "MtpTienHinhthuc"}
    wanted = frozenset({"bank", "account_number"})

    pay_by = forms.ChoiceField(label=_("Cách nhận"), choices=PAY_BY, widget=forms.RadioSelect)
    bank = LineField(label=_("Ngân hàng"), max_length=100, required=False)
    account_number = AccountNumberField(label=_("Số tài khoản"), required=False)

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask unless the applicant said for the allowance how to be paid."""
        return super().applies(declared) and not paid_as_before(declared)

    def clean(self) -> dict[str, Any]:
        """Want an account where the money goes there, and only then."""
        if self.answer("pay_by") == PayBy.ACCOUNT:
            self.require("bank", "account_number")
        else:
            self.forget("bank", "account_number")
        return self.cleaned_data


def paid_as_before(declared: Mapping[str, Any]) -> bool:
    """Say whether the applicant is paid the allowance, into an account or in cash."""
    payee = (declared.get(f"{ALLOWANCE}.payee") or {}).get("payee_is")
    pay_by = (declared.get(f"{ALLOWANCE}.payment") or {}).get("pay_by")
    return payee == "applicant" and pay_by in list(PayBy)
