"""The list of deaths that Social Insurance draws: a line a person, acknowledged line by line."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

import orjson
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from insurance.coverage_end import rules
from insurance.coverage_end.models import ListedDeath
from insurance.coverage_end.procedure import retractions
from insurance.coverage_end.procedure.facts import SYSTEM, CoverageEndFacts
from insurance.coverage_end.procedure.summary import values
from insurance.coverage_end.procedure.wire import (
    acknowledgement_of,
    line_of,
    number_of,
    told_by,
    written_of,
)
from insurance.coverage_end.rules import DEATH, LEG, LISTED, RETRACTED
from portal.handovers import inbox
from portal.handovers.answers import Accepted, Answer, Granted
from portal.handovers.carriers import Letter
from portal.handovers.models import Handover
from portal.pipeline.procedures import (
    Agency,
    Case,
    ListedLine,
    Offer,
    Procedure,
    Summary,
    list_sender,
)
from portal.pipeline.registry import register, registry
from portal.places.models import OfficeKind
from portal.places.selectors import offices

__all__ = ["CoverageEnd", "CoverageEndFacts", "retractions"]


@register
class CoverageEnd(Procedure):
    """Every registered death is listed; the family is asked nothing."""

    code = LEG
    title: ClassVar[Any] = _("Báo giảm bảo hiểm xã hội, bảo hiểm y tế")
    follows: ClassVar[tuple[str, ...]] = (DEATH,)
    offered = Offer.SILENT
    facts = CoverageEndFacts
    time_limit = LEG
    granted_label: ClassVar[Any] = _("Đã báo cho bảo hiểm xã hội")
    pushed_by = (list_sender(LEG, LISTED),)
    lists = (LISTED, RETRACTED)

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return the commune of the last residence; where there is none, of the death."""
        return rules.last_home(answers)

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return the Social Insurance office in charge of that commune."""
        home = self.commune_for(answers)
        office = offices([home], OfficeKind.SOCIAL_INSURANCE).get(home)
        title = office.title if office else "Bảo hiểm xã hội"
        return Agency(f"social_insurance.{home}", title, SYSTEM)

    def summary(self, cases: Sequence[Case]) -> Mapping[int, Summary]:
        """Return who is listed, and what Social Insurance found; one query."""
        listed = {one.pk: one for one in ListedDeath.of_steps([case.step_id for case in cases])}
        return {
            case.step_id: Summary(
                case.granted[DEATH].full_name, tuple(values(case, listed.get(case.step_id)))
            )
            for case in cases
            if DEATH in case.granted
        }

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return each line of the list, as it stays; no query."""
        return {
            case.step_id: orjson.dumps(line_of(case), option=orjson.OPT_SORT_KEYS) for case in cases
        }

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Say at once that the line stands: Social Insurance draws the list itself."""
        return {letter.subject: Accepted(letter.key) for letter in letters}

    def settled(self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime) -> None:
        """Put people on the list, keep what was acknowledged; a constant number of queries."""
        accepted = [letter for letter, answer in answered if isinstance(answer, Accepted)]
        known = ListedDeath.put_on_list({one.subject: number_of(one) for one in accepted}, at=at)
        granted = {
            letter.subject: acknowledgement_of(CoverageEndFacts(**answer.facts))  # type: ignore[arg-type]  # as `wire.told_by` made them
            for letter, answer in answered
            if isinstance(answer, Granted)
        }
        known += ListedDeath.acknowledge(granted, at=at) if granted else []
        if known:
            _say_again(known)
        people = ListedDeath.standing_people(granted) if granted else set()
        if people:
            _let_go(people, on=timezone.localdate(at))

    def read(self, raw: bytes) -> Sequence[tuple[int, int, Answer]]:
        """Read an acknowledgement as the door kept it."""
        told = told_by(raw)
        return [(told.step_id, told.revision, Granted(told.facts))]

    def listed(self, lines: Sequence[ListedLine]) -> Mapping[ListedLine, Mapping[str, Any] | None]:
        """Return what each line says; a person filed twice has one line; two queries."""
        found = {one.pk: one for one in ListedDeath.of_steps({line.step_id for line in lines})}
        said = written_of({pk: one.same_as_id or pk for pk, one in found.items()})
        told: dict[ListedLine, Mapping[str, Any] | None] = {}
        for line in lines:
            one = found.get(line.step_id)
            if one is None:
                continue
            if line.act == RETRACTED and one.pk in said.taken_back:
                told[line] = said.of(one.pk, "retraction")
            elif line.act == LISTED and one.same_as_id is None:
                told[line] = said.of(one.pk, "death")
        return told

    def match_report(self) -> Mapping[str, Any]:
        """Return in figures what Social Insurance found of the people on the list."""
        return ListedDeath.report()

    def death_retracted(self, step_ids: Sequence[int], *, at: datetime) -> None:
        """Let a line follow that takes each death back; what was listed stays."""
        alive = retractions.take_back(step_ids, at=at)
        for other in registry if alive else ():
            other.cover_resumed(alive)


def _say_again(doubles: Sequence[tuple[int, int]]) -> None:
    """Let what was said of a listed person be heard of the same person's other steps.

    As a message of its own for each: it is kept before it is applied, and applied once.
    """
    listed = ListedDeath.objects.in_bulk([pk for _, pk in doubles])
    steps = [pk for pk, _ in doubles]
    revisions = dict(
        Handover.objects.filter(channel="step", topic=LEG, subject__in=steps)
        .order_by("revision")
        .values_list("subject", "revision")
    )
    for step_id, first in doubles:
        one = listed[first]
        raw = {
            "step": step_id,
            "revision": revisions[step_id],
            "told": {"matches": one.matches},
        }
        inbox.receive(
            sender=list_sender(LEG, LISTED),
            message_id=f"same-{step_id}.{first}",
            raw=orjson.dumps(raw, option=orjson.OPT_SORT_KEYS),
        )


def _let_go(people: Collection[str], *, on: date) -> None:
    """Let every procedure that keeps people of Social Insurance know who is insured no more."""
    for other in registry:
        other.cover_ended(people, on=on)
