"""What the pages on the allowance share."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from funeral_benefits.allowance.rules import claiming
from funeral_benefits.allowance.rules.computing import CODES, Estimate, estimate
from funeral_benefits.allowance.rules.regimes import LEG, Answers
from portal.people.forms import SentencesMixin, WarningsMixin
from portal.people.partial_dates import PartialDate
from portal.pipeline.procedures import DeclarationPage
from portal.places.selectors import communes_by_code
from portal.statutes.selectors import tariff

MONTHS = {
    "workplace": "funeral.months.social_insurance_compulsory",
    "own": "funeral.months.social_insurance_voluntary",
}


class AllowancePage(WarningsMixin, SentencesMixin, DeclarationPage):
    """A page of this leg; `official` maps fields to the national form's names."""

    title: ClassVar[Any] = ""  # a text that is translated when it is shown
    lead: ClassVar[Any] = ""
    official: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField) and str(field.label).endswith("?"):
                field.error_messages["required"] = _("Xin chọn một câu trả lời.")
            if hasattr(field, "today") and self.today:
                field.today = self.today

    def answer(self, name: str) -> Any:
        """Return this page's own clean answer, None if there is none."""
        return self.cleaned_data.get(name) or None

    def demand(self, *names: str) -> None:
        """Put the sentence for blanks beside those of these fields that hold nothing."""
        for name in names:
            if not self.answer(name) and name not in self.errors:
                self.add_error(name, str(self.fields[name].error_messages["required"]))

    def forget(self, *names: str) -> None:
        """Drop what does not apply to what was chosen, and what was wrong with it."""
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = ""


def answers_of(declared: Mapping[str, Any]) -> Answers:
    """Return the four plain answers, with what the family added to the estimate."""
    said = dict(declared.get(f"{LEG}.benefits") or {})
    said["other"] = (declared.get(f"{LEG}.estimate") or {}).get("other")
    return Answers.declared(said)


def is_wanted(declared: Mapping[str, Any]) -> bool:
    """Say whether there is anything to claim or look up, as far as it was declared (M08)."""
    return f"{LEG}.benefits" not in declared or answers_of(declared).opens_leg


def estimate_of(declared: Mapping[str, Any], *, decided_on: date) -> Estimate:
    """Return what the answers come to by the law in force."""
    died_on = claiming.died_on(declared)
    if died_on is None:
        return Estimate(())
    province = province_of(claiming.home_of(declared))
    regimes = answers_of(declared).regimes
    return estimate(regimes, died_on, tariff(CODES), decided_on=decided_on, province=province)


def province_of(commune: str) -> str:
    """Return the province of a commune, "" if it is not known."""
    found = communes_by_code([commune]).get(commune) if commune else None
    return found.province_id if found else ""


def months_needed(which: str, died_on: PartialDate | None, today: date) -> int:
    """Return how many months of contributions the law of that day wants; 0 if no row says."""
    day = died_on.earliest if died_on else today
    found = tariff([MONTHS[which]]).value(MONTHS[which], day, decided_on=today)
    return int(found) if found else 0
