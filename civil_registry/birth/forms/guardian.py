"""By what a guardian is one."""

from django.utils.translation import gettext_lazy as _

from civil_registry.birth.forms.base import BirthPage, Declared, said
from civil_registry.birth.models import Relation
from portal.people.form_fields import LineField, PartialDateField


class GuardianPage(BirthPage):
    """By what a guardian is one; who is guardian by law has no decision."""

    code = "guardian"
    title = _("Quyết định giám hộ")
    lead = _("Nếu là giám hộ đương nhiên thì để trống.")
    columns = "guardian_"

    decision = LineField(label=_("Số quyết định"), max_length=50, required=False)
    decided_on = PartialDateField(label=_("Ngày quyết định"), past=True, required=False)
    decided_by = LineField(label=_("Nơi ra quyết định"), max_length=200, required=False)

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask guardians."""
        return said(declared, "applicant", "relation") == Relation.GUARDIAN
