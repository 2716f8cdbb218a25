"""How those who must agree are asked."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.families import Person
from portal.people.form_fields import PersonalNumberField, PersonNameField
from residence.registration.forms.base import (
    ROLES,
    ResidencePage,
    agreements_of,
)
from residence.registration.models import CONSENT_WAY
from residence.registration.rules.agreeing import needs_paper
from residence.registration.rules.names import half_masked
from residence.registration.rules.terms import LEG, AgreesBy, HeadIs


class ConsentPage(ResidencePage):
    """How those who must agree are asked: on VNeID, or by a signed CT01."""

    code = "consent"
    title = _("Ai cần đồng ý?")
    lead = _(
        "Chủ hộ và chủ nhà xác nhận trên VNeID. Khai sinh và thẻ bảo hiểm không phải chờ việc này."
    )

    official = {"way": "LoaiXacNhanVNeID"}

    way = forms.ChoiceField(
        label=_("Cách xác nhận"),
        choices=[one for one in CONSENT_WAY if one[0] != AgreesBy.FILING],
        widget=forms.RadioSelect,
        initial=AgreesBy.ASKED.value,
    )
    head_name = PersonNameField(
        label=_("Họ tên chủ hộ"),
        max_length=100,
        required=False,
        help_text=_("Chỉ ghi khi gửi tờ CT01: chép đủ họ tên như trên tờ đã ký."),
    )
    head_number = PersonalNumberField(
        label=_("Số định danh của chủ hộ"),
        required=False,
        help_text=_("Chỉ ghi khi gửi tờ CT01: số có trên tờ đã ký."),
    )
    ct01 = forms.FileField(label=_("Tờ CT01 đã ký"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_paper(self.said("place", "dwelling")):
            paper = AgreesBy.PAPER.value
            self.offer("way", [one for one in CONSENT_WAY if one[0] == paper], paper)
        if self.said("head", "household_head") != HeadIs.PROPOSED:
            del self.fields["head_name"], self.fields["head_number"]
        asked = [one for one in agreements_of(self.declared) if one.by is not AgreesBy.FILING]
        people: dict[Person, list[str]] = {}
        for one in asked:
            people.setdefault(one.person, []).append(str(ROLES[one.role]))
        self.fields["way"].help_text = "; ".join(
            f"{', '.join(roles)} {half_masked(person.full_name)}".strip()
            for person, roles in people.items()
        )

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask nothing of who is head and owner: filing is both agreements (R01)."""
        if needs_paper((declared.get(f"{LEG}.place") or {}).get("dwelling") or ""):
            return True
        found = agreements_of(declared)
        return not found or any(one.by is not AgreesBy.FILING for one in found)

    def clean(self) -> dict[str, Any]:
        """Want the paper where it speaks for everybody, and who signed it as head, only there."""
        written = [name for name in ("head_name", "head_number") if name in self.fields]
        if self.cleaned_data.get("way") == AgreesBy.PAPER:
            self.demand("ct01", *written)
            self.refuse_own_number("head_number", "head_name")
            return self.cleaned_data
        for name in written:
            self.errors.pop(name, None)
            self.cleaned_data[name] = ""
        return self.cleaned_data
