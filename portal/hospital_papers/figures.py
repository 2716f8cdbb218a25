"""How facilities sign: where each one of the register stands, and how many packets were what.

A facility stands where its latest paper of the span stands (docs/adr/0015). A packet counts for
the facility that is proved to have signed it, or else for the one that sent it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncWeek

from integrations.hospital_xml.codes import Code, Gate
from integrations.hospital_xml.spelling import VIETNAM
from portal.hospital_papers.models import Facility
from portal.hospital_papers.packets import NO_PAPER, Packet

WEEKS = 12
_ACCEPTED = "accepted"


class Span(StrEnum):
    """The days that are looked at, up to and with the day of the question."""

    MONTH = "month"
    WEEKS = "weeks"
    ALL = "all"

    def first_day(self, on: date) -> date | None:
        """Return the first day that counts; None for the beginning of all."""
        if self is Span.MONTH:
            return on.replace(day=1)
        return first_week(on) if self is Span.WEEKS else None


class Signing(StrEnum):
    """Where a facility stands: the four classes share out the register."""

    NEVER = "never"
    UNSIGNED = "unsigned"
    WRONG = "wrong"
    VALID = "valid"


@dataclass(slots=True)
class Parts:
    """How many of each class; `wrong` is by the gate that refused."""

    never: int = 0
    unsigned: int = 0
    wrong: dict[str, int] = field(default_factory=lambda: {gate.value: 0 for gate in Gate})
    valid: int = 0

    @property
    def wrong_total(self) -> int:
        """How many were refused by any gate, though signed."""
        return sum(self.wrong.values())

    @property
    def total(self) -> int:
        """The sum of all classes."""
        return self.never + self.unsigned + self.wrong_total + self.valid

    @property
    def not_signing(self) -> int:
        """What the task force counts: not signed, or signed wrongly; silence is not known."""
        return self.unsigned + self.wrong_total

    def add(self, code: str, count: int) -> None:
        """Count what stands at this verdict; an empty code is a facility never heard of."""
        signing, gate = standing_of(code)
        if signing is Signing.WRONG:
            self.wrong[gate] += count
        else:
            setattr(self, signing.value, getattr(self, signing.value) + count)


@dataclass(slots=True)
class Packets(Parts):
    """How many packets of each class; envelopes without a paper and unchecked ones stand apart."""

    envelopes: int = 0
    unchecked: int = 0

    def add(self, code: str, count: int) -> None:
        """Count packets with this verdict."""
        if code == Code.ACCEPTED_WITHOUT_NOTICE:
            self.envelopes += count
        elif not code:
            self.unchecked += count
        else:
            Parts.add(self, code, count)

    @property
    def whole(self) -> int:
        """Every packet that came."""
        return self.total + self.envelopes + self.unchecked


@dataclass(frozen=True, slots=True)
class Week:
    """The packets of one week, by the Monday it begins with."""

    monday: date
    packets: Packets


def first_week(on: date) -> date:
    """Return the Monday with which the last twelve weeks begin."""
    return on - timedelta(days=on.weekday(), weeks=WEEKS - 1)


def standing_of(code: str) -> tuple[Signing, str]:
    """Return the class of a verdict, and the gate where it is one; what no gate knows is gate 1."""
    if not code:
        return Signing.NEVER, ""
    if code == Code.UNSIGNED:
        return Signing.UNSIGNED, ""
    gate = code.partition(".")[0]
    if gate == _ACCEPTED:
        return Signing.VALID, ""
    return Signing.WRONG, gate if gate in set(Gate) else Gate.BYTES.value


def by_province(span: Span, on: date, province: str = "") -> dict[str, Parts]:
    """Return where the register's facilities stand, by the register's word for the province."""
    rows = register(span, on, province).values_list("province", "latest")
    found: dict[str, Parts] = {}
    for name, code, count in rows.annotate(count=Count("pk")).order_by("province"):
        found.setdefault(name, Parts()).add(code, count)
    return found


def together(parts: Iterable[Parts]) -> Parts:
    """Return the sum."""
    whole = Parts()
    for one in parts:
        whole.never += one.never
        whole.unsigned += one.unsigned
        whole.valid += one.valid
        for gate, count in one.wrong.items():
            whole.wrong[gate] += count
    return whole


def register(span: Span, on: date, province: str = "") -> QuerySet[Any]:
    """Return the facilities that existed on a day of the span; `latest` is their last verdict."""
    papers = _within(span, on).filter(counts_for=OuterRef("code")).exclude(code__in=NO_PAPER)
    latest = papers.order_by("-received_at", "-pk").values("code")[:1]
    return _existing(span, on, province).annotate(
        latest=Coalesce(Subquery(latest), Value(""), output_field=CharField())
    )


def members(
    span: Span, on: date, province: str = "", signing: Signing | None = None, gate: str = ""
) -> QuerySet[Any]:
    """Return the facilities of one class, by code."""
    found = register(span, on, province).order_by("code")
    return found.filter(_stands(signing, gate)) if signing else found


def _stands(signing: Signing, gate: str) -> Q:
    signed = ~Q(latest__in=("", Code.UNSIGNED.value))
    accepted = Q(latest__startswith=_ACCEPTED)
    if signing is Signing.WRONG:
        others = [one.value for one in Gate if one is not Gate.BYTES]
        if gate and gate != Gate.BYTES:
            return signed & Q(latest__startswith=f"{gate}.")
        wrong = signed & ~accepted
        for other in others if gate else ():
            wrong &= ~Q(latest__startswith=f"{other}.")
        return wrong
    if signing is Signing.VALID:
        return accepted
    return Q(latest="" if signing is Signing.NEVER else Code.UNSIGNED.value)


def packets(span: Span, on: date, province: str = "") -> tuple[Packets, Packets]:
    """Return the packets of the register's facilities, and those of anybody else.

    Of one province there is nobody else: a code nobody knows lies in none.
    """
    known = Exists(_existing(span, on, province).filter(code=OuterRef("counts_for")))
    found = {True: Packets(), False: Packets()}
    rows = _within(span, on).annotate(known=known)
    if province:
        rows = rows.filter(known=True)
    for is_known, code, count in rows.values_list("known", "code").annotate(count=Count("pk")):
        found[is_known].add(code, count)
    return found[True], found[False]


def packets_of(code: str, span: Span, on: date) -> Mapping[str, int]:
    """Return how many packets of one facility met each verdict, the most frequent first."""
    rows = _within(span, on).filter(counts_for=code).values_list("code")
    return dict(rows.annotate(count=Count("pk")).order_by("-count", "code"))


def weekly(on: date, province: str = "", code: str = "") -> list[Week]:
    """Return the last twelve weeks, the oldest first; of a province or one facility if named."""
    rows = _within(Span.WEEKS, on)
    if code:
        rows = rows.filter(counts_for=code)
    elif province:
        own = _existing(Span.WEEKS, on, province).filter(code=OuterRef("counts_for"))
        rows = rows.filter(Exists(own))
    first = first_week(on)
    weeks = [Week(first + timedelta(weeks=number), Packets()) for number in range(WEEKS)]
    by_monday = {week.monday: week.packets for week in weeks}
    counted = (
        rows.annotate(week=TruncWeek("received_at", tzinfo=VIETNAM))
        .values_list("week", "code")
        .annotate(count=Count("pk"))
    )
    for week, verdict, count in counted:
        by_monday[week.date()].add(verdict, count)
    return weeks


def facility_named(code: str, span: Span, on: date) -> Any:
    """Return a facility of the register with `latest`, its last verdict, or None."""
    return register(span, on).filter(code=code).first()


def _existing(span: Span, on: date, province: str) -> QuerySet[Facility]:
    first = span.first_day(on)
    found = Facility.objects.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
    if first:
        found = found.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
    return found.filter(province=province) if province else found


def _within(span: Span, on: date) -> QuerySet[Packet]:
    first = span.first_day(on)
    found = Packet.objects.filter(received_at__lt=_midnight(on + timedelta(days=1)))
    return found.filter(received_at__gte=_midnight(first)) if first else found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)
