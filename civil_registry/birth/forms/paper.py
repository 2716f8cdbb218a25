"""The paper that shows that the child was born."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms.base import BirthPage, Declared, Text, has_parents, radio
from civil_registry.birth.forms.notice import (
    FROM_HOSPITAL,
    REISSUED,
    notice_in,
    shown_of,
    told_of,
)
from civil_registry.birth.models import PaperKind, Relation
from portal.hospital_papers.services import State
from portal.people.form_fields import LineField, PartialDateField, PersonalNumberField
from portal.people.sex import Sex
from portal.pipeline.manifests.counters import counter
from portal.pipeline.procedures import Counter, PaperTold
from portal.places.models import OfficeKind
from portal.places.selectors import offices
from portal.statutes.selectors import statute_text

SOUGHT = ("sought_number", "mother_number")


class PaperPage(BirthPage):
    """The hospital's paper, or what may stand for it; each child has its own.

    A signed and valid paper fixes what it says, and nothing is asked any more.
    """

    code = "paper"
    title = _("Giấy chứng sinh")
    columns = "paper_"
    per_child = True
    unstored = frozenset(SOUGHT)
    uploads: tuple[tuple[str, Any, bool], ...] = (
        ("birth_paper", _("Giấy chứng sinh (hoặc văn bản người làm chứng, giấy cam đoan)"), True),
    )

    sought_number = LineField(
        label=_("Số giấy chứng sinh in trên giấy"), max_length=200, required=False
    )
    mother_number = PersonalNumberField(
        label=_("Số định danh của mẹ"), old_id_allowed=True, required=False
    )
    kind = radio(
        _("Giấy về việc sinh"),
        PaperKind.choices[:3],
        initial=PaperKind.BIRTH_NOTICE,
    )
    number = LineField(label=_("Số giấy chứng sinh"), max_length=200, required=False)
    issued_on = PartialDateField(label=_("Ngày cấp giấy"), full=True, past=True, required=False)
    facility = LineField(label=_("Nơi cấp giấy"), max_length=200, required=False)

    def prepare(self) -> None:
        """Take the hospital's signed paper if there is one; else say what may stand for it."""
        for name in SOUGHT:
            vars(self.fields[name])["optional_mark"] = False
        if not has_parents(self.declared):
            for name in SOUGHT:
                del self.fields[name]
            self.offer("kind", PaperKind.choices[3:], PaperKind.ABANDONMENT_RECORD)
            return
        if notice := notice_in(self.declared):
            self.uploads = ()  # the portal holds what a photo would show
            self.lock(notice, "kind", "number", "issued_on", "facility", why=FROM_HOSPITAL)
            self.button = _("Dùng thông tin này")
        self.paper = self._told()
        self._say_what_may_stand_for_it()

    def _told(self) -> PaperTold:
        notice, state = notice_in(self.declared), self.said("offered", "state")
        deadline = statute_text("birth_notice.deadline", self.today) or ""
        office, phone = self._office() if state == State.ALREADY_USED else ("", "")
        own = self.said("applicant", "relation") == Relation.MOTHER
        return PaperTold(
            text=told_of(self.declared, deadline=deadline, office=office, phone=phone),
            more=REISSUED if notice and state == State.REISSUED else "",
            is_taken=bool(notice),
            rows=shown_of(notice),
            sought=SOUGHT,
            how=_(
                "Có giấy trên tay thì ghi hai số dưới đây. Phải khớp cả ngày sinh của bé đã khai."
            ),
            other=_("Không phải giấy của bé? Tìm giấy khác"),
            is_sought_first=state == State.NOT_FOUND and not own,
        )

    def _office(self) -> tuple[str, str]:
        """Return name and telephone of the people's committee where the applicant lives."""
        home = getattr(self.applicant, "commune_code", "")
        office = offices([home], OfficeKind.PEOPLES_COMMITTEE).get(home) if home else None
        return (office.title, office.phone) if office else ("", "")

    def _say_what_may_stand_for_it(self) -> None:
        ask, issue = self.limit("birth_notice.request"), self.limit("birth_notice.issue")
        if ask and issue and not self.fields["kind"].disabled:
            self.fields["kind"].help_text = format_lazy(
                _(
                    "Sinh tại nhà hoặc trên đường: xin trạm y tế xã cấp giấy chứng sinh (đề nghị"
                    " trong {ask} ngày, cấp trong {issue} ngày làm việc), hoặc gửi văn bản của"
                    " người làm chứng. Không có người làm chứng thì viết giấy cam đoan theo mẫu."
                ),
                ask=ask,
                issue=issue,
            )

    def clean(self) -> None:
        """Say which signed paper the declaration rests on, None for what was typed."""
        notice = notice_in(self.declared)
        number = notice.get("notice_number")
        rests_on = {"number": number, "child": notice.get("notice_child", 1)} if number else None
        self.cleaned_data["notice"] = rests_on

    @classmethod
    def together(cls, children: Sequence[Declared]) -> dict[int, dict[str, Text]]:
        """Two children cannot have one paper (TT 22/2025/TT-BYT: one for each).

        Papers of table 9 may share a serial number: those are told apart by their place in it.
        """
        twice = rules.repeated([_key(child) for child in children])
        return {
            place: {"number": _("Mỗi bé có một giấy chứng sinh riêng. Xin kiểm tra lại số.")}
            for place in twice
        }

    def leads_to_counter(self) -> Counter | None:
        """Return B11 or B36 where the signed paper says so."""
        notice = notice_in(self.declared)
        if notice.get("is_surrogacy"):
            return counter(rules.BY_SITUATION["surrogacy"])
        if notice.get("sex") == Sex.UNDETERMINED:
            return counter(rules.BY_SITUATION["sex_undetermined"])
        return None


def _key(child: Declared) -> str:
    """Return by what a child's paper is told from another's, "" where nothing tells it."""
    notice = child.get("notice")
    if notice:
        return f"{notice['number']}#{notice['child']}"
    return str(child.get("number") or "")
