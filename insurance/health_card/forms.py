"""The pages on the child's health card: where it is seen first, and how the card is received."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insurance.health_card import rules
from insurance.health_card.models import CARD_BY
from insurance.health_card.rules import CHOSEN_FOR_ME, LEG, CardBy, Facility
from portal.people.forms import SentencesMixin, WarningsMixin
from portal.pipeline.procedures import DeclarationPage
from portal.places.selectors import full_addresses


class TemporaryCardField(forms.CharField):
    """The number of the card a newborn may be given at hospital (`MA_THE_TAM`): 10 to 20 signs."""

    def to_python(self, value: Any) -> str:
        """Return it in capitals without blanks, "" for none."""
        number = "".join((super().to_python(value) or "").split()).upper()
        if number and not re.fullmatch("[A-Z0-9]{10,20}", number):
            raise ValidationError(
                gettext("Mã thẻ tạm có 10 đến 20 chữ và số, không dấu."), code="no_card"
            )
        return number


class CardPage(WarningsMixin, SentencesMixin, DeclarationPage):
    """What the pages share; `official` maps fields to the national form's names."""

    title: ClassVar[Any] = ""  # a text that is translated when it is shown
    lead: ClassVar[Any] = ""
    official: ClassVar[Mapping[str, str]] = {}

    def offer(self, name: str, choices: Iterable[tuple[str, Any]], initial: str) -> None:
        """Let one of these be chosen, the likely one beforehand."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)
        field.initial = initial


class FacilityPage(CardPage):
    """The place of first care; without a list from Social Insurance, it chooses."""

    code = "facility"
    title = _("Nơi khám bệnh ban đầu của bé")
    lead = _("Nơi bé khám lần đầu. Sau này đổi được.")
    official = {"facility": "CskcbbdMa"}

    facility = forms.ChoiceField(label=_("Nơi khám bệnh ban đầu"), widget=forms.RadioSelect)
    temporary_card = TemporaryCardField(
        label=_("Mã thẻ tạm"),
        required=False,
        help_text=_("Chỉ ghi nếu bệnh viện đã cấp thẻ tạm cho bé."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = rules.facilities_offered(facilities_of(self.declared))
        choices = [(one.code, one.name) for one in self.offered]
        leave_it = (CHOSEN_FOR_ME, gettext("Để cơ quan bảo hiểm chọn giúp"))
        self.offer("facility", [*choices, leave_it], rules.preselected(self.offered))

    def clean(self) -> dict[str, Any]:
        """Keep the name beside the code: lists change, declarations do not."""
        names = {one.code: one.name for one in self.offered}
        chosen = self.cleaned_data.get("facility")
        if chosen:
            self.cleaned_data["facility_name"] = names.get(chosen, "")
        return self.cleaned_data


class DeliveryPage(CardPage):
    """How the card is received; a home to post it to is one of those declared already."""

    code = "delivery"
    title = _("Nhận thẻ bảo hiểm y tế thế nào?")
    lead = _("Bản điện tử luôn có và có giá trị như bản giấy.")

    card_by = forms.ChoiceField(
        label=_("Cách nhận thẻ"),
        choices=CARD_BY,
        widget=forms.RadioSelect,
        initial=CardBy.ELECTRONIC.value,
    )
    address = forms.ChoiceField(
        label=_("Địa chỉ nhận thẻ"), widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.homes = rules.addresses_of(self.declared)
        spelt = full_addresses((one.commune_code, one.line) for one in self.homes)
        choices = [(one.whose, spelt[one.commune_code, one.line]) for one in self.homes]
        self.offer("address", choices, choices[0][0] if choices else "")
        if not choices:
            del self.fields["address"]
            at_home = CardBy.HOME.value
            self.offer(
                "card_by", [one for one in CARD_BY if one[0] != at_home], CardBy.ELECTRONIC.value
            )

    def clean(self) -> dict[str, Any]:
        """Want an address where the card is posted, and only there."""
        said = self.cleaned_data
        if said.get("card_by") != CardBy.HOME:
            self.errors.pop("address", None)
            return said | {"address": ""}
        if not said.get("address") and "address" not in self.errors:
            self.add_error("address", self.fields["address"].error_messages["required"])
        return said


def facilities_of(declared: Mapping[str, Any]) -> list[Facility]:
    """Return the list Social Insurance gave when it was asked for this declaration."""
    offered = declared.get(f"{LEG}.offered") or {}
    return [Facility(**one) for one in offered.get("facilities") or ()]


PAGES = (FacilityPage, DeliveryPage)
