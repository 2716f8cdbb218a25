"""The people of a replay act through the doors of real ones: families file, officials decide."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from portal.accounts.models import Citizen, Official, User
from portal.citizens import drafts
from portal.citizens.filing import file_draft
from portal.citizens.models import Draft, DraftFile
from portal.citizens.walk import Walk, Written
from portal.consents import services as consents
from portal.documents import services as documents
from portal.documents.models import Document
from portal.embedded.replay.bereaved import bereaved
from portal.embedded.replay.families import Family, citizen_of, family
from portal.pipeline import scope, services
from portal.pipeline.models import ReturnRequest, Step
from portal.pipeline.procedures import Offer
from portal.pipeline.registry import registry
from portal.pipeline.services.confirming import confirm_sum, finding_of
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import MoveNotAllowed

T = TypeVar("T")
COMMUNES = ("00004", "00008", "00070", "00091", "00097")
ITEMS = {
    "civil_registry.birth": "civil_registry.birth.paper.birth_paper",
    "civil_registry.death": "civil_registry.death.notice.death_paper",
}
_REGISTERED = {"day": "01/11/2026", "office": "nơi giả định", "office_to_ask": "bàn một cửa"}
PHOTO = b"%PDF-1.4\n% an invented paper about a birth\n%%EOF\n"


def insist(act: Callable[[], T], *, seconds: float = 90.0) -> T:
    """Do `act` again until the database is back; a person presses the button again, too."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return act()
        except (OperationalError, InterfaceError):
            if time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(0.3)


def prepare() -> tuple[User, Document]:
    """Make the official of the replay and the paper everybody sends."""
    scope.widen()
    user, made = User.objects.get_or_create(username="replay-official", is_staff=True)
    if made:
        Official.objects.create(user=user, role="officer", communes=list(COMMUNES))
    return user, documents.keep(PHOTO, media_type="application/pdf")


class Families:
    """File dossiers one after the other, and answer when something comes back.

    With several life events they take turns.
    """

    def __init__(
        self, *, seed: int, paper: Document, today: date, events: tuple[str, ...] = ("birth",)
    ) -> None:
        self.seed, self.paper, self.today, self.events = seed, paper, today, events

    def file(self, number: int, *, at: datetime) -> list[int]:
        """File the family of this number; a second try finds what the first one filed."""
        one = self._family(number)
        scope.widen()
        applicant = citizen_of(one)
        filed = Draft.objects.filter(citizen=applicant, filed_at__isnull=False).first()
        draft = filed or self._draft(one, applicant, at)
        dossiers = file_draft(filing=draft.filing, applicant=applicant, at=at)
        return [dossier.pk for dossier in dossiers]

    def _family(self, number: int) -> Family:
        event = self.events[number % len(self.events)]
        if event == "birth":
            return family(number, seed=self.seed, today=self.today, communes=COMMUNES)
        chosen = [one.code for one in registry.journey(event) if one.offered is Offer.CHOICE]
        return bereaved(
            number, seed=self.seed, today=self.today, communes=COMMUNES, legs=frozenset(chosen)
        )

    def _draft(self, one: Family, applicant: Citizen, at: datetime) -> Draft:
        draft = drafts.open_draft(citizen=applicant, life_event=one.life_event, at=at)
        draft.typed, draft.left_out = one.typed, list(one.left_out)
        draft.save()
        DraftFile.objects.bulk_create(
            [
                DraftFile(
                    draft=draft,
                    page=key,
                    row=one.paper_row,
                    document=self.paper,
                    filename="giay.pdf",
                )
                for key in one.paper_pages
            ],
            ignore_conflicts=True,
        )
        return draft

    def answer_returns(self, *, at: datetime) -> int:
        """Correct everything that came back: the same answers again, a paper for a consent."""
        scope.widen()
        open_returns = ReturnRequest.objects.filter(
            answered_at__isnull=True, step__status=StepStatus.RETURNED
        ).select_related("step__dossier__applicant")[:200]
        answered = 0
        for request in open_returns:
            if request.reason == "CONSENT":
                consents.by_paper(step_id=request.step_id, at=at)
            with suppress(services.NotReturned):
                correct(request.step, at=at)
                answered += 1
        return answered


def correct(step: Step, *, at: datetime) -> None:
    """Send the same answers again; raises services.NotReturned if nothing is open any more."""
    draft = Draft.objects.get(filing=step.dossier.filing)
    walk = Walk(
        life_event=draft.life_event,
        written=Written(draft.typed, drafts.hashes_by_page(draft), frozenset(draft.left_out)),
        applicant=draft.citizen,
        today=timezone.localdate(at),
        # The death they declared counts already, and stops a strict walk at its first page.
        lenient=draft.life_event == "death",
    )
    services.supplement(
        step_id=step.pk,
        answers=walk.declared(step.dossier.ordinal),
        applicant=draft.citizen,
        at=at,
    )


class Officials:
    """Decide what lies on the desk: mostly yes, sometimes a question, seldom a no."""

    def __init__(self, *, seed: int, by: User) -> None:
        self.seed, self.by = seed, by

    def decide(self, *, at: datetime) -> int:
        """Take everything from the desk; return how many cases were decided."""
        scope.widen()
        cases = list(Step.objects.filter(status=StepStatus.AT_DESK).order_by("due_on", "id")[:200])
        good = [step for step in cases if self._mood(step) < 0.9]
        for step in good:
            self._confirm(step, at)
        if good:
            self._accept([step.pk for step in good], at)
        for step in cases:
            if step not in good:
                self._look_closer(step, at)
        return len(cases)

    def _mood(self, step: Step) -> float:
        # A corrected case is looked at kindly, so that no family is asked for ever.
        if step.revision > 1 or not registry[step.procedure].opens:
            return 0.0
        return random.Random(f"{self.seed}/{step.dossier_id}").random()  # noqa: S311  # repeatable, not secret

    def _accept(self, step_ids: list[int], at: datetime) -> None:
        try:
            services.accept(step_ids=step_ids, by=self.by, at=at)
        except MoveNotAllowed:
            for pk in step_ids:  # somebody was faster with one of them: the others stay good
                if len(step_ids) > 1:
                    self._accept([pk], at)

    def _confirm(self, step: Step, at: datetime) -> None:
        """Settle what the portal leaves to an official of a sum it computed."""
        found = finding_of(step.procedure, step.pk)
        if found and found.asks and found.options:
            option, cited = found.options[0].code, "Điều giả định"
            confirm_sum(step_id=step.pk, option=option, cited=cited, by=self.by, at=at)

    def _look_closer(self, step: Step, at: datetime) -> None:
        services.open_case(step=step, by=self.by, at=at)
        mood = self._mood(step)
        if mood < 0.96:
            services.return_to_family(
                step_id=step.pk,
                reason="ALL1",
                items=[ITEMS[step.procedure]],
                blanks={"file": "giay.pdf", "cause": "bị mờ ở góc dưới", "act": "chụp lại"},
                note="",
                by=self.by,
                at=at,
            )
        elif mood < 0.98:
            commune = COMMUNES[(COMMUNES.index(step.commune_code) + 1) % len(COMMUNES)]
            services.transfer(step_id=step.pk, commune_code=commune, by=self.by, at=at)
            self._accept([step.pk], at)
        else:
            services.refuse(
                step_id=step.pk, reason="XX1", blanks=_REGISTERED, note="", by=self.by, at=at
            )


def now() -> datetime:
    """Return the moment of an act: the replay is one of the doors that look at the clock."""
    return timezone.now()
