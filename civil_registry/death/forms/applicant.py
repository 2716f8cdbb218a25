"""Who applies."""

from django.utils.translation import gettext_lazy as _

from civil_registry.death import rules
from civil_registry.death.forms.base import DeathPage
from civil_registry.death.models import Relation
from portal.people.form_fields import LineField
from portal.people.pages import radio
from portal.pipeline.manifests.counters import counter
from portal.pipeline.procedures import Counter


class ApplicantPage(DeathPage):
    """Who applies: a relative, or whoever cared for the person who died (D21)."""

    code = "applicant"
    title = _("Ông/bà là ai của người đã mất?")
    wanted = frozenset({"relation_other"})
    official = {"relation": "NycQuanHe", "relation_other": "NycQuanHe"}

    relation = radio(_("Ông/bà là"), Relation.choices)
    relation_other = LineField(
        label=_("Nếu không phải người thân: ông/bà là"),
        max_length=100,
        required=False,
        help_text=_("Ví dụ: hàng xóm, bạn, người chăm sóc."),
    )

    def clean(self) -> None:
        """Ask who somebody is who is no relative, and forget it of the others."""
        if self.answer("relation") == Relation.NOT_RELATED:
            self.require("relation_other")
        else:
            self.cleaned_data["relation_other"] = ""

    def leads_to_counter(self) -> Counter | None:
        """Return D22."""
        is_organisation = self.answer("relation") == Relation.ORGANISATION
        return counter(rules.ORGANISATION if is_organisation else None)
