"""The pages a family fills in about a birth, in order; what each can lead to the commune for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.models import (
    MOST_CHILDREN,
    MOST_COPIES,
    BirthDeclaration,
    FatherPart,
    FromParent,
    Married,
    PaperKind,
    PlaceFrom,
    Relation,
    Situation,
)
from portal.people.codes import ResidenceKind
from portal.people.ethnicities import Ethnicity
from portal.people.form_fields import (
    HIDDEN,
    BirthDateField,
    LineField,
    PartialDateField,
    PersonalNumberField,
    PersonNameField,
    PhoneField,
)
from portal.people.forms import SentencesMixin, TodayMixin, WarningsMixin
from portal.people.names import join_name, name_key
from portal.people.nationalities import VIETNAM, country_choices
from portal.people.partial_dates import PartialDate
from portal.people.sex import DECLARABLE, Sex
from portal.pipeline.procedures import Counter, DeclarationPage, Way
from portal.places.form_fields import CommuneField
from portal.statutes.selectors import amount, statute_text, time_limit

CODE = "civil_registry.birth"
Declared = Mapping[str, Any]
Text = str | Promise
TOO_LONG = _("Dài quá {limit} chữ. Xin ghi ngắn hơn.")


def counter(
    case: rules.WithAnOfficial | None, *, leg: str = "", ends: bool = True
) -> Counter | None:
    """Return the way to the commune for what the rules found, in the reader's language."""
    if case is None:
        return None
    bring = gettext(case.bring) if case.bring else ""
    return Counter(case.branch, gettext(case.reason), bring, leg, ends, Way(case.way))


def said(declared: Declared, page: str, field: str) -> Any:
    """Return what another page of this declaration said, None if it was not asked."""
    return declared.get(f"{CODE}.{page}", {}).get(field)


def has_parents(declared: Declared) -> bool:
    """Tell whether anything is known of the child's parents."""
    return said(declared, "fit", "situation") != Situation.FOUND


def has_father(declared: Declared) -> bool:
    """Tell whether the father is declared."""
    answers = (said(declared, "parents_married", name) or "" for name in ("married", "father_part"))
    return has_parents(declared) and rules.names_father(*answers)


def lives_at(declared: Declared, parent: str) -> str:
    """Return the commune where a declared parent lives, "" of one who has died."""
    gone = parent == "father" and not has_father(declared)
    if gone or said(declared, parent, "deceased"):
        return ""
    return said(declared, parent, "residence_commune") or ""


def radio(label: Any, choices: Sequence[tuple[Any, Any]], **options: Any) -> forms.ChoiceField:
    """Return a question with all its answers in sight."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **options)


class BirthPage(TodayMixin, WarningsMixin, SentencesMixin, DeclarationPage):
    """What the pages share.

    `columns` is the prefix of its columns; `official` maps fields to the national form's names.
    Pages with `per_child` are asked once a child, and `uploads` are (code, label, required).
    `unstored` are questions that only lead the way, `renamed` those whose column is named apart.
    """

    today: date
    title: ClassVar[Any] = ""  # a text that is translated when it is shown
    lead: ClassVar[Any] = ""
    about: ClassVar[Any] = ""  # whom the labels speak of, where the page's title is not near
    columns: ClassVar[str] = ""
    unstored: ClassVar[frozenset[str]] = frozenset()
    renamed: ClassVar[Mapping[str, str]] = {}
    per_child: ClassVar[bool] = False
    uploads: tuple[tuple[str, Any, bool], ...] = ()
    official: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["null_characters_not_allowed"] = HIDDEN
            if limit := getattr(field, "max_length", None):
                field.error_messages["max_length"] = format_lazy(TOO_LONG, limit=limit)
            if isinstance(field, forms.ChoiceField) and str(field.label).endswith("?"):
                field.error_messages["required"] = _("Xin chọn một câu trả lời.")
            if isinstance(field, CommuneField):
                field.today = self.today
        self.dropped: list[str] = []
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to what was declared before; asks no network."""

    def drop(self, tick: str) -> None:
        """Take away a tick that cannot be true here; it counts as not set."""
        del self.fields[tick]
        self.dropped.append(tick)

    def _clean_form(self) -> None:
        super()._clean_form()  # type: ignore[misc]
        self.cleaned_data |= dict.fromkeys(self.dropped, False)

    @classmethod
    def key(cls) -> str:
        """Return where this page's answers stand among all that was declared."""
        return f"{CODE}.{cls.code}"

    @classmethod
    def stored(cls) -> dict[str, str]:
        """Return the column of each field that is kept."""
        return {
            name: cls.renamed.get(name, cls.columns + name)
            for name in cls.base_fields
            if name not in cls.unstored
        }

    @classmethod
    def together(cls, children: Sequence[Declared]) -> dict[int, dict[str, Text]]:
        """Return what is wrong between the children of one birth: {position: {field: sentence}}."""
        return {}

    def said(self, page: str, field: str) -> Any:
        """Return what another page said."""
        return said(self.declared, page, field)

    def answer(self, field: str) -> Any:
        """Return this page's own clean answer, None if there is none."""
        return self.cleaned_data.get(field) or None

    def require(self, *names: str) -> None:
        """Put "Xin ghi …" beside each of these fields that is blank."""
        for name in names:
            if name in self.fields and not self.answer(name) and name not in self.errors:
                self.add_error(name, str(self.fields[name].error_messages["required"]))

    def offer(self, name: str, choices: Sequence[tuple[Any, Any]], initial: str) -> None:
        """Let one of these be chosen, the likely one beforehand."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)
        field.initial = initial

    def limit(self, code: str) -> int | None:
        """Return a limit of the law as of today, None where none is recorded."""
        row = time_limit(code, self.today)
        return row.value if row else None

    def if_too_old(self) -> Counter | None:
        """Return B29 if the child, by this page's answer, is beyond the age of this group."""
        years, born_on = self.limit("group.child_age"), self.answer("born_on").earliest
        if years is None or rules.is_in_group(born_on, self.today, years):
            return None
        return counter(rules.SIX_OR_OLDER)


class FitPage(BirthPage):
    """The first questions: whether this birth can be declared here at all."""

    code = "fit"
    title = _("Vài câu hỏi để chọn đúng cách làm")
    lead = _("Chỉ vài câu, chưa phải khai hồ sơ.")
    unstored = frozenset({"born_on", "birth_country"})

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


class ApplicantPage(BirthPage):
    """Who applies, and what must be known of the parents before anything is typed."""

    code = "applicant"
    title = _("Ông/bà là ai của bé?")
    unstored = frozenset({"parent_can_sign_in", "nationality", "mother_number"})
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


class ParentsMarriedPage(BirthPage):
    """One neutral question, from which it follows whether a father is declared."""

    code = "parents_married"
    title = _("Cha và mẹ của bé có đăng ký kết hôn với nhau không?")
    lead = _("Hỏi để biết có ghi tên cha ngay được không. Không phải nộp giấy đăng ký kết hôn.")

    unstored = frozenset({"married_in"})

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
        if married == Married.NO:
            self.require("father_part")
        else:
            self.cleaned_data["father_part"] = part = ""
        if part == FatherPart.FORMER_HUSBAND:
            self.require("marriage_ended_on")
        else:
            self.cleaned_data["marriage_ended_on"] = None
        if part == FatherPart.LEFT_OUT and self.said("applicant", "relation") == Relation.FATHER:
            self.add_error("father_part", self._who_files_without_a_father())

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


class GuardianPage(BirthPage):
    """By what a guardian is one; who is guardian by law has no decision."""

    code = "guardian"
    title = _("Quyết định giám hộ")
    lead = _("Nếu là giám hộ đương nhiên thì để trống.")
    columns = "guardian_"

    decision = LineField(label=_("Số quyết định"), max_length=50, required=False)
    decided_on = PartialDateField(label=_("Ngày quyết định"), past=True, required=False)
    decided_by = LineField(label=_("Nơi ra quyết định"), max_length=200, required=False)

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask guardians."""
        return said(declared, "applicant", "relation") == Relation.GUARDIAN


class PaperPage(BirthPage):
    """The hospital's paper, or what may stand for it; each child has its own."""

    code = "paper"
    title = _("Giấy chứng sinh")
    columns = "paper_"
    per_child = True
    uploads: tuple[tuple[str, Any, bool], ...] = (
        ("birth_paper", _("Giấy chứng sinh (hoặc văn bản người làm chứng, giấy cam đoan)"), True),
    )

    kind = radio(
        _("Giấy về việc sinh"),
        PaperKind.choices[:3],
        initial=PaperKind.BIRTH_NOTICE,
    )
    number = LineField(label=_("Số giấy chứng sinh"), max_length=30, required=False)
    issued_on = PartialDateField(label=_("Ngày cấp giấy"), full=True, past=True, required=False)
    facility = LineField(label=_("Nơi cấp giấy"), max_length=200, required=False)

    def prepare(self) -> None:
        """Fill in the hospital's signed paper if there is one; else say what may stand for it."""
        notice = self.said("offered", "birth_notice") or {}
        if notice:
            self.uploads = ()  # the portal holds what a photo would show
            self.initial = {**notice, **self.initial}
        if not has_parents(self.declared):
            self.offer("kind", PaperKind.choices[3:], PaperKind.ABANDONMENT_RECORD)
            return
        ask, issue = self.limit("birth_notice.request"), self.limit("birth_notice.issue")
        if ask and issue:
            self.fields["kind"].help_text = format_lazy(
                _(
                    "Sinh tại nhà hoặc trên đường: xin trạm y tế xã cấp giấy chứng sinh (đề nghị"
                    " trong {ask} ngày, cấp trong {issue} ngày làm việc), hoặc gửi văn bản của"
                    " người làm chứng. Không có người làm chứng thì viết giấy cam đoan theo mẫu."
                ),
                ask=ask,
                issue=issue,
            )

    @classmethod
    def together(cls, children: Sequence[Declared]) -> dict[int, dict[str, Text]]:
        """Two children cannot have one paper (TT 22/2025/TT-BYT: one for each)."""
        twice = rules.repeated([str(child.get("number") or "") for child in children])
        return {
            place: {"number": _("Mỗi bé có một giấy chứng sinh riêng. Xin kiểm tra lại số.")}
            for place in twice
        }


class ChildPage(BirthPage):
    """The child: shown once for each child of the birth."""

    code = "child"
    title = _("Thông tin của bé")
    about = _("Bé")
    per_child = True
    official = {
        "surname": "Ho",
        "middle_name": "ChuDem",
        "given_name": "Ten",
        "born_on": "NgaySinh",
        "sex": "GioiTinh",
        "birth_place_commune": "NsDiaChi",
        "birth_place_line": "NsDiaChi",
    }

    surname = PersonNameField(label=_("Họ"), for_child=True, required=False)
    middle_name = PersonNameField(label=_("Chữ đệm"), for_child=True, required=False)
    given_name = PersonNameField(label=_("Tên"), for_child=True)
    born_on = BirthDateField(label=_("Ngày sinh"), full=True)
    sex = radio(_("Giới tính"), DECLARABLE)
    birth_place_commune = CommuneField(label=_("Xã, phường nơi sinh"))
    birth_place_line = LineField(
        label=_("Nơi sinh"), help_text=_("Tên bệnh viện, trạm y tế, hoặc địa chỉ nhà.")
    )

    def prepare(self) -> None:
        """Begin with what is known; ask a surname only where no parent gives one."""
        if has_parents(self.declared):
            del self.fields["surname"]
        # what the hospital wrote is a suggestion: the name there is only the intended one
        self.initial = {**(self.said("offered", "birth_notice") or {}), **self.initial}
        born_on, days = self.said("fit", "born_on"), self.limit("duty.birth")
        self.fields["born_on"].initial = born_on
        if born_on is not None and days is not None:
            self.fields["given_name"].error_messages["required"] = format_lazy(
                _("Chưa có tên thì chưa đăng ký được. Hạn đăng ký: {day}. Bản nháp được giữ."),
                day=f"{rules.last_day_on_time(born_on.earliest, days):%d/%m/%Y}",
            )

    @classmethod
    def together(cls, children: Sequence[Declared]) -> dict[int, dict[str, Text]]:
        """Two children of one birth cannot have one name."""
        parts = ("surname", "middle_name", "given_name")
        names = [name_key(join_name(*(str(c.get(p) or "") for p in parts))) for c in children]
        return {
            place: {"given_name": _("Hai bé có cùng tên. Xin đặt tên khác cho một bé.")}
            for place in rules.repeated(names)
        }

    def leads_to_counter(self) -> Counter | None:
        """Return B29 if the day of birth was mended to one too long ago."""
        return self.if_too_old()


def official_names(parent: str) -> dict[str, str]:
    """Return the national form's names of a parent's fields; `parent` is Me or Cha."""
    names = {
        "surname": "Ho",
        "middle_name": "ChuDem",
        "given_name": "Ten",
        "born_on": "NgaySinh",
        "deceased": "IsDaChet",
        "personal_number": "SoGiayTo",
        "ethnicity": "MaDanToc",
        "residence_kind": "LoaiCuTru",
        "residence_commune": "DiaChi",
        "residence_line": "DiaChi",
    }
    return {field: f"{parent}{name}" for field, name in names.items()}


class ParentPage(BirthPage):
    """A parent: of one who has died no number and no residence is demanded."""

    title: ClassVar[Any] = ""
    about: ClassVar[Any] = ""
    sex: ClassVar[str]

    surname = PersonNameField(label=_("Họ"), required=False)
    middle_name = PersonNameField(label=_("Chữ đệm"), required=False)
    given_name = PersonNameField(label=_("Tên"))
    born_on = BirthDateField(
        label=_("Ngày sinh"),
        help_text=_("Ghi như 05/11/1996, hoặc 11/1996, hoặc 1996 nếu không nhớ."),
    )
    deceased = forms.BooleanField(label=_("Đã mất"), required=False)
    personal_number = PersonalNumberField(
        label=_("Số định danh"),
        old_id_allowed=True,
        birth_field="born_on",
        required=False,
        help_text=_("12 chữ số, hoặc 9 chữ số nếu là chứng minh cũ."),
    )
    ethnicity = forms.ChoiceField(label=_("Dân tộc"), choices=[("", "–"), *Ethnicity.choices])
    residence_kind = radio(_("Loại cư trú"), ResidenceKind.choices, required=False)
    residence_commune = CommuneField(label=_("Xã, phường đang cư trú"), required=False)
    residence_line = LineField(label=_("Số nhà, đường, thôn, tổ"), required=False)

    def prepare(self) -> None:
        """Fill in what signing in has told, if this parent is the applicant."""
        self.fields["personal_number"].sex = self.sex  # type: ignore[attr-defined]
        if self.said("applicant", "relation") == self.code:
            self.drop("deceased")
            if self.applicant is not None:
                self.initial = {**known_of(self.applicant), **self.initial}

    def clean(self) -> None:
        """Ask of the living what is not asked of the dead; compare with the child."""
        if rules.number_is_needed(deceased=bool(self.answer("deceased"))):
            self.require("personal_number", *self.residence_needed())
        born, child = self.answer("born_on"), self.said("child", "born_on")
        if born and child and not rules.is_possible_parent(born.earliest, child.earliest):
            self.add_error("born_on", _("Ngày này sau ngày sinh của bé. Xin kiểm tra lại."))

    def residence_needed(self) -> tuple[str, ...]:
        """Return the fields of residence that a living parent fills in."""
        return ("residence_kind", "residence_commune", "residence_line")


class MotherPage(ParentPage):
    """The mother."""

    code = "mother"
    title = _("Mẹ của bé")
    about = _("Mẹ")
    columns = "mother_"
    sex = Sex.FEMALE
    official = official_names("Me")

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask when there are parents to ask about."""
        return has_parents(declared)

    def prepare(self) -> None:
        """Remember that she has died, if the first pages said so."""
        super().prepare()
        if self.said("applicant", "mother_number") == "deceased":
            self.initial.setdefault("deceased", True)


class FatherPage(ParentPage):
    """The father; not asked about where his part is left blank."""

    code = "father"
    title = _("Cha của bé")
    about = _("Cha")
    columns = "father_"
    sex = Sex.MALE
    official = official_names("Cha") | {"lives_with_mother": "ChaIsCungcutruMe"}

    lives_with_mother = forms.BooleanField(label=_("Cùng nơi cư trú với mẹ"), required=False)
    field_order = (
        "surname",
        "middle_name",
        "given_name",
        "born_on",
        "deceased",
        "personal_number",
        "ethnicity",
        "lives_with_mother",
    )

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask when the father is to be declared."""
        return has_father(declared)

    def prepare(self) -> None:
        """Offer the mother's residence only where she has one: he cannot live with the dead."""
        super().prepare()
        if not lives_at(self.declared, "mother"):
            self.drop("lives_with_mother")

    def residence_needed(self) -> tuple[str, ...]:
        """Return nothing if he lives with the mother."""
        return () if self.answer("lives_with_mother") else super().residence_needed()

    def clean(self) -> None:
        """Take the mother's residence where it is the same; refuse her number."""
        super().clean()
        if self.answer("lives_with_mother"):
            for name in ("residence_kind", "residence_commune", "residence_line"):
                self.cleaned_data[name] = self.said("mother", name) or ""
        number = self.answer("personal_number")
        if number and number == self.said("mother", "personal_number"):
            self.add_error("personal_number", _("Số này đã ghi cho mẹ. Xin kiểm tra lại."))


class MarriagePage(BirthPage):
    """Where the marriage may be found in the registers; all of it may stay blank."""

    code = "marriage"
    title = _("Nơi đã đăng ký kết hôn")
    lead = _("Nếu nhớ thì ghi, để cơ quan tra cứu nhanh hơn. Không phải nộp giấy.")
    columns = "marriage_"
    official = {
        "number": "GiayCNKHSo",
        "book": "GiayCNKHQuyenSo",
        "registered_on": "GiayCNKHNgayCap",
        "registered_at": "GiayCNKHNoiCap",
    }

    number = LineField(label=_("Số đăng ký"), max_length=50, required=False)
    book = LineField(label=_("Quyển số"), max_length=50, required=False)
    registered_on = PartialDateField(label=_("Ngày đăng ký"), past=True, required=False)
    registered_at = LineField(label=_("Nơi đăng ký"), max_length=200, required=False)

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask when the father is named because of a marriage."""
        return has_father(declared)


class OriginPage(BirthPage):
    """From which parent the child takes surname, ethnicity and hometown."""

    code = "origin"
    title = _("Họ, dân tộc, quê quán của bé")
    lead = _("Chọn theo cha hoặc theo mẹ.")
    renamed = {
        "surname": "surname_from",
        "ethnicity": "ethnicity_from",
        "hometown": "hometown_from",
    }
    official = {
        "surname": "Ho",
        "ethnicity": "MaDanToc",
        "hometown": "QqDiaChi",
        "hometown_commune": "QqDiaChi",
        "hometown_line": "QqDiaChi",
    }

    surname = radio(
        _("Họ của bé"),
        [
            (FromParent.FATHER, _("Theo họ cha")),
            (FromParent.MOTHER, _("Theo họ mẹ")),
            ("custom", _("Họ khác theo tập quán")),
        ],
    )
    ethnicity = radio(
        _("Dân tộc của bé"), [*FromParent.choices, ("undecided", _("Chưa thống nhất"))]
    )
    hometown = radio(
        _("Quê quán của bé"),
        [(FromParent.FATHER, _("Theo quê cha")), (FromParent.MOTHER, _("Theo quê mẹ"))],
    )
    hometown_commune = CommuneField(
        label=_("Xã, phường của quê"),
        as_it_was=True,
        help_text=_("Tên cũ cũng tìm được; xã đã sáp nhập được ghi theo tên nay."),
    )
    hometown_line = LineField(label=_("Thôn, tổ"), required=False)

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask when there is a parent to follow."""
        return has_parents(declared)

    def prepare(self) -> None:
        """Where only the mother is declared there is nothing to choose."""
        if not has_father(self.declared):
            for name in ("surname", "ethnicity", "hometown"):
                del self.fields[name]

    def leads_to_counter(self) -> Counter | None:
        """Return B23 or B24."""
        if self.answer("surname") == "custom":
            return counter(rules.OTHER_SURNAME)
        return counter(rules.NO_AGREEMENT if self.answer("ethnicity") == "undecided" else None)


class OfficePage(BirthPage):
    """Which commune registers the birth: where the father or the mother resides."""

    code = "office"
    title = _("Đăng ký khai sinh ở đâu?")
    lead = _("Nơi cha hoặc mẹ đang cư trú.")

    place_from = radio(_("Nơi đăng ký"), PlaceFrom.choices)
    guardian_commune = CommuneField(label=_("Xã, phường người giám hộ cư trú"), required=False)

    def prepare(self) -> None:
        """Offer the places there are, the mother's first."""
        guarded = self.said("applicant", "relation") == Relation.GUARDIAN
        places = {
            PlaceFrom.MOTHER: bool(lives_at(self.declared, "mother")),
            PlaceFrom.FATHER: bool(lives_at(self.declared, "father")),
            PlaceFrom.GUARDIAN: guarded,
        }
        offered = [(place.value, place.label) for place, offer in places.items() if offer]
        self.offer("place_from", offered, offered[0][0] if offered else "")
        if not guarded:
            del self.fields["guardian_commune"]
        elif self.applicant is not None:
            self.fields["guardian_commune"].initial = self.applicant.commune_code

    def clean(self) -> None:
        """Ask for the guardian's commune if it is chosen; tell of the residence of the child."""
        if self.answer("place_from") == PlaceFrom.GUARDIAN:
            self.require("guardian_commune")
        kinds = self._residences()
        if ResidenceKind.PERMANENT not in kinds and ResidenceKind.TEMPORARY in kinds:
            self.add_warning(
                "place_from",
                gettext(
                    "Bé được đăng ký thường trú theo nơi thường trú của cha hoặc mẹ. Nếu chưa"
                    " muốn, có thể đăng ký tạm trú hoặc khai báo cư trú cho bé trong 60 ngày."
                ),
            )

    def leads_to_counter(self) -> Counter | None:
        """Return B19 for the residence leg alone: the birth goes on."""
        case = rules.of_residence(self._residences())
        return counter(case, leg="residence.registration", ends=False)

    def _residences(self) -> set[str]:
        living = [parent for parent in ("mother", "father") if lives_at(self.declared, parent)]
        return {self.said(parent, "residence_kind") for parent in living} - {None, ""}


class ResultsPage(BirthPage):
    """How the family is told, and how many paper copies it wants."""

    code = "results"
    title = _("Nhận kết quả thế nào?")
    lead = _(
        "Bản điện tử luôn có và có giá trị như bản giấy. Thẻ căn cước cho bé: xin làm tại Công"
        " an xã, phường; chưa nằm trong lần khai này."
    )
    official = {"phone": "NycSdt", "email": "NycEmail", "copies": "BanSaoSoLuong"}

    phone = PhoneField(label=_("Số điện thoại"))
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("Thư điện tử viết như ten@vidu.vn."),
        },
    )
    copies = forms.IntegerField(
        label=_("Số bản giấy muốn nhận"),
        min_value=0,
        max_value=MOST_COPIES,
        initial=0,
        error_messages={
            "invalid": _("Xin ghi một số, ví dụ 0 hoặc 2."),
            "min_value": _("Xin ghi 0 nếu không cần bản giấy."),
            "max_value": format_lazy(_("Nhiều nhất {most} bản một lần."), most=MOST_COPIES),
        },
    )

    def prepare(self) -> None:
        """Fill in what is known; name the price only where the law behind it was seen."""
        if self.applicant is not None:
            known = {"phone": self.applicant.phone, "email": self.applicant.email}
            self.initial = {**known, **self.initial}
        fee = amount("fee.paper_copy", self.today)
        if fee is not None and fee.is_confirmed:
            self.fields["copies"].help_text = format_lazy(
                _("{price} đ một bản, trả khi nhận."), price=f"{fee.value:,.0f}".replace(",", ".")
            )


def known_of(applicant: Any) -> dict[str, Any]:
    """Return what VNeID says of the applicant, by the fields of a parent."""
    words = applicant.full_name.split()
    return {
        "surname": words[0] if len(words) > 1 else "",
        "middle_name": " ".join(words[1:-1]),
        "given_name": words[-1] if words else "",
        "born_on": f"{applicant.born_on:%d/%m/%Y}",
        "personal_number": applicant.personal_number,
        "residence_kind": applicant.residence_kind,
        "residence_commune": applicant.commune_code,
        "residence_line": applicant.address_line,
    }


PAGES: tuple[type[BirthPage], ...] = (
    FitPage,
    ApplicantPage,
    ParentsMarriedPage,
    GuardianPage,
    PaperPage,
    ChildPage,
    MotherPage,
    FatherPage,
    MarriagePage,
    OriginPage,
    OfficePage,
    ResultsPage,
)


BLANK = BirthDeclaration()


def fill(declaration: BirthDeclaration, answers: Declared) -> BirthDeclaration:
    """Write clean answers, of all pages or of some, into a declaration and return it.

    What no longer applies after them is emptied, so that no part of a father stays behind.
    """
    for page in PAGES:
        given = answers.get(page.key(), {})
        for field, column in page.stored().items():
            if field in given:
                setattr(declaration, column, _as_stored(given[field], column))
    _empty_what_is_not_asked(declaration)
    declaration.father_lives_with_mother &= bool(declaration.mother_residence_commune)
    if declaration.father_lives_with_mother:
        for part in ("residence_kind", "residence_commune", "residence_line"):
            setattr(declaration, f"father_{part}", getattr(declaration, f"mother_{part}"))
    return declaration


def _empty_what_is_not_asked(declaration: BirthDeclaration) -> None:
    declared = declared_in(declaration)
    for page in PAGES:
        if not page.applies(declared):
            for column in page.stored().values():
                setattr(declaration, column, getattr(BLANK, column))


def declared_in(declaration: BirthDeclaration) -> dict[str, dict[str, Any]]:
    """Return the answers a declaration keeps, by `procedure.page`, as the pages cleaned them."""
    declared = {
        page.key(): {
            field: _as_cleaned(getattr(declaration, column))
            for field, column in page.stored().items()
        }
        for page in PAGES
    }
    declared[FitPage.key()]["born_on"] = declared[ChildPage.key()]["born_on"]
    return declared


def _as_stored(value: Any, column: str) -> Any:
    if isinstance(value, PartialDate) and column == "born_on":
        return value.earliest
    return value


def _as_cleaned(value: Any) -> Any:
    return PartialDate.from_date(value) if isinstance(value, date) else value
