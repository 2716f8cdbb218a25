"""What one person is asked about one step, in all their capacities, and until when."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Protocol

from django.utils import timezone

from portal.consents.models import GIVEN, WAITING, Consent, ConsentStatus, Role
from portal.people.names import name_key
from portal.statutes import limits, selectors

LIMIT = "consent.lapse"
EVERY_OWNER = "consent.every_owner"
_LIMIT_WITHOUT_ROW = 7  # working days, while no dated row says otherwise


class Need(Protocol):
    """Whose agreement the law wants.

    A need may also have a `handle`, by which VNeID knows somebody whose number it keeps to itself;
    without number and handle an invitation is made.
    """

    @property
    def role(self) -> str: ...
    @property
    def personal_number(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks and for which dossier: what the person asked must know to answer."""

    dossier_code: str
    full_name: str
    personal_number: str


NOBODY = Asker("", "", "")


@dataclass(slots=True)
class Request:
    """One request before it is a row; each further capacity may add to the text."""

    step_id: int
    personal_number: str
    full_name: str
    handle: str = ""
    roles: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    alternative: bool = False

    def add(self, role: str, text: str) -> None:
        """Add a capacity; raises ValueError for one the law does not know."""
        if role not in self.roles:
            self.roles = sorted([*self.roles, Role(role).value])
        if text not in self.texts:
            self.texts.append(text)

    @property
    def text(self) -> str:
        """The whole text the person agrees to."""
        return "\n".join(self.texts)

    def fits(self, consent: Consent) -> bool:
        """Say whether `consent` asks, or already answers, exactly this."""
        return (
            consent.step_id == self.step_id
            and self._is_about(consent)
            and consent.roles == self.roles
            and consent.alternative == self.alternative
            and consent.text_sha256 == digest(self.text)
            and consent.status in WAITING | GIVEN
        )

    def _is_about(self, consent: Consent) -> bool:
        """Whether it is the same person; who has answered or come by a code has a number now."""
        if self.personal_number:
            return (consent.personal_number, consent.handle) == (self.personal_number, "")
        if self.handle or consent.handle:
            return consent.handle == self.handle
        return name_key(consent.full_name) == name_key(self.full_name)

    def consent(self, *, at: datetime, asker: Asker = NOBODY, paper: str | None = None) -> Consent:
        """Return the row, unsaved: asked, or given already by filing or by a signed paper."""
        made = Consent(
            step_id=self.step_id,
            roles=self.roles,
            personal_number=self.personal_number,
            full_name=self.full_name,
            handle=self.handle,
            dossier_code=asker.dossier_code,
            asked_by=asker.full_name,
            alternative=self.alternative,
            text=self.text,
            text_sha256=digest(self.text),
            asked_at=at,
            expires_on=last_day(at),
        )
        if self.personal_number and self.personal_number == asker.personal_number:
            made.status, made.answered_at = ConsentStatus.AGREED, at
        elif paper:
            made.status, made.answered_at = ConsentStatus.BY_PAPER, at
            made.paper_id = paper
        return made


def merged(needs: Sequence[tuple[int, Need]], *, at: datetime) -> list[Request]:
    """Return one request for each person and step, in the order of the needs.

    Of several owners one is enough on days when `consent.every_owner` is off.
    """
    requests: dict[tuple[Any, ...], Request] = {}
    unknown: Counter[tuple[Any, ...]] = Counter()
    for step_id, need in needs:
        request = begun(step_id, need)
        key: tuple[Any, ...] = (step_id, request.personal_number or request.handle)
        if not key[1]:  # two people whose numbers nobody knows are two people, even of one name
            named = (step_id, "", need.role, name_key(need.full_name))
            unknown[named] += 1
            key = (*named, unknown[named])
        requests.setdefault(key, request).add(need.role, need.text)
    if not selectors.switch_is_on(EVERY_OWNER, timezone.localdate(at)):
        _let_one_owner_do(list(requests.values()))
    return list(requests.values())


def begun(step_id: int, need: Need) -> Request:
    """Return a request to the person of a need, still without a capacity."""
    handle = "" if need.personal_number else getattr(need, "handle", "")
    return Request(step_id, need.personal_number, need.full_name, handle)


def _let_one_owner_do(requests: Sequence[Request]) -> None:
    owners = [one for one in requests if one.roles == [Role.DWELLING_OWNER]]
    several = Counter(one.step_id for one in owners)
    for one in owners:
        one.alternative = several[one.step_id] > 1


def rows(
    requests: Sequence[Request],
    *,
    at: datetime,
    askers: Mapping[int, Asker],
    papers: Mapping[int, str],
) -> list[Consent]:
    """Return the rows of requests, unsaved."""
    return [
        one.consent(at=at, asker=askers.get(one.step_id, NOBODY), paper=papers.get(one.step_id))
        for one in requests
    ]


def last_day(at: datetime) -> date:
    """Return the last day on which an answer to a request made at `at` counts."""
    today = timezone.localdate(at)
    return limits.last_day(LIMIT, today, otherwise=_LIMIT_WITHOUT_ROW)


def digest(text: str) -> str:
    """Return the hex SHA-256 by which an agreement is bound to its text."""
    return sha256(text.encode()).hexdigest()
