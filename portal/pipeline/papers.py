"""Hospitals' signed papers and the steps that rest on them: held while a step lives, then free."""

from collections.abc import Collection, Sequence
from datetime import datetime

from portal.hospital_papers import services as hospital_papers
from portal.pipeline.registry import registry
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import FINAL, StepStatus

_ENDED = FINAL - {StepStatus.GRANTED}


def hold_for(step_id: int, procedure: str, *, at: datetime) -> None:
    """Hold the paper a declaration rests on now, in the transaction that records it.

    Another one it rested on before is free again. Raises AlreadyHeld (`hospital_papers`) where
    somebody else's dossier uses the paper.
    """
    asked = registry[procedure]
    if not asked.paper_page:
        return
    paper = asked.paper_of(step_id=step_id)
    held = hospital_papers.held_by([step_id]).get(step_id)
    if held and (paper is None or (held.number, held.child) != (paper.number, paper.child)):
        hospital_papers.release([step_id], at)
    if paper is not None:
        hospital_papers.hold(number=paper.number, child=paper.child, subject=step_id, at=at)


def release_ended(moved: Sequence[StepRow], *, at: datetime) -> None:
    """Let papers of steps that ended without a result be used again; one statement for all."""
    over = [one.id for one in moved if one.status in _ENDED and registry[one.procedure].paper_page]
    if over:
        hospital_papers.release(over, at)


def speaks_against(step_id: int, procedure: str, fields: Collection[str]) -> bool:
    """Say whether the paper a step rests on says another thing in one of these fields."""
    held = (
        hospital_papers.held_by([step_id]).get(step_id) if registry[procedure].paper_page else None
    )
    if held is None:
        return False
    differing = registry[procedure].against_papers({step_id: held.notice}).get(step_id, ())
    return any(one.field in fields for one in differing)


def signed_for(step_ids: Collection[int]) -> set[int]:
    """Return which of these steps rest on a signed and valid paper; one query."""
    return set(hospital_papers.held_by(list(step_ids))) if step_ids else set()


def asks_for_paper(procedure: str, item: str) -> bool:
    """Say whether to open this field is to ask for the hospital's paper, or what stands for it.

    A file of no named row is meant where the procedure asks for papers on that page alone.
    """
    asked = registry[procedure]
    page = asked.paper_page
    if not page:
        return False
    if item == page or item.startswith(f"{page}."):
        return True
    others = [one for one in asked.pages if f"{procedure}.{one.code}" != page]
    return item.split(".")[-1] == "file" and not any(getattr(one, "uploads", ()) for one in others)
