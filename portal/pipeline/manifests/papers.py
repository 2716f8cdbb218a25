"""The papers a family sent with a declaration, as they go along to an agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.pipeline.models import Attachment
from portal.pipeline.procedures import StepId


@dataclass(frozen=True, slots=True)
class SentPaper:
    """One file a family sent; its bytes are kept under their SHA-256."""

    title: str
    file_name: str
    sha256: str


def papers_sent(
    step_ids: Sequence[StepId], titles: Mapping[str, object]
) -> dict[StepId, list[SentPaper]]:
    """Return the papers each family sent that still count, in one query.

    `titles` says what each row of papers is called; a row it lacks is called by its own code.
    """
    papers: dict[StepId, list[SentPaper]] = {}
    uploads = Attachment.objects.filter(
        step__in=step_ids, kind=Attachment.Kind.UPLOAD, superseded_at__isnull=True
    ).order_by("pk")
    for upload in uploads:
        title = titles.get(upload.field.rpartition(".")[2], upload.field)
        sent = SentPaper(str(title), upload.filename, upload.document_id)
        papers.setdefault(upload.step_id, []).append(sent)
    return papers
