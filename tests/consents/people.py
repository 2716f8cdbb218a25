"""People who are asked, and a listener that remembers what it heard."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from portal.consents import services
from portal.consents.hearing import on_answer
from portal.consents.models import Consent
from portal.consents.standing import Standing
from portal.handovers.models import Handover

FILED = datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))  # a Monday
DAY = timedelta(days=1)
HEAD, OWNER, STRANGER = "000060000001", "000161000002", "000099000003"
ASKER = services.Asker("LT-261130-7Q2M-0ZKD-9XVA", "Nguyễn Thị Hoa", "000196000009")
TEXT = "Đồng ý cho bé Trần Bảo An đăng ký thường trú tại 12 Lê Lợi."


@dataclass(frozen=True)
class Need:
    """What a procedure says it needs."""

    role: str
    personal_number: str
    full_name: str = "Trần Văn Bình"
    text: str = TEXT
    handle: str = ""


def head(number: str = HEAD, **more: str) -> Need:
    """The household head must agree."""
    return Need("household_head", number, **more)


def owner(number: str = OWNER, **more: str) -> Need:
    """The owner of the dwelling must agree."""
    return Need("dwelling_owner", number, **more)


def ask(step_id: int = 1, *needs: Need, at: datetime = FILED) -> list[Consent]:
    """Ask about one step: its head, unless other needs are named."""
    with transaction.atomic():
        asked = [(step_id, need) for need in needs or (head(),)]
        return services.ask(asked, at=at, askers={step_id: ASKER})


def delivered() -> None:
    """Let every request that is due have been put before its person."""
    due = Handover.objects.filter(channel="consent", status="DUE")
    due.update(status="OWED", attempts=1, fence=1)


@dataclass
class Listener:
    """Hears of consents as the pipeline would."""

    locked: list[list[int]] = field(default_factory=list)
    heard: list[dict[int, Standing]] = field(default_factory=list)

    def lock(self, step_ids: Sequence[int], /) -> tuple[int, ...]:
        self.locked.append(list(step_ids))
        return tuple(step_ids)

    def answered(self, standings: Mapping[int, Standing], /, *, at: datetime, locked: Any) -> None:
        assert set(standings) <= set(locked), "a step was told of that nobody had locked"
        self.heard.append(dict(standings))

    @property
    def last(self) -> dict[int, Standing]:
        return self.heard[-1]


@contextmanager
def listening() -> Iterator[Listener]:
    """Stand in for whoever listens to consents."""
    listener = Listener()
    with on_answer.replaced(lock=listener.lock, answered=listener.answered):
        yield listener
