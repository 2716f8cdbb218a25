"""The pages on the child's residence: where, in whose household, who agrees and how."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people.codes import RelationToHead
from portal.people.families import Person, family_of
from portal.people.form_fields import HIDDEN, LineField, PersonalNumberField, PersonNameField
from portal.people.forms import SentencesMixin, WarningsMixin
from portal.people.names import name_key
from portal.pipeline.procedures import Counter, DeclarationPage
from portal.places.form_fields import CommuneField
from portal.statutes.selectors import switch_is_on
from residence.registration import rules
from residence.registration.models import CONSENT_WAY, DWELLING, HEAD_IS, WITH_WHOM
from residence.registration.rules import (
    EVERY_OWNER,
    HEAD,
    LEG,
    OTHERS,
    AgreesBy,
    Branch,
    Dwelling,
    HeadIs,
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


def agreements_of(declared: Mapping[str, Any]) -> tuple[rules.Agreement, ...]:
    """Return who agrees, as far as head and owners are declared."""
    family = family_of(declared)
    parent = family.parents.get(family.applicant_role)
    applicant = parent.person if parent else Person("", rules.SELF)
    pages = {code: declared.get(f"{LEG}.{code}") or {} for code in ("place", "head", "owners")}
    household = rules.household_of(
        pages["head"], pages["owners"], rules.people_of(declared, applicant)
    )
    if household is None:
        return ()
    return rules.agreements(
        applicant_number=applicant.personal_number,
        head=household.head,
        owners=household.owners,
        parents=rules.parents_who_agree(family, pages["place"].get("with_whom") or ""),
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


class PlacePage(ResidencePage):
    """Where the child will live."""

    code = "place"
    title = _("Bé sẽ thường trú ở đâu?")

    official = {"commune": "DkttDiaChi", "address_line": "DkttDiaChi"}

    with_whom = forms.ChoiceField(label=_("Nơi thường trú của bé"), widget=forms.RadioSelect)
    dwelling = forms.ChoiceField(
        label=_("Loại chỗ ở"), choices=DWELLING, widget=forms.RadioSelect, initial="family"
    )
    commune = CommuneField(
        label=_("Xã, phường và tỉnh"),
        required=False,
        help_text=_("Chỉ ghi khi chưa khai nơi này ở phần cha, mẹ."),
    )
    address_line = LineField(label=_("Số nhà, đường, thôn"), max_length=250, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = rules.places_offered(self.family)
        labels = dict(WITH_WHOM)
        known = [one.value for one in offered if rules.place_known(self.family, one)]
        self.offer("with_whom", [(one.value, labels[one]) for one in offered], *known[-1:])

    def clean(self) -> dict[str, Any]:
        """Fill in the place declared before; else it must be named."""
        said = self.cleaned_data
        if "with_whom" not in said:
            return said
        known = rules.place_known(self.family, said["with_whom"])
        if known is None:
            self.demand("commune", "address_line")
            return said
        for name in ("commune", "address_line"):
            self.errors.pop(name, None)
        return said | {"commune": known[0], "address_line": known[1]}

    def leads_to_counter(self) -> Counter | None:
        """Return why the police must see the dwelling first; birth and card go on."""
        said = self.cleaned_data
        return counter(rules.branch_of_place(said["with_whom"], said["dwelling"]))


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
        by_guardian = self.family.applicant_role == rules.GUARDIAN
        return known | ({HeadIs.APPLICANT.value} if by_guardian else set())

    def _proposed(self) -> list[tuple[str, str]]:
        """Offer the head the residence data name, unless that is a parent offered anyway.

        Somebody proposed is never chosen beforehand: the family says that it is this person.
        """
        field, proposal = self.fields["household_head"], rules.proposed_head(self.declared)
        if proposal is None or not isinstance(field, HeadField):
            return []
        masked = rules.half_masked(proposal.person.full_name)
        if proposal.is_applicant:
            field.initial = self.family.applicant_role
            field.help_text = gettext("Theo dữ liệu cư trú, chính ông/bà là chủ hộ.")
            return []
        parent = self._parent_called(masked) if proposal.state == rules.ABLE else None
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
            if not parent.person.is_dead and rules.may_be(masked, parent.person.full_name):
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
        return counter(rules.branch_of_head(head, rules.state_of_head(self.declared, head)))


class OwnersPage(ResidencePage):
    """The owners of the dwelling, where they are others than head, parents or applicant."""

    code = "owners"
    title = _("Chủ nhà")
    lead = _("Nhà có nhiều chủ: thêm từng người, hoặc gửi một tờ CT01 có đủ chữ ký.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for count in range(1, rules.MOST_OWNERS + 1):
            name = PersonNameField(
                label=gettext("Họ tên chủ nhà {count}").format(count=count), required=count == 1
            )
            name.error_messages["required"] = gettext("Xin ghi họ tên chủ nhà.")
            self.word(name)
            number = PersonalNumberField(
                label=gettext("Số định danh của chủ nhà {count}").format(count=count),
                required=False,
            )
            self.fields |= {f"name_{count}": name, f"number_{count}": number}

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask only when the owners are people not named before."""
        return (declared.get(f"{LEG}.head") or {}).get("owner") == OTHERS

    def clean(self) -> dict[str, Any]:
        """Refuse a number without a name, one person twice, and two people without numbers."""
        said = self.cleaned_data
        numbers: set[str] = set()
        unknown = 0
        for count in range(1, rules.MOST_OWNERS + 1):
            name, number = said.get(f"name_{count}"), said.get(f"number_{count}")
            if number and not name:
                self.demand(f"name_{count}")
            self.refuse_own_number(f"number_{count}", f"name_{count}")
            if number and number in numbers:
                self.add_error(f"number_{count}", gettext("Số này đã ghi ở trên."))
            numbers.add(number or "")
            unknown += bool(name) and not number
            if unknown > 1 and name and not number:
                self.add_error(f"number_{count}", gettext("Chỉ một chủ nhà được để trống số."))
        return said


class RelationPage(ResidencePage):
    """What the child is to the head of the household."""

    code = "relation"
    title = _("Bé là gì của chủ hộ?")

    official = {"relation_to_head": "DkttMaQuanHe"}

    relation_to_head = forms.ChoiceField(
        label=_("Quan hệ của bé với chủ hộ"), choices=[("", ""), *RelationToHead.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_whom = self.said("place", "with_whom")
        if with_whom:
            head = self.said("head", "household_head")
            guarded = self.family.applicant_role == rules.GUARDIAN
            self.fields["relation_to_head"].initial = rules.suggested_relation(
                with_whom, head, by_guardian=guarded
            )

    def clean(self) -> dict[str, Any]:
        """Warn, without blocking, when a parent is head and the child is called something else."""
        relation = self.cleaned_data.get("relation_to_head")
        if relation and rules.relation_is_unusual(self.said("head", "household_head"), relation):
            sentence = gettext("Bé thường là con của chủ hộ này. Đúng thì cứ tiếp tục.")
            self.add_warning("relation_to_head", sentence)
        return self.cleaned_data


class ConsentPage(ResidencePage):
    """How those who must agree are asked: on VNeID, or by a signed CT01."""

    code = "consent"
    title = _("Ai cần đồng ý?")
    lead = _(
        "Chủ hộ và chủ nhà xác nhận trên VNeID. Khai sinh và thẻ bảo hiểm không phải chờ việc này."
    )

    official = {"way": "LoaiXacNhanVNeID"}

    way = forms.ChoiceField(
        label=_("Cách xác nhận"),
        choices=[one for one in CONSENT_WAY if one[0] != AgreesBy.FILING],
        widget=forms.RadioSelect,
        initial=AgreesBy.ASKED.value,
    )
    head_name = PersonNameField(
        label=_("Họ tên chủ hộ"),
        max_length=100,
        required=False,
        help_text=_("Chỉ ghi khi gửi tờ CT01: chép đủ họ tên như trên tờ đã ký."),
    )
    head_number = PersonalNumberField(
        label=_("Số định danh của chủ hộ"),
        required=False,
        help_text=_("Chỉ ghi khi gửi tờ CT01: số có trên tờ đã ký."),
    )
    ct01 = forms.FileField(label=_("Tờ CT01 đã ký"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rules.needs_paper(self.said("place", "dwelling")):
            paper = AgreesBy.PAPER.value
            self.offer("way", [one for one in CONSENT_WAY if one[0] == paper], paper)
        if self.said("head", "household_head") != HeadIs.PROPOSED:
            del self.fields["head_name"], self.fields["head_number"]
        asked = [one for one in agreements_of(self.declared) if one.by is not AgreesBy.FILING]
        people: dict[Person, list[str]] = {}
        for one in asked:
            people.setdefault(one.person, []).append(str(ROLES[one.role]))
        self.fields["way"].help_text = "; ".join(
            f"{', '.join(roles)} {rules.half_masked(person.full_name)}".strip()
            for person, roles in people.items()
        )

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask nothing of who is head and owner: filing is both agreements (R01)."""
        if rules.needs_paper((declared.get(f"{LEG}.place") or {}).get("dwelling") or ""):
            return True
        found = agreements_of(declared)
        return not found or any(one.by is not AgreesBy.FILING for one in found)

    def clean(self) -> dict[str, Any]:
        """Want the paper where it speaks for everybody, and who signed it as head, only there."""
        written = [name for name in ("head_name", "head_number") if name in self.fields]
        if self.cleaned_data.get("way") == AgreesBy.PAPER:
            self.demand("ct01", *written)
            self.refuse_own_number("head_number", "head_name")
            return self.cleaned_data
        for name in written:
            self.errors.pop(name, None)
            self.cleaned_data[name] = ""
        return self.cleaned_data


PAGES = (PlacePage, HeadPage, OwnersPage, RelationPage, ConsentPage)
