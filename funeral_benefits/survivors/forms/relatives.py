"""The relatives the deceased supported, as a family lists them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funeral_benefits.survivors.forms.base import SurvivorsPage
from funeral_benefits.survivors.models import FLAGS, RELATIONS
from funeral_benefits.survivors.rules import LEG, MOST_LISTED, Relative
from portal.people.form_fields import BirthDateField, PersonNameField


class RelativesPage(SurvivorsPage):
    """The relatives the deceased supported; a family marks who, Social Insurance confirms (M14)."""

    code = "relatives"
    title = _("Người thân mà người đã mất nuôi dưỡng")
    lead = _(
        "Ghi những người gia đình muốn đề nghị. Nhiều nhất 4 người được nhận hằng tháng; cơ quan"
        " bảo hiểm xem từng người và tự hỏi giấy chứng minh nếu cần."
    )

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask who has somebody in mind."""
        people = (declared.get(f"{LEG}.regime") or {}).get("people")
        return super().applies(declared) and people != 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = (self.declared.get(f"{LEG}.regime") or {}).get("people")
        for count in range(1, int(told or MOST_LISTED) + 1):
            self._add(count)

    def _add(self, count: int) -> None:
        name = PersonNameField(
            label=gettext("Người thứ {count}: họ tên").format(count=count), required=count == 1
        )
        vars(name)["optional_mark"] = False
        name.error_messages["required"] = gettext("Xin ghi họ tên người thân.")
        born = BirthDateField(label=gettext("Ngày sinh"), required=False)
        born.today = self.today
        relation = forms.ChoiceField(
            label=gettext("Là gì của người đã mất"), choices=[("", "–"), *RELATIONS], required=False
        )
        flags = forms.MultipleChoiceField(
            label=gettext("Người này"),
            choices=FLAGS,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        for field in (born, relation, flags):
            vars(field)["optional_mark"] = False
        self.fields |= {
            f"name_{count}": name,
            f"born_on_{count}": born,
            f"relation_{count}": relation,
            f"flags_{count}": flags,
        }

    def clean(self) -> dict[str, Any]:
        """Want birth and relation of everybody who is named."""
        said = self.cleaned_data
        for count in range(1, MOST_LISTED + 1):
            if not said.get(f"name_{count}"):
                continue
            if not said.get(f"born_on_{count}") and f"born_on_{count}" not in self.errors:
                self.add_error(f"born_on_{count}", gettext("Xin ghi ngày sinh, hoặc năm sinh."))
            if not said.get(f"relation_{count}"):
                self.add_error(f"relation_{count}", gettext("Xin chọn quan hệ."))
        return said


def relatives_of(said: Mapping[str, Any]) -> list[Relative]:
    """Return the relatives a page lists."""
    return [
        Relative(
            said[f"name_{count}"],
            said[f"born_on_{count}"],
            said.get(f"relation_{count}") or "",
            frozenset(said.get(f"flags_{count}") or ()),
        )
        for count in range(1, MOST_LISTED + 1)
        if said.get(f"name_{count}") and said.get(f"born_on_{count}")
    ]
