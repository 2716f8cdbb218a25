"""The first page: whether this death can be declared here at all."""

from django import forms
from django.utils.translation import gettext_lazy as _

from civil_registry.death import rules
from civil_registry.death.forms.base import DeathPage
from civil_registry.death.models import Situation
from portal.people.nationalities import VIETNAM, country_choices
from portal.people.pages import radio
from portal.pipeline.manifests.counters import counter
from portal.pipeline.procedures import Counter


class FitPage(DeathPage):
    """The first questions: whether this death can be declared here at all."""

    code = "fit"
    before_filing = True
    title = _("Vài câu hỏi để chọn đúng cách làm")
    lead = _("Chỉ vài câu, chưa phải khai hồ sơ.")
    unstored = frozenset({"death_country"})
    official = {"nationality": "NdktMaQuoctich", "death_country": "NoichetMaQuocgia"}

    nationality = forms.ChoiceField(
        label=_("Người đã mất có quốc tịch nước nào?"), choices=country_choices, initial=VIETNAM
    )
    death_country = forms.ChoiceField(
        label=_("Mất ở nước nào?"), choices=country_choices, initial=VIETNAM
    )
    situation = radio(
        _("Có điều nào dưới đây không?"), Situation.choices, initial=Situation.ORDINARY
    )

    def leads_to_counter(self) -> Counter | None:
        """Return D10, D11, D12, D15, D16, D19 or the cases of newborns."""
        return counter(
            rules.of_beginning(
                self.answer("situation"),
                is_vietnamese=self.answer("nationality") == VIETNAM,
                in_vietnam=self.answer("death_country") == VIETNAM,
            )
        )
