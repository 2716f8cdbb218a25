"""The owners of the dwelling, where they are named on a page of their own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people.form_fields import PersonalNumberField, PersonNameField
from residence.registration.forms.base import (
    ResidencePage,
)
from residence.registration.rules.terms import LEG, MOST_OWNERS, OTHERS


class OwnersPage(ResidencePage):
    """The owners of the dwelling, where they are others than head, parents or applicant."""

    code = "owners"
    title = _("Chủ nhà")
    lead = _("Nhà có nhiều chủ: thêm từng người, hoặc gửi một tờ CT01 có đủ chữ ký.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for count in range(1, MOST_OWNERS + 1):
            name = PersonNameField(
                label=gettext("Họ tên chủ nhà {count}").format(count=count), required=count == 1
            )
            name.error_messages["required"] = gettext("Xin ghi họ tên chủ nhà.")
            self.word(name)
            number = PersonalNumberField(
                label=gettext("Số định danh của chủ nhà {count}").format(count=count),
                required=False,
            )
            self.fields |= {f"name_{count}": name, f"number_{count}": number}

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask only when the owners are people not named before."""
        return (declared.get(f"{LEG}.head") or {}).get("owner") == OTHERS

    def clean(self) -> dict[str, Any]:
        """Refuse a number without a name, one person twice, and two people without numbers."""
        said = self.cleaned_data
        numbers: set[str] = set()
        unknown = 0
        for count in range(1, MOST_OWNERS + 1):
            name, number = said.get(f"name_{count}"), said.get(f"number_{count}")
            if number and not name:
                self.demand(f"name_{count}")
            self.refuse_own_number(f"number_{count}", f"name_{count}")
            if number and number in numbers:
                self.add_error(f"number_{count}", gettext("Số này đã ghi ở trên."))
            numbers.add(number or "")
            unknown += bool(name) and not number
            if unknown > 1 and name and not number:
                self.add_error(f"number_{count}", gettext("Chỉ một chủ nhà được để trống số."))
        return said
