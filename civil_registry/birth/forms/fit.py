"""The first page: whether this birth can be declared here at all."""

from django import forms
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms.base import BirthPage, radio
from civil_registry.birth.models import MOST_CHILDREN, Situation
from portal.people.form_fields import BirthDateField
from portal.people.nationalities import VIETNAM, country_choices
from portal.pipeline.manifests.counters import counter
from portal.pipeline.procedures import Counter
from portal.statutes.selectors import statute_text


class FitPage(BirthPage):
    """The first questions: whether this birth can be declared here at all."""

    code = "fit"
    title = _("Vài câu hỏi để chọn đúng cách làm")
    lead = _("Chỉ vài câu, chưa phải khai hồ sơ.")
    unstored = frozenset({"born_on", "birth_country"})
    wanted = frozenset({"born_on"})

    born_on = BirthDateField(
        label=_("Ngày sinh của bé"), full=True, required=False, help_text=_("Ví dụ: 05/11/2026")
    )
    birth_country = forms.ChoiceField(
        label=_("Bé sinh ở nước nào?"), choices=country_choices, initial=VIETNAM
    )
    children = forms.TypedChoiceField(
        label=_("Lần sinh này có mấy bé?"),
        coerce=int,
        initial=1,
        choices=list(
            zip(
                range(1, MOST_CHILDREN + 1),
                (_("Sinh một"), _("Sinh đôi"), _("Sinh ba"), _("Sinh tư"), _("Sinh năm")),
                strict=True,
            )
        ),
        widget=forms.RadioSelect,
    )
    situation = radio(
        _("Có điều nào dưới đây không?"), Situation.choices, initial=Situation.ORDINARY
    )

    def clean(self) -> None:
        """Ask for the day of birth, except of a child that was not born alive."""
        situation = self.answer("situation")
        if situation != Situation.STILLBORN:
            self.require("born_on")
        born, days = self.answer("born_on"), self.limit("duty.birth")
        late = born and days is not None and rules.is_late(born.earliest, self.today, days)
        if (
            late
            and situation == Situation.ORDINARY
            and (sentence := statute_text("birth.late", self.today))
        ):
            self.add_warning("born_on", sentence)

    def leads_to_counter(self) -> Counter | None:
        """Return B08 to B14, B29, B30 or B36."""
        situation = self.answer("situation")
        if situation != Situation.ORDINARY:
            return counter(rules.BY_SITUATION[situation])
        if self.answer("birth_country") != VIETNAM:
            return counter(rules.BORN_ABROAD)
        return self.if_too_old()
