"""The father."""

from django import forms
from django.utils.translation import gettext_lazy as _

from civil_registry.birth.forms.base import Declared, has_father, lives_at
from civil_registry.birth.forms.parent import ParentPage, official_names
from portal.people.sex import Sex


class FatherPage(ParentPage):
    """The father; not asked about where his part is left blank."""

    code = "father"
    title = _("Cha của bé")
    about = _("Cha")
    columns = "father_"
    sex = Sex.MALE
    official = official_names("Cha") | {"lives_with_mother": "ChaIsCungcutruMe"}

    lives_with_mother = forms.BooleanField(label=_("Cùng nơi cư trú với mẹ"), required=False)
    field_order = (
        "surname",
        "middle_name",
        "given_name",
        "born_on",
        "deceased",
        "personal_number",
        "ethnicity",
        "lives_with_mother",
    )

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask when the father is to be declared."""
        return has_father(declared)

    def prepare(self) -> None:
        """Offer the mother's residence only where she has one: he cannot live with the dead."""
        super().prepare()
        if not lives_at(self.declared, "mother"):
            self.drop("lives_with_mother")

    def residence_needed(self) -> tuple[str, ...]:
        """Return nothing if he lives with the mother."""
        return () if self.answer("lives_with_mother") else super().residence_needed()

    def clean(self) -> None:
        """Take the mother's residence where it is the same; refuse her number."""
        super().clean()
        if self.answer("lives_with_mother"):
            for name in ("residence_kind", "residence_commune", "residence_line"):
                self.cleaned_data[name] = self.said("mother", name) or ""
        number = self.answer("personal_number")
        if number and number == self.said("mother", "personal_number"):
            self.add_error("personal_number", _("Số này đã ghi cho mẹ. Xin kiểm tra lại."))
