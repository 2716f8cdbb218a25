"""Whether the parents are married, and what becomes of the part about the father."""

from django import forms
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms.base import BirthPage, Declared, Text, has_parents, radio
from civil_registry.birth.models import FatherPart, Married, Relation
from portal.people.form_fields import PartialDateField
from portal.people.nationalities import VIETNAM, country_choices
from portal.pipeline.manifests.counters import counter
from portal.pipeline.procedures import Counter


class ParentsMarriedPage(BirthPage):
    """One neutral question, from which it follows whether a father is declared."""

    code = "parents_married"
    title = _("Cha và mẹ của bé có đăng ký kết hôn với nhau không?")
    lead = _("Hỏi để biết có ghi tên cha ngay được không. Không phải nộp giấy đăng ký kết hôn.")

    unstored = frozenset({"married_in"})
    wanted = frozenset({"father_part", "marriage_ended_on"})

    married = radio(title, Married.choices)
    married_in = forms.ChoiceField(
        label=_("Nếu có: kết hôn ở nước nào?"),
        choices=country_choices,
        initial=VIETNAM,
        required=False,
    )
    father_part = radio(
        _("Nếu không: phần ghi về cha thế nào?"),
        FatherPart.choices,
        required=False,
        help_text=_("Phần ghi về cha để trống. Sau này vẫn bổ sung được khi làm thủ tục nhận con."),
    )
    marriage_ended_on = PartialDateField(
        label=_("Ngày ly hôn, hoặc ngày cha mất"),
        past=True,
        required=False,
        help_text=_("Chỉ ghi khi cha và mẹ từng kết hôn."),
    )

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask when there are parents to ask about."""
        return has_parents(declared)

    def clean(self) -> None:
        """Ask only what the first answer makes necessary, and forget the rest."""
        married, part = self.answer("married"), self.answer("father_part")
        if married != Married.YES:
            self.cleaned_data["married_in"] = (
                ""  # preset; not to be read back to an unmarried mother
            )
        if married == Married.NO:
            self.require("father_part")
        else:
            self.cleaned_data["father_part"] = part = ""
        if part == FatherPart.FORMER_HUSBAND:
            self.require("marriage_ended_on")
        else:
            self.cleaned_data["marriage_ended_on"] = None
        if part == FatherPart.LEFT_OUT and self.said("applicant", "relation") == Relation.FATHER:
            self.add_error("father_part", str(self._who_files_without_a_father()))

    def _who_files_without_a_father(self) -> Text:
        if self.said("applicant", "mother_number") == "deceased":
            return _(
                "Mẹ của bé đã mất nên ông/bà chỉ nộp được khi có phần cha. Xin chọn ghi tên cha."
            )
        return _(
            "Để trống phần cha thì mẹ của bé nộp hồ sơ. Xin mẹ đăng nhập bằng VNeID của mình và"
            " khai."
        )

    def leads_to_counter(self) -> Counter | None:
        """Return B02 or B04."""
        return counter(
            rules.of_marriage(
                self.answer("married"),
                self.answer("father_part") or "",
                in_vietnam=(self.answer("married_in") or VIETNAM) == VIETNAM,
                stands_as_father=self._stands_as_father(),
            )
        )

    def _stands_as_father(self) -> bool:
        born_on, ended = self.said("fit", "born_on"), self.answer("marriage_ended_on")
        days = self.limit("parentage.after_marriage")
        if not (born_on and ended and days):
            return True  # the law's term is not on record: for the official to weigh
        return rules.husband_is_father(ended.latest, born_on.earliest, days)
