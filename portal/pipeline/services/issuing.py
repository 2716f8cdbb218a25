"""An official issues a paper that only the commune can issue, and only then accepts the case."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from portal.accounts.models import User
from portal.pipeline import transitions
from portal.pipeline.actors import official
from portal.pipeline.issued_papers import issued_in
from portal.pipeline.registry import registry
from portal.pipeline.services.desk import require_desk
from portal.pipeline.transitions import Locked, Move


class NotIssued(Exception):
    """A paper the commune must issue for this case has no number yet."""


class NothingToIssue(Exception):
    """No paper of the commune's own is wanted in this case."""


def require_issued(locked: Locked, step_ids: Sequence[int]) -> None:
    """Raise NotIssued if a paper must still be issued in one of these cases."""
    by_procedure: dict[str, list[int]] = {}
    for pk in step_ids:
        by_procedure.setdefault(locked.steps[pk].procedure, []).append(pk)
    for code, ids in by_procedure.items():
        if any(paper.is_due for paper in issued_in(code, ids).values()):
            raise NotIssued


@transaction.atomic
def issue_paper(*, step_id: int, number: str, issued_on: date, by: User, at: datetime) -> None:
    """Keep number and day of the paper this commune issued; again replaces what was mistyped.

    Raises MoveNotAllowed if the case is not on the desk, NothingToIssue if it wants no such paper.
    """
    locked = transitions.lock([step_id])
    require_desk(locked, [step_id])
    code = locked.steps[step_id].procedure
    paper = issued_in(code, [step_id]).get(step_id)
    if paper is None:
        raise NothingToIssue(step_id)
    registry[code].issue_paper(
        step_id=step_id, number=number, issued_on=issued_on, issuer=paper.issuer
    )
    issued = Move(step_id, None, "paper_issued", official(by))
    transitions.move([issued], at=at, locked=locked)
