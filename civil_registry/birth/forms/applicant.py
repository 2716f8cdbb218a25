"""Who applies, and what must be known of the parents before anything is typed."""

from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms.base import BirthPage, has_parents, radio
from civil_registry.birth.models import Relation
from portal.pipeline.manifests.counters import counter
from portal.pipeline.procedures import Counter


class ApplicantPage(BirthPage):
    """Who applies, and what must be known of the parents before anything is typed."""

    code = "applicant"
    title = _("Ông/bà là ai của bé?")
    unstored = frozenset({"parent_can_sign_in", "nationality", "mother_number"})
    wanted = frozenset({"parent_can_sign_in"})
    official = {"relation": "NycQuanHe"}

    relation = radio(_("Ông/bà là"), Relation.choices)
    parent_can_sign_in = radio(
        _("Nếu là người thân: cha hoặc mẹ có thể tự đăng nhập không?"),
        [("yes", _("Có")), ("no", _("Không"))],
        required=False,
    )
    nationality = radio(
        _("Cha và mẹ của bé có quốc tịch Việt Nam không?"),
        [
            ("vietnamese", _("Có (hoặc người được ghi tên đều có)")),
            ("foreign", _("Có người mang quốc tịch nước khác, hoặc không quốc tịch")),
        ],
    )
    mother_number = radio(
        _("Mẹ của bé có số định danh hoặc số chứng minh cũ không?"),
        [
            ("yes", _("Có")),
            ("none", _("Không có")),
            ("deceased", _("Mẹ của bé đã mất")),
        ],
    )

    def prepare(self) -> None:
        """Ask nothing of parents nobody knows."""
        if not has_parents(self.declared):
            del self.fields["nationality"], self.fields["mother_number"]

    def clean(self) -> None:
        """Ask a relative whether a parent could do it; who applies as the mother is alive."""
        relation = self.answer("relation")
        if relation == Relation.RELATIVE:
            self.require("parent_can_sign_in")
        if relation == Relation.MOTHER and self.answer("mother_number") == "deceased":
            self.add_error("mother_number", _("Ông/bà ghi là mẹ của bé. Xin chọn lại."))

    def leads_to_counter(self) -> Counter | None:
        """Return B31, B32, B07 or B16."""
        asked = ("parent_can_sign_in", "nationality", "mother_number")
        given = {name: str(self.answer(name) or "") for name in asked}
        return counter(rules.of_applicant(self.answer("relation"), **given))
