"""The hospital's paper as the pages read it: how it stands, what it says, what it fixes."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from civil_registry.birth.forms.base import CODE, Declared, Text, said
from civil_registry.birth.models import PaperKind
from portal.hospital_papers.services import NoticeFacts, Standing, State, offered_as, one_line
from portal.people.forms import mid_sentence
from portal.people.personal_numbers import NotANumber, clean_personal_number
from portal.people.sex import Sex

LINE, FACILITY, TIME = 250, 200, "%H:%M"
OFFERED = "birth_notice"  # where the facts of a paper stand among what was offered
NO_NAME = _("Bệnh viện")
FROM_HOSPITAL = _("Theo giấy bệnh viện đã ký.")
VALID = _("{facility} đã gửi giấy chứng sinh của bé. Không cần chụp giấy.")
REISSUED = _("Có bản cấp lại; dùng bản mới nhất.")
NOT_FOUND = _("Chưa thấy giấy của bé. Có thể chờ hoặc chụp giấy.")
NOT_FOUND_YET = _("Chưa thấy giấy của bé. {deadline} Có thể chờ hoặc chụp giấy.")
NOT_FOUND_BY_NUMBER = _(
    "Chưa thấy giấy của bé. Số giấy, số định danh của mẹ và ngày sinh phải khớp cả ba: xin xem lại"
    " các số vừa ghi. Nếu đúng cả, có thể chờ hoặc chụp giấy."
)
USED = _("Giấy này đang ở hồ sơ khác.")
USED_CALL = _("Giấy này đang ở hồ sơ khác. Gọi {phone}.")
USED_ASK = _("Giấy này đang ở hồ sơ khác. Xin hỏi {office}.")
BADLY_SIGNED = _("{facility} ký chưa đúng ({sentence}). Xin chụp giấy; ông/bà không có lỗi.")
UNSIGNED = _("{facility} chưa ký số. Xin chụp giấy.")


def offered_of(standing: Standing | None) -> dict[str, Any]:
    """Return how a paper stands as plain texts a draft can keep; None is one not found."""
    return offered_as(standing, under=OFFERED, reads=notice_of)


def notice_of(facts: NoticeFacts) -> dict[str, Any]:
    """Return what a verified paper says, by the fields of the pages, as plain texts."""
    mother, father = facts.person, facts.father
    born_at = localtime(facts.event_at)
    return {
        "notice_number": facts.number,
        "notice_child": facts.child,
        "kind": PaperKind.BIRTH_NOTICE.value,
        "number": one_line(facts.printed_number),
        "issued_on": f"{facts.issued_on:%d/%m/%Y}",
        "facility": one_line(facts.facility_name or facts.facility_code)[:FACILITY],
        "born_on": f"{born_at:%d/%m/%Y}",
        "born_time": f"{born_at:{TIME}}",
        "sex": facts.sex,
        "birth_place_line": _place(facts.place),
        "is_surrogacy": facts.is_surrogacy,
        "mother_number": _number(mother.document_number),
        "mother_name": one_line(mother.name),
        "mother_born_on": mother.born_on.isoformat() if mother.born_on else "",
        "father_name": one_line(father.name) if father else "",
        "children": facts.children_born or 0,
        "intended_name": one_line(facts.intended_name),
    } | _suggested(facts.intended_name)


def notice_in(declared: Declared) -> Mapping[str, Any]:
    """Return the valid paper of this child, empty if there is none."""
    return said(declared, "offered", OFFERED) or {}


def is_mothers(declared: Declared) -> bool:
    """Say whether the person a paper names is the mother: it may be another who signed in."""
    notice = notice_in(declared)
    own = (said(declared, "offered", "own") or {}).get("number")
    is_own = bool(own) and own == notice.get("mother_number")
    return not is_own or said(declared, "applicant", "relation") == "mother"


def told_of(declared: Declared, *, deadline: str = "", office: str = "", phone: str = "") -> Text:
    """Return the sentence about this child's paper (the words of the law are `deadline`)."""
    state = said(declared, "offered", "state")
    facility = said(declared, "offered", "facility") or NO_NAME
    if notice := notice_in(declared):
        return format_lazy(VALID, facility=notice.get("facility") or NO_NAME)
    if state == State.BADLY_SIGNED:
        why, _stop, _rest = str(said(declared, "offered", "sentence") or "").partition(".")
        return format_lazy(BADLY_SIGNED, facility=facility, sentence=mid_sentence(why))
    if state == State.UNSIGNED:
        return format_lazy(UNSIGNED, facility=facility)
    if state == State.ALREADY_USED:
        return _in_use(office, phone)
    if said(declared, "offered", "is_sought"):
        return NOT_FOUND_BY_NUMBER
    return format_lazy(NOT_FOUND_YET, deadline=deadline) if deadline else NOT_FOUND


def _in_use(office: str, phone: str) -> Text:
    if phone:
        return format_lazy(USED_CALL, phone=phone)
    return format_lazy(USED_ASK, office=office) if office else USED


def shown_of(notice: Mapping[str, Any]) -> tuple[tuple[Text, str], ...]:
    """Return what a paper says as labelled rows; what it leaves blank is left out."""
    sex = dict(Sex.choices).get(notice.get("sex", ""), "")
    when = f"{notice.get('born_time', '')} {notice.get('born_on', '')}".strip()
    rows = (
        (_("Số giấy"), notice.get("number", "")),
        (_("Ngày cấp giấy"), notice.get("issued_on", "")),
        (_("Nơi cấp giấy"), notice.get("facility", "")),
        (_("Giới tính"), str(sex)),
        (_("Sinh lúc"), when),
        (_("Nơi sinh"), notice.get("birth_place_line", "")),
        (_("Dự định đặt tên con là"), notice.get("intended_name", "")),
    )
    return tuple((label, text) for label, text in rows if text)


def notices_of(declared: Declared) -> list[Mapping[str, Any]]:
    """Return the valid papers of all children of this birth, in their order."""
    by_child = declared.get(f"{CODE}.offered", {}).get("by_child", {})
    count = int(said(declared, "fit", "children") or 1)
    told = [by_child.get(str(ordinal), {}) for ordinal in range(1, count + 1)]
    return [one[OFFERED] for one in told if one.get(OFFERED)]


def _suggested(intended: str) -> dict[str, str]:
    """Return the parts of the intended name behind the surname, spelled as names are."""
    words = [f"{word[:1].upper()}{word[1:].lower()}" for word in one_line(intended).split()]
    if not words:
        return {}
    return {"middle_name": " ".join(words[1:-1]), "given_name": words[-1]}


def _number(written: str) -> str:
    try:
        return clean_personal_number(written, old_id_allowed=True)
    except NotANumber:
        return ""


def _place(text: str) -> str:
    line = one_line(text)[:LINE].strip()
    return line if any(sign.isalnum() for sign in line) else ""
