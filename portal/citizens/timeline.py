"""The tracking page's timeline: every leg with holder, dates, duties, files and what one can do."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.citizens import mistaken
from portal.citizens.days import day, moment
from portal.citizens.history import entries_of
from portal.citizens.journeys import known, may_be_left_out, title_of
from portal.citizens.legs import ANOTHER_WAY, at_counter, awaited, office_of, said, standing_of
from portal.citizens.tracking import StepFile
from portal.citizens.turns import ASKING, button_of, turns_of
from portal.citizens.wording import Standing, Words
from portal.consents.models import WAITING
from portal.pipeline.models import Attachment, Dossier, Step
from portal.pipeline.registry import registry
from portal.pipeline.statuses import FINAL
from portal.pipeline.statuses import StepStatus as S

ENDED = (S.REFUSED, S.WITHDRAWN)
WITH_AN_OFFICE = (S.AT_DESK, S.WITH_AGENCY)
RED_FROM = timedelta(days=1)  # the last two days of what the family has to keep


def leg_of(
    dossier: Dossier, one: StepFile, *, now: datetime, beside: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what parts/leg.html draws of one step; `beside` is what its procedure says itself."""
    step = one.step
    procedure = known(step.procedure)
    row, label, sentence = _said(one, now=now)
    until = until_of(one)
    todo = todo_of(one, row)
    return {
        "stage": 2 if procedure and procedure.follows else 1,
        "title": title_of(step.procedure),
        "status": step.status,
        "tone": row.tone,
        "label": label,
        "sentence": sentence,
        "beside": beside,
        "who": holder_of(one),
        "since": moment(step.since) if step.status in WITH_AN_OFFICE else "",
        "until": day(until),
        "until_late": bool(until and todo and until - timezone.localdate(now) <= RED_FROM),
        "todo": todo,
        "todo_due": bool(todo),
        "files": [_file(dossier, one, attachment) for attachment in one.results],
        "actions": _actions(dossier, one, now),
        "note": _note(one),
        "history": entries_of(one.journal),
    }


def holder_of(one: StepFile) -> str:
    """Return in whose hands a step is, "" if in nobody's."""
    status = one.step.status
    if one.proof:
        return _("Ông/bà")
    if status in WITH_AN_OFFICE:
        return office_of(one)
    if status == S.IN_TRANSIT:
        return _("Cổng liên thông")
    if status == S.RETURNED:
        return _("Ông/bà")
    if status == S.HELD:
        waiting = [consent.full_name for consent in one.consents if consent.status in WAITING]
        return ", ".join(waiting)
    return ""


def until_of(one: StepFile) -> date | None:
    """Return by when whoever holds a step must have acted."""
    status = one.step.status
    if one.proof:
        return timezone.localdate(one.proof.answer_by)
    if status == S.RETURNED:
        return one.asked_back.answer_by if one.asked_back else None
    if status == S.HELD:
        days = [consent.expires_on for consent in one.consents if consent.status in WAITING]
        return min(days, default=None)
    return one.step.due_on if status in (*WITH_AN_OFFICE, S.IN_TRANSIT) else None


def todo_of(one: StepFile, row: Words) -> str:
    """Return what the family must do about a step now, "" if nothing."""
    if one.step.status == S.RETURNED:
        beside = _("Gặp cán bộ, cùng ghi lại và gửi chậm nhất {day}.")
        told = beside if at_counter(one) else _("Sửa và gửi lại chậm nhất {day}.")
        return told.format(day=day(until_of(one)))
    if turns := turns_of(one):
        return " ".join(turns)
    if duty := mistaken.duty_of(one, office_of(one)):
        return duty
    return str(row.label) if row.tone == "amber" else ""


def _said(one: StepFile, *, now: datetime) -> tuple[Words, str, str]:
    """Return the words of a step; one that waits for its turn may ask for an act all the same."""
    row, label, sentence = said(one, now=now)
    if one.step.status == S.WAITING and turns_of(one):
        begins = _("Bước này tự bắt đầu khi có %(awaited)s.")
        sentence = begins % {"awaited": awaited(one.step)}
    return row, label, sentence


def may_be_dropped(step: Step) -> bool:
    """Say whether a family may take back this leg alone: one it chose, and that has no result."""
    procedure = known(step.procedure)
    chosen = procedure is not None and may_be_left_out(procedure)
    asked_already = step.withdrawal_asked_at is not None
    return chosen and step.status not in FINAL and not asked_already


def _actions(dossier: Dossier, one: StepFile, now: datetime) -> list[dict[str, Any]]:
    step, code = one.step, dossier.code
    if step.status == S.RETURNED:
        return _mending_actions(dossier, one)
    if step.status in ENDED and step.procedure in registry and registry[step.procedure].opens:
        url = reverse("citizens:again", args=[code])
        return [{"text": _("Nộp lại từ bản đã khai"), "url": url, "post": True}]
    if one.proof is not None:
        url = reverse("citizens:proof", args=[code, step.pk])
        return [{"text": _("Xem và trả lời"), "url": url, "primary": True}]
    if step.status in ASKING and one.consents:
        return [{"url": reverse("citizens:asked", args=[code]), **_asking(one)}]
    if standing_of(one, now=now) is Standing.UNOPENED:
        return [{"text": _("Sửa lại"), "url": reverse("citizens:edit", args=[code, step.pk])}]
    return []


def _asking(one: StepFile) -> dict[str, Any]:
    """Return what leads to those asked, pressing where the family must act."""
    if turns_of(one):
        return {"text": button_of(one.consents), "primary": True}
    waits = one.step.status == S.HELD
    return {"text": _("Nhắc lại, đổi người") if waits else _("Xem ai cần đồng ý")}


def _mending_actions(dossier: Dossier, one: StepFile) -> list[dict[str, Any]]:
    """Return the three ways of R14: another person or place, a paper, or without this leg."""
    url = reverse("citizens:correct", args=[dossier.code])
    if at_counter(one):
        url = reverse("citizens:with_an_official", args=[dossier.code, one.step.pk])
        return [{"text": _("Làm cùng cán bộ"), "url": url, "primary": True}]
    if one.asked_back is None or one.asked_back.reason != ANOTHER_WAY:
        return [{"text": _("Sửa ngay"), "url": url, "primary": True}]
    ways: list[dict[str, Any]] = [
        {"text": _("Đổi người hoặc gửi tờ CT01"), "url": url, "primary": True},
        {"text": _("Xem ai đã trả lời"), "url": reverse("citizens:asked", args=[dossier.code])},
    ]
    if may_be_dropped(one.step):
        drop = reverse("citizens:withdraw_leg", args=[dossier.code, one.step.pk])
        ways.append({"text": _("Không làm việc này nữa"), "url": drop, "plain": True})
    return ways


def _file(dossier: Dossier, one: StepFile, attachment: Attachment) -> dict[str, Any]:
    worthless = mistaken.worthless_since(one, attachment)
    void = _("Không còn giá trị: khai tử nhầm ngày {day}.").format(day=day(worthless))
    return {
        "title": _titled(one, attachment) or attachment.field,
        "url": reverse("citizens:result", args=[dossier.code, attachment.pk]),
        "note": _("Nhận ngày {day}").format(day=day(attachment.added_at)),
        "superseded": attachment.superseded_at is not None,
        "void": void if worthless else "",
    }


def _titled(one: StepFile, attachment: Attachment) -> str:
    procedure = known(one.step.procedure)
    if procedure is None:
        return ""
    if procedure.undoing is not None and mistaken.is_of_undoing(one, attachment):
        return str(procedure.undoing.paper)
    return procedure.result_titled(one.step.facts or {})


def _note(one: StepFile) -> str:
    asked_at = one.step.withdrawal_asked_at
    if asked_at is None or one.step.status in (S.WITHDRAWN, S.GRANTED, S.REFUSED):
        return ""
    if one.mistaken_at:
        mistaken = _("Việc khai tử được ghi là nhầm: cán bộ gọi {agency} để dừng việc này.")
        return mistaken.format(agency=one.step.agency_title)
    sentence = _(
        "Ông/bà muốn rút việc này (ghi ngày {day}). Hồ sơ đã chuyển sang {agency}: cán bộ thấy"
        " ý muốn này và gọi cho cơ quan đó. Trong lúc chờ, việc này vẫn được giải quyết."
    )
    return sentence.format(agency=one.step.agency_title, day=day(asked_at))


def next_steps(
    files: Sequence[StepFile], *, now: datetime, beside: Mapping[int, Sequence[str]]
) -> list[str]:
    """Return what happens next, as the confirmation says it; legs that wait alike in one line.

    `beside` is what the procedure of a leg says itself, by step.
    """
    alike: dict[str, list[StepFile]] = {}
    for one in files:
        _row, label, sentence = _said(one, now=now)
        if one.step.status != S.SKIPPED:
            told = " ".join([sentence or label, *beside.get(one.step.pk, ())])
            alike.setdefault(told, []).append(one)
    lines = [_told_together(sentence, several) for sentence, several in alike.items()]
    return [*lines, _("Ông/bà được báo mỗi khi có thay đổi.")]


def _told_together(sentence: str, files: Sequence[StepFile]) -> str:
    first, *others = (title_of(one.step.procedure) for one in files)
    titles = "; ".join([first, *(title[:1].lower() + title[1:] for title in others)])
    step = files[0].step
    if others and step.status == S.WAITING and not turns_of(files[0]):
        these = _("Các bước này tự bắt đầu khi có %(awaited)s. Ông/bà không cần làm gì.")
        sentence = these % {"awaited": awaited(step)}
    return f"{titles}: {sentence}"


def first_duties(dossier: Dossier, files: Sequence[StepFile]) -> list[dict[str, Any]]:
    """Return what the family must do right after filing, so that others can agree."""
    url = reverse("citizens:asked", args=[dossier.code])
    return [
        {
            "text": f"{title_of(one.step.procedure)}: {' '.join(turns)}",
            "actions": [{"url": url, **_asking(one)}],
        }
        for one in files
        if (turns := turns_of(one))
    ]
