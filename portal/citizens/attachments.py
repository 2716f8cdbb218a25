"""The files of a declaration as the steps keep them: added at filing, replaced by a correction."""

from collections.abc import Sequence
from datetime import datetime

from portal.citizens.binding import rows_of
from portal.citizens.models import Draft
from portal.citizens.walk import State, Station
from portal.pipeline.models import Attachment, Step


def keep_in_step(stations: Sequence[Station], step: Step, draft: Draft, *, at: datetime) -> None:
    """Let a step hold exactly the files of these pages; what is no longer sent is superseded."""
    named = {(one.page, one.row, one.document_id): one.filename for one in draft.files.all()}
    wanted = {
        (f"{station.place.code}.{row}", digest): named.get((station.place.key, row, digest), "")
        for station in stations
        for row, digest in _sent(station)
    }
    present = Attachment.objects.filter(step=step, kind=Attachment.Kind.UPLOAD)
    held = {(one.field, one.document_id): one for one in present}
    gone = [one.pk for key, one in held.items() if key not in wanted]
    back = [one.pk for key, one in held.items() if key in wanted]
    Attachment.objects.filter(pk__in=gone, superseded_at=None).update(superseded_at=at)
    Attachment.objects.filter(pk__in=back).update(superseded_at=None)
    Attachment.objects.bulk_create(
        [
            Attachment(
                step=step,
                document_id=digest,
                kind=Attachment.Kind.UPLOAD,
                field=field,
                filename=filename,
                revision=step.revision,
            )
            for (field, digest), filename in wanted.items()
            if (field, digest) not in held
        ]
    )


def files_changed(stations: Sequence[Station], step: Step) -> list[str]:
    """Return the rows (`procedure.page.row`) whose files a step does not hold as they are now."""
    present = Attachment.objects.filter(
        step=step, kind=Attachment.Kind.UPLOAD, superseded_at__isnull=True
    )
    held = set(present.values_list("field", "document_id"))
    wanted = {(f"{one.place.code}.{row}", digest) for one in stations for row, digest in _sent(one)}
    pages = {one.place.code for one in stations}
    own = {(field, digest) for field, digest in held if field.rpartition(".")[0] in pages}
    return sorted({field for field, _digest in own ^ wanted})


def _sent(station: Station) -> list[tuple[str, str]]:
    if station.form is None or station.state is not State.DONE:
        return []
    answers = station.form.cleaned_data
    return [
        (row.code, digest)
        for row in rows_of(station.form)
        for digest in answers.get(row.code) or ()
    ]
