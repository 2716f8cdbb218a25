"""What families' own pages tell the desk: a kept draft, the boxes of a case, reports of demands."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.citizens import corrections, drafts
from portal.citizens.journeys import title_of as title_of_leg
from portal.citizens.models import KEPT, DemandReport, Draft
from portal.citizens.opening import was_and_now
from portal.citizens.reports import papers_of
from portal.citizens.summaries import groups_of, title_of
from portal.citizens.walk import State, Walk
from portal.pipeline.family_pages import Boxes, KeptDraft, KeptGroup, Report, Teller
from portal.pipeline.models import Dossier, Step

MOST = 200


class CitizensPages(Teller):
    """The teller of this installation."""

    def kept_draft(self, key: UUID, *, at: datetime) -> KeptDraft | None:
        """Return the draft of this key; one that is filed or over tells nothing of anybody."""
        draft = Draft.objects.select_related("citizen").filter(key=key).first()
        if draft is None:
            return None
        filed, over = draft.filed_at is not None, at - draft.updated_at > KEPT
        if filed or over:
            return KeptDraft(draft.pk, draft.short_code, draft.kept_until, filed, over)
        walk = drafts.walk(draft, at=at)
        names = {one.document_id: one.filename for one in draft.files.all()}
        return KeptDraft(
            id=draft.pk,
            short_code=draft.short_code,
            kept_until=draft.kept_until,
            title=str(walk.legs[0].title),
            citizen_id=draft.citizen_id,
            full_name=draft.citizen.full_name,
            phone=draft.citizen.phone,
            groups=[
                KeptGroup(one["title"], [(row["label"], row["value"]) for row in one["rows"]])
                for one in groups_of(walk, names)
            ],
            files=sorted(names.values()),
            left_out=[title_of_leg(code) for code in sorted(walk.left_out)],
            reasons=_reasons(walk),
            missing=_missing(walk),
        )

    def draft_key(self, digits: str) -> UUID | None:
        """Return the one key that begins with these digits; two such drafts are told apart by QR.

        A range and not a prefix: the index on keys answers it.
        """
        first, last = UUID(digits + "0" * 24), UUID(digits + "f" * 24)
        keys = list(
            Draft.objects.filter(key__range=(first, last)).values_list("key", flat=True)[:2]
        )
        return keys[0] if len(keys) == 1 else None

    def boxes_of(self, step: Step, *, at: datetime) -> Boxes | None:
        """Return (field code, label) of what the family was asked in this very case."""
        mending = corrections.open_for(step.dossier, (), at=at)  # what was sent, not what is typed
        if mending is None:
            return None
        boxes: dict[str, str] = {}
        for station in mending.stations_of(step):
            sought = station.form.paper.sought if station.form and station.form.paper else ()
            for name, asked in station.form.fields.items() if station.form else ():
                if not asked.widget.is_hidden and name not in sought:
                    title = f"{title_of(station)}: {asked.label or name}"
                    boxes.setdefault(f"{station.place.code}.{name}", title)
        return list(boxes.items())

    def was_and_now(self, step: Step, *, at: datetime) -> Sequence[tuple[str, str, str]]:
        """Return (label, as filed, as sent since) of what the family changed in this case."""
        mending = corrections.open_for(step.dossier, (), at=at)
        if mending is None:
            return ()
        return [row for one in mending.stations_of(step) for row in was_and_now(mending, one)]

    def unread_reports(self, dossiers: QuerySet[Dossier]) -> Sequence[Report]:
        """Return the reports about these dossiers that nobody has read, the oldest first."""
        unread = DemandReport.objects.filter(seen_at__isnull=True, dossier__in=dossiers)
        found = unread.select_related("dossier").order_by("reported_at", "pk")[:MOST]
        return [_report(one, one.dossier) for one in found]

    def is_report_of(self, report_id: int, dossiers: QuerySet[Dossier]) -> bool:
        """Say whether this report, read or not, is about one of these dossiers."""
        return DemandReport.objects.filter(pk=report_id, dossier__in=dossiers).exists()

    def report_read(self, report_id: int, *, at: datetime) -> bool:
        """Note that a report was read; say whether that was news."""
        unread = DemandReport.objects.filter(pk=report_id, seen_at__isnull=True)
        return bool(unread.update(seen_at=at))


def _missing(walk: Walk) -> list[str]:
    """Return the parts still to be filled in; those of legs nobody has chosen yet are not known."""
    return [
        title_of(one)
        for one in walk.stations
        if one.state is not State.DONE and not walk.is_undecided(one.place.procedure)
    ]


def _reasons(walk: Walk) -> list[tuple[str, str]]:
    """Return why an official must help, and what the family was asked to bring, once each."""
    told = [walk.blocked.counter] if walk.blocked else []
    told += [one.counter for one in walk.stations] + list(walk.told_to_come.values())
    return list(dict.fromkeys((str(one.reason), str(one.bring)) for one in told if one))


def _report(report: DemandReport, dossier: Dossier) -> Report:
    titles = {code: str(title) for code, title in papers_of(dossier)}
    return Report(
        id=report.pk,
        dossier_id=dossier.pk,
        reported_at=report.reported_at,
        papers=[titles.get(code, _("Giấy khác")) for code in report.papers],
        where=str(report.get_where_display()),
        words=report.words,
    )
