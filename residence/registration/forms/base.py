"""What the pages on the residence share, and what sends the leg to the commune."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people.families import Person, family_of
from portal.people.form_fields import HIDDEN
from portal.people.forms import SentencesMixin, WarningsMixin
from portal.people.names import name_key
from portal.pipeline.procedures import Counter, DeclarationPage
from portal.places.form_fields import CommuneField
from residence.registration.rules.agreeing import agreements, parents_who_agree
from residence.registration.rules.household import household_of, people_of
from residence.registration.rules.terms import (
    LEG,
    SELF,
    Agreement,
    Branch,
    Role,
)

TOLD_TO_COME: dict[Branch, tuple[Any, Any]] = {
    Branch.OWNER_UNCLEAR: (_("Chỗ ở chưa rõ chủ nên Công an xã cần xem trực tiếp."), ""),
    Branch.RENTED_WITHOUT_RESIDENCE: (
        _(
            "Đăng ký thường trú ở nhà thuê, mượn cần hợp đồng đã công chứng và đủ diện tích;"
            " hoặc đăng ký theo nơi thường trú của cha, mẹ."
        ),
        _("Hợp đồng thuê, mượn nhà đã công chứng."),
    ),
    Branch.NO_ABLE_HEAD: (_("Hộ cần đổi chủ hộ trước."), ""),
    Branch.SPECIAL_DWELLING: (_("Nơi ở này có giấy tờ riêng theo quy định."), ""),
    Branch.BARRACKS: (
        _("Nơi ở trong doanh trại quân đội, công an cần giấy giới thiệu của đơn vị."),
        _("Giấy giới thiệu của đơn vị."),
    ),
}
ROLES = {Role.HEAD: _("chủ hộ"), Role.OWNER: _("chủ nhà"), Role.PARENT: _("cha hoặc mẹ")}


def counter(branch: Branch | None) -> Counter | None:
    """Send this leg, and no other, to the commune."""
    if branch is None:
        return None
    reason, bring = TOLD_TO_COME[branch]
    return Counter(branch, str(reason), str(bring), leg=LEG, ends=False)


def agreements_of(declared: Mapping[str, Any]) -> tuple[Agreement, ...]:
    """Return who agrees, as far as head and owners are declared."""
    family = family_of(declared)
    parent = family.parents.get(family.applicant_role)
    applicant = parent.person if parent else Person("", SELF)
    pages = {code: declared.get(f"{LEG}.{code}") or {} for code in ("place", "head", "owners")}
    household = household_of(pages["head"], pages["owners"], people_of(declared, applicant))
    if household is None:
        return ()
    return agreements(
        applicant_number=applicant.personal_number,
        head=household.head,
        owners=household.owners,
        parents=parents_who_agree(family, pages["place"].get("with_whom") or ""),
        every_owner=pages["head"].get("every_owner", True),
    )


class ResidencePage(WarningsMixin, SentencesMixin, DeclarationPage):
    """What the pages share: the family as declared, and sentences for what cannot be stored.

    `official` maps fields to the national form's names.
    """

    title: ClassVar[Any] = ""  # a text that is translated when it is shown
    lead: ClassVar[Any] = ""
    official: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.family = family_of(self.declared)
        for field in self.fields.values():
            self.word(field)
            if isinstance(field, CommuneField) and self.today:
                field.today = self.today

    def word(self, field: forms.Field) -> None:
        """Give a field our own sentences for what can be neither stored nor shortened."""
        field.error_messages["null_characters_not_allowed"] = HIDDEN
        limit = getattr(field, "max_length", None)
        if limit:
            sentence = gettext("Dài quá {limit} chữ. Xin ghi ngắn hơn.")
            field.error_messages["max_length"] = sentence.format(limit=limit)

    def offer(self, name: str, choices: Iterable[tuple[str, Any]], initial: str = "") -> None:
        """Let one of these be chosen, the likely one beforehand."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)
        field.initial = initial or field.initial

    def said(self, page: str, field: str) -> Any:
        """Return what an earlier page of this leg said."""
        return (self.declared.get(f"{LEG}.{page}") or {}).get(field) or ""

    def refuse_own_number(self, number: str, name: str) -> None:
        """Refuse the applicant's number under another name: it would agree for that person."""
        own = self.applicant
        if own is None or self.cleaned_data.get(number) != own.personal_number:
            return
        if name_key(self.cleaned_data.get(name) or "") != name_key(own.full_name):
            self.add_error(number, gettext("Đây là số của ông/bà. Xin ghi số của người được nêu."))

    def demand(self, *names: str) -> None:
        """Put the sentence for blanks beside those of these fields that hold nothing."""
        for name in names:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
