"""One leg as a family sees it: who has it, since when, until when, and what the family must do."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.citizens import mistaken
from portal.citizens.days import day, moment
from portal.citizens.journeys import known
from portal.citizens.tracking import StepFile
from portal.citizens.wording import Standing, Words, filled, words
from portal.consents.models import WAITING, Role
from portal.handovers.models import HandoverStatus
from portal.pipeline.models import Step
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus as S
from portal.statutes.selectors import return_reason

ANOTHER_WAY = "CONSENT"  # the reason of a return that asks for another person, or a paper
SLOW = timedelta(minutes=30)  # a hand-over that takes longer is told as a waiting line
NOTES = {
    "number_due": Standing.NUMBER_DUE,
    "e_copy_due": Standing.E_COPY_DUE,
    "e_copy_invalid": Standing.E_COPY_DUE,
    "proof_out": Standing.PROOF,
    "signature_due": Standing.SIGNATURE,
}
LEFT_OUT = {"chosen": Standing.LATER, "official": Standing.OFFICIAL}  # why a leg is not opened
STAGES = 2  # what opens a life event, and what runs side by side after it


def standing_of(one: StepFile, *, now: datetime) -> Standing:
    """Return in which way a step stands in its status."""
    step = one.step
    if step.status == S.AT_DESK:
        return _at_desk(one)
    if step.status == S.IN_TRANSIT:
        return _in_transit(one, now)
    if step.status == S.WITH_AGENCY:
        return _with_agency(one)
    if one.mistaken_at and step.status in (S.GRANTED, S.WITHDRAWN, S.SKIPPED):
        return Standing.MISTAKEN
    return LEFT_OUT.get(_why_left_out(one), Standing.PLAIN)


def _at_desk(one: StepFile) -> Standing:
    if one.verification:
        return Standing.VERIFYING
    if one.step.note in ("proof_out", "signature_due"):
        return NOTES[one.step.note]
    opened_at = one.step.opened_at
    if opened_at is None:
        return Standing.UNOPENED
    return Standing.OPENED if opened_at >= one.step.since else Standing.BACK


def _in_transit(one: StepFile, now: datetime) -> Standing:
    if one.handover and one.handover.status == HandoverStatus.STALLED:
        return Standing.STUCK
    if one.step.endpoint.down_since or now - one.step.since > SLOW:
        return Standing.LINE_DOWN
    return Standing.VERIFYING if one.verification else Standing.PLAIN


def _with_agency(one: StepFile) -> Standing:
    if one.handover and one.handover.status == HandoverStatus.STALLED:
        return Standing.STUCK
    if one.verification:
        return Standing.VERIFYING
    noted = NOTES.get(one.step.note, Standing.PLAIN)
    return noted if noted in (Standing.NUMBER_DUE, Standing.E_COPY_DUE) else Standing.PLAIN


def said(one: StepFile, *, now: datetime) -> tuple[Words, str, str]:
    """Return the row of words of a step, and its label and sentence filled in."""
    row = words(one.step.status, standing_of(one, now=now))
    blanks = blanks_of(one)
    return row, filled(row.label, blanks), filled(row.sentence, blanks)


def blanks_of(one: StepFile) -> dict[str, Any]:
    """Return everything a sentence about this step may need."""
    step, asked, checking, proof = one.step, one.asked_back, one.verification, one.proof
    stuck = one.handover.settled_at if one.handover else None
    return {
        "agency": office_of(one),
        "since": moment(step.since),
        "since_day": day(step.since),
        "noted_on": day(step.since),
        "opened": moment(step.opened_at),
        "due": day(step.due_on),
        "answer_by": moment(proof.answer_by) if proof else day(asked.answer_by if asked else None),
        "down_since": moment(step.endpoint.down_since or step.since),
        "stuck_since": moment(stuck or step.since),
        "awaited": awaited(step),
        "granted": _title(step, "granted_label") or _("Đã có kết quả"),
        "reason": reason_of(one),
        "why": why_skipped(one),
        "asked_office": checking.office if checking else "",
        "new_on": day(checking.new_due_on) if checking else "",
        "former_on": day(checking.previous_due_on) if checking else "",
        **_mistaken(one),
        **_asked(one),
    }


def office_of(one: StepFile) -> str:
    """Return who has a step: what follows lies at the desk of the commune, whoever decides."""
    step, procedure = one.step, known(one.step.procedure)
    if step.status == S.AT_DESK and procedure and procedure.follows:
        return one.committee or _("UBND xã, phường")
    return step.agency_title


def at_counter(one: StepFile) -> str:
    """Return why what somebody asks to mend is mended with an official beside, "" if it is not."""
    procedure = known(one.step.procedure)
    items = one.asked_back.items if one.asked_back else ()
    told = procedure.at_counter if procedure else {}
    return next((str(told[item]) for item in items if item in told), "")


def awaited(step: Step) -> str:
    """Return what a waiting step waits for, as it stands inside a sentence."""
    procedure = known(step.procedure)
    before = [known(code) for code in procedure.follows] if procedure else []
    titles = [str(one.result_title or one.title) for one in before if one]
    return ", ".join(title[:1].lower() + title[1:] for title in titles)


def reason_of(one: StepFile) -> str:
    """Return why a step was sent back or refused, in the words of whoever did it."""
    request = one.asked_back or one.ended_for
    if one.asked_back and one.asked_back.reason == ANOTHER_WAY:
        return _(
            "Người được nhờ không đồng ý, hoặc đã hết hạn trả lời. Có thể nhờ người khác, chọn nơi"
            " khác, hoặc gửi tờ CT01 đã ký."
        )
    if request is not None and request.sentence and _ends_with(one, request.reason):
        return request.sentence
    code = _last_detail(one, "reason") or (request.reason if request else "")
    row = return_reason(code, timezone.localdate(one.step.since)) if code else None
    if row is None:
        return _("Xin xem và sửa phần được nêu.") if one.asked_back else ""
    sentence = row.sentence if "{" not in row.sentence else f"{row.pick}."
    return f"{sentence} {_('Căn cứ')}: {row.basis}."


def why_skipped(one: StepFile) -> str:
    """Return why a leg is not done."""
    last = one.journal[-1] if one.journal else None
    if last and last.act == "person_died":
        return _("Việc này đã dừng lại. Gia đình không phải làm gì.")
    if last and last.act == "left_out":
        procedure = known(one.step.procedure)
        if _why_left_out(one) == "official":
            return _why_official(one.step.procedure, str(last.details.get("branch", "")))
        sentence = procedure.not_applicable if procedure else ""
        return str(sentence) or _("Theo những gì đã khai thì không có việc phải làm.")
    return _("Việc trước đó không có kết quả nên bước này không bắt đầu.")


def _why_left_out(one: StepFile) -> str:
    """Return for what kind of reason a leg was not opened at filing, "" for any other."""
    last = one.journal[-1] if one.journal and one.step.status == S.SKIPPED else None
    return str(last.details.get("why", "")) if last and last.act == "left_out" else ""


def _why_official(code: str, branch: str) -> str:
    """Return why an official must see a leg, and what to bring, as it was told before filing."""
    own_first = sorted(registry, key=lambda procedure: procedure.code != code)
    told = (procedure.left_to_official(branch) for procedure in own_first)
    counter = next((one for one in told if one is not None), None)
    if counter is None:
        return _("Việc này cần cán bộ xem trực tiếp.")
    bring = _("Mang theo: {papers}").format(papers=counter.bring) if counter.bring else ""
    return f"{counter.reason} {bring}".strip()


def _ends_with(one: StepFile, reason: str) -> bool:
    """Whether the last request is what the step now stands for, not an older, answered one."""
    return one.step.status == S.RETURNED or _last_detail(one, "reason") in ("", reason)


def _last_detail(one: StepFile, name: str) -> str:
    return str(one.journal[-1].details.get(name, "")) if one.journal else ""


def _mistaken(one: StepFile) -> dict[str, str]:
    label, sentence = mistaken.told_of(one, office_of(one)) if one.mistaken_at else ("", "")
    return {"mistaken_label": label, "mistaken": sentence}


def _asked(one: StepFile) -> dict[str, Any]:
    waiting = [consent for consent in one.consents if consent.status in WAITING]
    reminded = max((consent.reminded_count for consent in waiting), default=0)
    names = [f"{consent.full_name} ({_roles(consent.roles)})" for consent in waiting]
    return {
        "asked": ", ".join(names) or _("người khác"),
        "asked_on": day(min((consent.asked_at for consent in waiting), default=None)),
        "reminded": _(", đã nhắc %(count)s lần") % {"count": reminded} if reminded else "",
        "expires_on": day(min((consent.expires_on for consent in waiting), default=None)),
    }


def _roles(roles: list[str]) -> str:
    return ", ".join(str(Role(role).label).lower() for role in roles)


def _title(step: Step, name: str) -> str:
    return str(getattr(known(step.procedure), name, ""))
