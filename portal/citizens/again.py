"""Begin again from what was declared: nothing is typed twice because a dossier ended."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from portal.citizens import drafts
from portal.citizens.binding import box_of
from portal.citizens.models import Amendment, Draft, DraftFile
from portal.pipeline.models import Dossier
from portal.pipeline.registry import registry


@transaction.atomic
def begin_again(dossier: Dossier, *, at: datetime) -> Draft:
    """Return the family's open draft, filled with what the dossier was filed with.

    A draft in which something is typed already is left as it is.
    """
    draft = drafts.open_draft(citizen=dossier.applicant, life_event=dossier.life_event, at=at)
    filed = Draft.objects.filter(filing=dossier.filing, filed_at__isnull=False).first()
    if draft.typed or filed is None:
        return draft
    amendment = Amendment.objects.filter(dossier=dossier).first()
    draft.typed = {**filed.typed, **(amendment.typed if amendment else {})}
    draft.left_out, draft.updated_at = filed.left_out, at
    draft.save(update_fields=["typed", "left_out", "updated_at"])
    DraftFile.objects.bulk_create(
        [
            DraftFile(
                draft=draft,
                page=one.page,
                row=one.row,
                document_id=one.document_id,
                filename=one.filename,
            )
            for one in filed.files.all()
        ]
    )
    return draft


def begin_for_another(dossier: Dossier, *, at: datetime) -> Draft:
    """Return the family's open draft, begun with what several people of one event share.

    A draft in which something is typed already is left as it is.
    """
    draft = drafts.open_draft(citizen=dossier.applicant, life_event=dossier.life_event, at=at)
    filed = Draft.objects.filter(filing=dossier.filing, filed_at__isnull=False).first()
    if draft.typed or filed is None:
        return draft
    opening = registry.opening(dossier.life_event)
    for page, boxes in opening.kept_for_another.items():
        typed = shared_of(filed.typed.get(f"{opening.code}.{page}", {}), boxes)
        if typed:
            draft.typed[f"{opening.code}.{page}"] = typed
    draft.updated_at = at
    draft.save(update_fields=["typed", "updated_at"])
    return draft


def shared_of(typed: Mapping[str, Sequence[str]], boxes: Sequence[str]) -> dict[str, list[str]]:
    """Return what stands in these boxes of one page, in all of them where none are named."""
    return {
        name: list(values) for name, values in typed.items() if not boxes or box_of(name, boxes)
    }
