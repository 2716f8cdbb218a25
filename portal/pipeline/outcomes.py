"""What an answer leaves behind beside the move: documents received, and what was asked of us."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from portal.documents import services as documents
from portal.handovers.answers import Answer, Granted, Refused, Returned
from portal.handovers.carriers import Letter
from portal.pipeline import papers
from portal.pipeline.agency_words import read_for_family
from portal.pipeline.deadlines import Limits
from portal.pipeline.models import Attachment, ReturnRequest
from portal.statutes.models import Condition

SIGNED_NOTICE = "signed_notice"  # the code of the forbidden paper a hospital has signed


def store_documents(answers: Sequence[Answer]) -> None:
    """Store the files that came with answers, whatever becomes of these; again changes nothing."""
    received = [
        one.content for answer in answers if isinstance(answer, Granted) for one in answer.documents
    ]
    if received:
        documents.keep_many(received, media_type="application/pdf")


def keep(
    answered: Sequence[tuple[Letter, Answer]], moved: Mapping[int, str], *, at: datetime
) -> Collection[int]:
    """Attach stored results and keep return requests of the answers that move their step.

    `moved` maps those steps to their communes, whose calendar says how long a family has. Returns
    the steps whose family is asked nothing: all that was wanted is a paper a hospital has signed.
    """
    granted = [(one, answer) for one, answer in answered if isinstance(answer, Granted)]
    returned = [(one, answer) for one, answer in answered if isinstance(answer, Returned)]
    _keep_documents([pair for pair in granted if pair[0].subject in moved])
    refused = [(one, answer) for one, answer in answered if isinstance(answer, Refused)]
    _keep_refusals([pair for pair in refused if pair[0].subject in moved], at=at)
    return _keep_returns([pair for pair in returned if pair[0].subject in moved], moved, at=at)


def replace_documents(granted: Sequence[tuple[Letter, Granted]], *, at: datetime) -> None:
    """Attach stored results in the place of those that count so far."""
    steps = [letter.subject for letter, answer in granted if answer.documents]
    counting = Attachment.objects.filter(step__in=steps, kind=Attachment.Kind.RESULT)
    counting.filter(superseded_at__isnull=True).update(superseded_at=at)
    _keep_documents(granted)


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
) -> Collection[int]:
    if not returned:
        return ()
    limits = Limits(at, communes.values())
    signed = papers.signed_for([letter.subject for letter, _answer in returned])
    requests = []
    for letter, answer in returned:
        one = ReturnRequest(
            step_id=letter.subject,
            revision=letter.revision,
            reason=answer.reason,
            items=list(answer.items),
            by_agency=True,
            asked_at=at,
            answer_by=limits.supplement_by(communes[letter.subject]),
            **_words_of(letter, answer, at=at, signed=letter.subject in signed),
        )
        if letter.subject in signed:
            _withhold_paper(one, letter.topic, answer, at)
        requests.append(one)
    ReturnRequest.objects.bulk_create(requests)
    return [one.step_id for one in requests if one.recalled_at is not None]


def _withhold_paper(request: ReturnRequest, topic: str, answer: Returned, at: datetime) -> None:
    """Ask the family for nothing a hospital has signed and sent; if that was all, for nothing."""
    left = [item for item in request.items if not papers.asks_for_paper(topic, item)]
    if left == request.items:
        return
    request.items, request.paper = left, request.paper or SIGNED_NOTICE
    request.withheld = request.withheld or answer.note or answer.reason
    if not left:
        request.sentence, request.answered_at, request.recalled_at = "", at, at


def _keep_refusals(refused: Sequence[tuple[Letter, Refused]], *, at: datetime) -> None:
    """Keep the agency's own sentence where it can be erased; the journal holds only the code."""
    ReturnRequest.objects.bulk_create(
        [
            ReturnRequest(
                step_id=letter.subject,
                revision=letter.revision,
                reason=answer.reason,
                **_words_of(letter, answer, at=at, signed=False),
                by_agency=True,
                asked_at=at,
                answered_at=at,
            )
            for letter, answer in refused
        ]
    )


def _words_of(
    letter: Letter, answer: Returned | Refused, *, at: datetime, signed: bool
) -> dict[str, str]:
    """Return the columns of an agency's own words, as far as the family may read them."""
    said = read_for_family(
        answer.note,
        procedure=letter.topic,
        reason=answer.reason,
        on=timezone.localdate(at),
        conditions=(Condition.SIGNED_PAPER.value,) if signed else (),
    )
    return {"sentence": said.sentence, "withheld": said.withheld, "paper": said.paper}
