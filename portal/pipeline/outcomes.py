"""What an answer leaves behind beside the move: documents received, and what was asked of us."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from portal.documents import services as documents
from portal.handovers.answers import Answer, Granted, Refused, Returned
from portal.handovers.carriers import Letter
from portal.pipeline.agency_words import read_for_family
from portal.pipeline.deadlines import Limits
from portal.pipeline.models import Attachment, ReturnRequest


def store_documents(answers: Sequence[Answer]) -> None:
    """Store the files that came with answers, whatever becomes of these; again changes nothing."""
    received = [
        one.content for answer in answers if isinstance(answer, Granted) for one in answer.documents
    ]
    if received:
        documents.keep_many(received, media_type="application/pdf")


def keep(
    answered: Sequence[tuple[Letter, Answer]], moved: Mapping[int, str], *, at: datetime
) -> None:
    """Attach stored results and keep return requests of the answers that move their step.

    `moved` maps those steps to their communes, whose calendar says how long a family has.
    """
    granted = [(one, answer) for one, answer in answered if isinstance(answer, Granted)]
    returned = [(one, answer) for one, answer in answered if isinstance(answer, Returned)]
    _keep_documents([pair for pair in granted if pair[0].subject in moved])
    _keep_returns([pair for pair in returned if pair[0].subject in moved], moved, at=at)
    refused = [(one, answer) for one, answer in answered if isinstance(answer, Refused)]
    _keep_refusals([pair for pair in refused if pair[0].subject in moved], at=at)


def _keep_documents(granted: Sequence[tuple[Letter, Granted]]) -> None:
    received = [(letter, one) for letter, answer in granted for one in answer.documents]
    if not received:
        return
    Attachment.objects.bulk_create(
        [
            Attachment(
                step_id=letter.subject,
                document_id=document.sha256,
                kind=Attachment.Kind.RESULT,
                field=document.kind,
                revision=letter.revision,
            )
            for letter, document in received
        ],
        ignore_conflicts=True,
    )


def _keep_returns(
    returned: Sequence[tuple[Letter, Returned]], communes: Mapping[int, str], *, at: datetime
) -> None:
    if not returned:
        return
    limits = Limits(at, communes.values())
    ReturnRequest.objects.bulk_create(
        [
            ReturnRequest(
                step_id=letter.subject,
                revision=letter.revision,
                reason=answer.reason,
                items=list(answer.items),
                **_words_of(letter, answer, at=at),
                by_agency=True,
                asked_at=at,
                answer_by=limits.supplement_by(communes[letter.subject]),
            )
            for letter, answer in returned
        ]
    )


def _keep_refusals(refused: Sequence[tuple[Letter, Refused]], *, at: datetime) -> None:
    """Keep the agency's own sentence where it can be erased; the journal holds only the code."""
    ReturnRequest.objects.bulk_create(
        [
            ReturnRequest(
                step_id=letter.subject,
                revision=letter.revision,
                reason=answer.reason,
                **_words_of(letter, answer, at=at),
                by_agency=True,
                asked_at=at,
                answered_at=at,
            )
            for letter, answer in refused
        ]
    )


def _words_of(letter: Letter, answer: Returned | Refused, *, at: datetime) -> dict[str, str]:
    """Return the columns of an agency's own words, as far as the family may read them."""
    on = timezone.localdate(at)
    said = read_for_family(answer.note, procedure=letter.topic, reason=answer.reason, on=on)
    return {"sentence": said.sentence, "withheld": said.withheld, "paper": said.paper}
