"""Who heads the household and who owns the dwelling."""

from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people.form_fields import PersonalNumberField, PersonNameField
from portal.pipeline.procedures import Counter
from portal.statutes.selectors import switch_is_on
from residence.registration.forms.base import (
    ResidencePage,
    counter,
)
from residence.registration.models import HEAD_IS
from residence.registration.rules.household import branch_of_head, proposed_head, state_of_head
from residence.registration.rules.names import half_masked, may_be
from residence.registration.rules.terms import (
    ABLE,
    EVERY_OWNER,
    GUARDIAN,
    HEAD,
    OTHERS,
    Dwelling,
    HeadIs,
)


class ChoiceWithHint(str):
    """The words of a choice, with a line below them."""

    __slots__ = ("hint",)
    hint: str


class HeadRadios(forms.RadioSelect):
    """The choices of a head; the one proposed is sent with a mark of who that is."""

    mark = ""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Put the mark on the choice that has none of its own."""
        option = super().create_option(name, value, *args, **kwargs)
        if value == HeadIs.PROPOSED:
            option["value"] = self.mark
        return option


class HeadField(forms.ChoiceField):
    """Who heads the household; a tick for somebody proposed never passes to somebody else.

    What was ticked is kept while a draft lies, and the residence data may name another by then.
    """

    widget = HeadRadios

    def propose(self, handle: str) -> None:
        """Mark the choice of whoever is proposed."""
        self.widget.mark = f"{HeadIs.PROPOSED}-{sha256(handle.encode()).hexdigest()[:12]}"

    def prepare_value(self, value: Any) -> Any:
        """Return the choice that was sent, for drawing it again."""
        return HeadIs.PROPOSED.value if value and value == self.widget.mark else value

    def to_python(self, value: Any) -> str:
        """Return the choice that was sent; one with the mark of somebody else is none."""
        said = str(super().to_python(value))
        if said and said == self.widget.mark:
            return HeadIs.PROPOSED.value
        if said.startswith(f"{HeadIs.PROPOSED}-"):
            raise ValidationError(
                gettext("Dữ liệu cư trú nay không còn ghi chủ hộ đã chọn. Xin chọn lại."),
                code="changed",
            )
        return f"{said}-" if said == HeadIs.PROPOSED else said


class HeadPage(ResidencePage):
    """Who heads the household, and who owns the dwelling."""

    code = "head"
    title = _("Chủ hộ và chủ nhà")

    official = {
        "household_head": "DkttIsTtBo, DkttIsTtMe",
        "household_head_name": "DkttChuHo",
        "household_head_number": "DkttChuhoSoGiayTo",
    }

    household_head = HeadField(label=_("Chủ hộ"))
    household_head_name = PersonNameField(
        label=_("Họ tên chủ hộ"),
        max_length=100,
        required=False,
        help_text=_("Chỉ ghi khi chủ hộ là người khác."),
    )
    household_head_number = PersonalNumberField(
        label=_("Số định danh của chủ hộ"),
        required=False,
        help_text=_("Không nhớ số thì để trống: nộp xong sẽ có mã để gửi cho chủ hộ."),
    )
    owner = forms.ChoiceField(label=_("Chủ nhà"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {one: label for one, label in HEAD_IS if one in self._known_people()}
        rest = [one for one in HEAD_IS if one[0] in (HeadIs.OTHER, HeadIs.UNABLE)]
        self.offer("household_head", [*self._proposed(), *people.items(), *rest])
        head, others = (
            (HEAD, gettext("Chủ hộ cũng là chủ nhà")),
            (OTHERS, gettext("Người khác, nhiều người")),
        )
        self.offer("owner", [head, *people.items(), others])
        if self.said("place", "dwelling") == Dwelling.ORGANISATION:
            del self.fields["owner"]
        # Wanted of a head who is somebody else, as the line below it says.
        vars(self.fields["household_head_name"])["optional_mark"] = False

    def _known_people(self) -> set[str]:
        known = {which for which in self.family.parents if self.family.parent(which)}
        by_guardian = self.family.applicant_role == GUARDIAN
        return known | ({HeadIs.APPLICANT.value} if by_guardian else set())

    def _proposed(self) -> list[tuple[str, str]]:
        """Offer the head the residence data name, unless that is a parent offered anyway.

        Somebody proposed is never chosen beforehand: the family says that it is this person.
        """
        field, proposal = self.fields["household_head"], proposed_head(self.declared)
        if proposal is None or not isinstance(field, HeadField):
            return []
        masked = half_masked(proposal.person.full_name)
        if proposal.is_applicant:
            field.initial = self.family.applicant_role
            field.help_text = gettext("Theo dữ liệu cư trú, chính ông/bà là chủ hộ.")
            return []
        parent = self._parent_called(masked) if proposal.state == ABLE else None
        if parent:
            field.initial = parent
            field.help_text = gettext("Theo dữ liệu cư trú, {name} là chủ hộ.").format(name=masked)
            return []
        field.propose(proposal.person.handle)
        label = ChoiceWithHint(masked)
        label.hint = gettext("Theo dữ liệu cư trú. Đúng người này thì không phải ghi tên và số.")
        return [(HeadIs.PROPOSED.value, label)]

    def _parent_called(self, masked: str) -> str | None:
        """Return the parent whose name fits a half-hidden one."""
        for which, parent in self.family.parents.items():
            if not parent.person.is_dead and may_be(masked, parent.person.full_name):
                return which
        return None

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a head who is somebody else; drop what no longer applies.

        Whether all owners must agree is answered with it, by the law of the day.
        """
        said = self.cleaned_data
        head = said.get("household_head")
        if head == HeadIs.OTHER:
            self.demand("household_head_name")
            self.refuse_own_number("household_head_number", "household_head_name")
        elif head:
            for name in ("household_head_name", "household_head_number"):
                self.errors.pop(name, None)
                said[name] = ""
        if head and said.get("owner") == head:
            said["owner"] = HEAD
        said.setdefault("owner", "")
        if self.today:
            said["every_owner"] = switch_is_on(EVERY_OWNER, self.today)
        return said

    def leads_to_counter(self) -> Counter | None:
        """Return why a new head must be named first; birth and card go on."""
        head = self.cleaned_data["household_head"]
        return counter(branch_of_head(head, state_of_head(self.declared, head)))
