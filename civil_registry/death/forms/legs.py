"""Which of the procedures that may follow a death the family wants now."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civil_registry.death import rules
from civil_registry.death.forms.base import (
    CODE,
    DeathPage,
    of_a_child,
    registration_of,
)
from civil_registry.death.models import LastResidence
from portal.people.pages import Declared
from portal.pipeline.manifests.counters import counter
from portal.pipeline.procedures import Counter, Offer
from portal.pipeline.registry import registry


def choosable() -> tuple[tuple[str, Any], ...]:
    """Return code and title of the procedures a family may choose after a death."""
    journey = registry.journey("death")
    return tuple((one.code, one.title) for one in journey if one.offered is Offer.CHOICE)


class LegsPage(DeathPage):
    """Two, three or four procedures: the family says which (NĐ 63/2024/NĐ-CP Đ12)."""

    code = "legs"
    before_filing = True
    chooses_legs = True
    title = _("Làm luôn những việc nào?")
    lead = _("Khai tử luôn được làm. Việc nào để lại thì sau này vẫn làm được.")
    unstored = frozenset({"chosen"})
    renamed = {"serving": "is_serving"}

    chosen = forms.MultipleChoiceField(
        label=_("Làm cùng khai tử"), widget=forms.CheckboxSelectMultiple, required=False
    )
    serving = forms.BooleanField(
        label=_("Người đã mất đang phục vụ trong quân đội, công an"), required=False
    )

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask where this installation knows a procedure to choose."""
        return bool(choosable())

    def prepare(self) -> None:
        """Offer what may be of use here, ticked unless the death is long ago."""
        vars(self.fields["chosen"])["optional_mark"] = False
        vars(self)["lead"] = self._lead()
        titles = dict(choosable())
        child = of_a_child(self.declared, self.today)
        offered = rules.offered_legs(
            tuple(titles),
            has_permanent=self.said("residence", "residence_kind") == LastResidence.PERMANENT,
            child=child,
        )
        money = [code for code in offered if code in rules.BENEFITS]
        self.offer("chosen", [(code, titles[code]) for code in offered], list(offered))
        if not money:
            self.drop("serving")
        if money and self._is_long_ago():
            self.fields["chosen"].initial = [code for code in offered if code not in money]
            self.fields["chosen"].help_text = _(
                "Mất đã lâu nên có khoản tiền có thể không còn được nhận; cơ quan sẽ trả lời."
            )
        if not offered:
            del self.fields["chosen"]

    def _lead(self) -> str:
        """Tell also what is done by itself, so that nobody looks for it among the choices."""
        silent = [one.title for one in registry.journey("death") if one.offered is Offer.SILENT]
        if not silent:
            return str(self.lead)
        told = gettext("Tự làm, không phải chọn: {legs}.")
        return f"{self.lead} {told.format(legs='; '.join(str(one) for one in silent))}"

    def _is_long_ago(self) -> bool:
        died, kind = self.said("event", "died_on"), self.said("notice", "kind") or ""
        return died is not None and registration_of(died, kind, self.today) == rules.LONG_DEAD

    def leads_to_counter(self) -> Counter | None:
        """Return D20: the unit's own insurance decides about the money, all else goes on."""
        if not self.answer("serving"):
            return None
        money = tuple(code for code, _title in choosable() if code in rules.BENEFITS)
        return counter(rules.SERVING, legs=money, ends=False) if money else None


def not_wanted(declared: Declared) -> frozenset[str]:
    """Return the procedures a family may choose and did not; none before it was asked."""
    answers = declared.get(f"{CODE}.legs")
    if answers is None:
        return frozenset()
    return frozenset(code for code, _title in choosable()) - frozenset(answers.get("chosen") or ())
