"""The mother."""

from django.utils.translation import gettext_lazy as _

from civil_registry.birth.forms.base import Declared, has_parents
from civil_registry.birth.forms.notice import FROM_HOSPITAL, is_mothers, notice_in
from civil_registry.birth.forms.parent import ParentPage, official_names
from portal.people.sex import Sex


class MotherPage(ParentPage):
    """The mother."""

    code = "mother"
    title = _("Mẹ của bé")
    about = _("Mẹ")
    columns = "mother_"
    sex = Sex.FEMALE
    official = official_names("Me")

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask when there are parents to ask about."""
        return has_parents(declared)

    def prepare(self) -> None:
        """Remember that she has died, if the first pages said so."""
        super().prepare()
        if self.said("applicant", "mother_number") == "deceased":
            self.initial.setdefault("deceased", True)
        if is_mothers(self.declared):
            named = {"personal_number": notice_in(self.declared).get("mother_number")}
            self.lock(named, "personal_number", why=FROM_HOSPITAL)
