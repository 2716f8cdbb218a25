"""What is asked of a mother and of a father alike."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms.base import BirthPage, radio
from portal.people.codes import ResidenceKind
from portal.people.ethnicities import Ethnicity
from portal.people.form_fields import (
    BirthDateField,
    LineField,
    PersonalNumberField,
    PersonNameField,
)
from portal.places.form_fields import CommuneField


def official_names(parent: str) -> dict[str, str]:
    """Return the national form's names of a parent's fields; `parent` is Me or Cha."""
    names = {
        "surname": "Ho",
        "middle_name": "ChuDem",
        "given_name": "Ten",
        "born_on": "NgaySinh",
        "deceased": "IsDaChet",
        "personal_number": "SoGiayTo",
        "ethnicity": "MaDanToc",
        "residence_kind": "LoaiCuTru",
        "residence_commune": "DiaChi",
        "residence_line": "DiaChi",
    }
    return {field: f"{parent}{name}" for field, name in names.items()}


class ParentPage(BirthPage):
    """A parent: of one who has died no number and no residence is demanded."""

    title: ClassVar[Any] = ""
    about: ClassVar[Any] = ""
    sex: ClassVar[str]
    wanted = frozenset({"personal_number", "residence_kind", "residence_commune", "residence_line"})

    surname = PersonNameField(label=_("Họ"), required=False)
    middle_name = PersonNameField(label=_("Chữ đệm"), required=False)
    given_name = PersonNameField(label=_("Tên"))
    born_on = BirthDateField(
        label=_("Ngày sinh"),
        help_text=_("Ghi như 05/11/1996, hoặc 11/1996, hoặc 1996 nếu không nhớ."),
    )
    deceased = forms.BooleanField(label=_("Đã mất"), required=False)
    personal_number = PersonalNumberField(
        label=_("Số định danh"),
        old_id_allowed=True,
        birth_field="born_on",
        required=False,
        help_text=_("12 chữ số, hoặc 9 chữ số nếu là chứng minh cũ."),
    )
    ethnicity = forms.ChoiceField(label=_("Dân tộc"), choices=[("", "–"), *Ethnicity.choices])
    residence_kind = radio(_("Loại cư trú"), ResidenceKind.choices, required=False)
    residence_commune = CommuneField(label=_("Xã, phường đang cư trú"), required=False)
    residence_line = LineField(label=_("Số nhà, đường, thôn, tổ"), required=False)

    def prepare(self) -> None:
        """Fill in what signing in has told, if this parent is the applicant."""
        number = self.fields["personal_number"]
        if isinstance(number, PersonalNumberField):
            number.sex = self.sex
        if self.said("applicant", "relation") == self.code:
            self.drop("deceased")
            if self.applicant is not None:
                self.initial = {**known_of(self.applicant), **self.initial}

    def clean(self) -> None:
        """Ask of the living what is not asked of the dead; compare with the child."""
        if rules.number_is_needed(deceased=bool(self.answer("deceased"))):
            self.require("personal_number", *self.residence_needed())
        born, child = self.answer("born_on"), self.said("child", "born_on")
        if born and child and not rules.is_possible_parent(born.earliest, child.earliest):
            self.add_error("born_on", _("Ngày này sau ngày sinh của bé. Xin kiểm tra lại."))

    def residence_needed(self) -> tuple[str, ...]:
        """Return the fields of residence that a living parent fills in."""
        return ("residence_kind", "residence_commune", "residence_line")


def known_of(applicant: Any) -> dict[str, Any]:
    """Return what VNeID says of the applicant, by the fields of a parent."""
    words = applicant.full_name.split()
    return {
        "surname": words[0] if len(words) > 1 else "",
        "middle_name": " ".join(words[1:-1]),
        "given_name": words[-1] if words else "",
        "born_on": f"{applicant.born_on:%d/%m/%Y}",
        "personal_number": applicant.personal_number,
        "residence_kind": applicant.residence_kind,
        "residence_commune": applicant.commune_code,
        "residence_line": applicant.address_line,
    }
