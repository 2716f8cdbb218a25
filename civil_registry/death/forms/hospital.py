"""The hospital's death notice as the pages read it: how it stands, what it says, what it fixes."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from civil_registry.death.forms.base import CODE
from civil_registry.death.models import NoticeKind
from portal.hospital_papers.services import NoticeFacts, Standing, State, offered_as, one_line
from portal.people.forms import mid_sentence
from portal.people.pages import Declared, Text
from portal.people.sex import Sex
from portal.pipeline.procedures import PaperTold

LINE, FACILITY = 250, 200
SOUGHT = ("sought_number",)
QUESTIONED = "questioned"  # among what was offered: the fields somebody asks the family to mend
OFFERED = "death_notice"  # where the facts of a paper stand among what was offered
NO_NAME = _("Bệnh viện")
FROM_HOSPITAL = _("Theo giấy bệnh viện đã ký; không phải ghi lại.")
NOT_SOUGHT = _("Bệnh viện gửi giấy báo tử thẳng đến đây. Có số giấy thì tìm, không phải chụp.")
VALID = _("{facility} đã gửi giấy báo tử. Không cần chụp giấy.")
REISSUED = _("Có bản cấp lại; dùng bản mới nhất.")
NOT_FOUND = _("Chưa thấy giấy này. Có thể chờ hoặc chụp giấy.")
USED = _("Giấy này đang ở hồ sơ khác.")
BADLY_SIGNED = _("{facility} ký chưa đúng ({sentence}). Xin chụp giấy; đây là việc của bệnh viện.")
UNSIGNED = _("{facility} chưa ký số. Xin chụp giấy.")
MAY_BE_SENT = _(
    "Bệnh viện có thể đã gửi giấy mang số này: bấm “Tìm giấy”, thấy thì không phải chụp. Số giấy"
    " phải khớp cả số định danh và ngày mất đã khai."
)
FIND = _("Ghi số in trên giấy. Phải khớp cả số định danh và ngày mất đã khai.")


def offered_of(standing: Standing | None) -> dict[str, Any]:
    """Return how a paper stands as plain texts a draft can keep; None is one not found."""
    return offered_as(standing, under=OFFERED, reads=notice_of)


def notice_of(facts: NoticeFacts) -> dict[str, Any]:
    """Return what a verified paper says, by the fields of the pages, as plain texts."""
    died_at = localtime(facts.event_at)
    return {
        "signed_number": facts.number,
        "signed_child": facts.child,
        "kind": NoticeKind.DEATH_NOTICE.value,
        "number": one_line(facts.printed_number)[:30],
        "issued_on": f"{facts.issued_on:%d/%m/%Y}",
        "facility": one_line(facts.facility_name or facts.facility_code)[:FACILITY],
        "died_on": f"{died_at:%d/%m/%Y}",
        "died_time": f"{died_at:%H:%M}",
        "sex": facts.sex,
        "name": one_line(facts.person.name),
        "personal_number": facts.person.document_number,
        "born_on": f"{facts.person.born_on:%d/%m/%Y}" if facts.person.born_on else "",
        "cause": one_line(facts.cause or facts.disease_name)[:LINE],
    }


def notice_in(declared: Declared) -> Mapping[str, Any]:
    """Return the valid paper that was found, empty if there is none."""
    return declared.get(f"{CODE}.offered", {}).get(OFFERED) or {}


def is_questioned(declared: Declared, field: str) -> bool:
    """Tell whether somebody asks about this field (`page.name`) of what was filed."""
    return f"{CODE}.{field}" in declared.get(f"{CODE}.offered", {}).get(QUESTIONED, ())


def told_of(declared: Declared) -> PaperTold:
    """Return what the page of the notice tells of the paper somebody looks for."""
    offered = declared.get(f"{CODE}.offered", {})
    notice = notice_in(declared)
    return PaperTold(
        text=_said_of(offered, notice),
        more=REISSUED if notice and offered.get("state") == State.REISSUED else "",
        is_taken=bool(notice),
        rows=_rows_of(notice),
        sought=SOUGHT,
        how=FIND,
        other=_("Tìm giấy khác"),
    )


def _said_of(offered: Mapping[str, Any], notice: Mapping[str, Any]) -> Text:
    state = offered.get("state")
    facility = offered.get("facility") or NO_NAME
    if notice:
        return format_lazy(VALID, facility=notice.get("facility") or NO_NAME)
    if state == State.BADLY_SIGNED:
        why, _stop, _rest = str(offered.get("sentence") or "").partition(".")
        return format_lazy(BADLY_SIGNED, facility=facility, sentence=mid_sentence(why))
    if state == State.UNSIGNED:
        return format_lazy(UNSIGNED, facility=facility)
    if state == State.ALREADY_USED:
        return USED
    return NOT_FOUND if state else NOT_SOUGHT


def _rows_of(notice: Mapping[str, Any]) -> tuple[tuple[Text, str], ...]:
    when = f"{notice.get('died_time', '')} {notice.get('died_on', '')}".strip()
    rows = (
        (_("Số giấy"), notice.get("number", "")),
        (_("Ngày cấp giấy"), notice.get("issued_on", "")),
        (_("Nơi cấp giấy"), notice.get("facility", "")),
        (_("Họ tên người đã mất"), notice.get("name", "")),
        (_("Giới tính"), str(dict(Sex.choices).get(notice.get("sex", ""), ""))),
        (_("Mất lúc"), when),
        (_("Nguyên nhân"), notice.get("cause", "")),
    )
    return tuple((label, text) for label, text in rows if text)
