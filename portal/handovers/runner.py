"""Claim a batch, send, settle, retry, stall: the machine's whole work, and nothing of the law.

No transaction and no lock is held while a call runs. An answer counts only while the fence of its
claim stands; what comes later is kept raw and changes nothing.
"""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from integrations import kill_points
from portal.handovers import circuits, sets
from portal.handovers.carriers import CarrierRegistry, Letter, carriers
from portal.handovers.isolating import isolate
from portal.handovers.pace import Pace
from portal.handovers.posting import Parcel, Posted, parcels, post
from portal.handovers.settling import settle
from portal.handovers.verdicts import stalled

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]

BUSY_FOR = 20.0  # seconds one task goes on before it lets another in


class Runner:
    """Moves messages; two runners on the same database never hold the same one."""

    def __init__(self, *, registry: CarrierRegistry = carriers, pace: Pace | None = None) -> None:
        self.registry = registry
        self.pace = pace or Pace.from_settings()

    def work(self, *, clock: Clock) -> int:
        """Send what is due and ask for what is owed, in turns; return how many were claimed.

        In turns, because under load one never runs out, and the other would never begin.
        """
        return self._until_idle((False, True), clock)

    def dispatch(self, *, clock: Clock) -> int:
        """Send everything that is due; return how many messages were claimed."""
        return self._until_idle((False,), clock)

    def collect(self, *, clock: Clock) -> int:
        """Ask for every answer whose time has come; return how many messages were asked about."""
        return self._until_idle((True,), clock)

    def _until_idle(self, turns: Sequence[bool], clock: Clock) -> int:
        began, total = time.monotonic(), 0
        while time.monotonic() - began < BUSY_FOR:
            claimed = sum(self._turn(asking=asking, clock=clock) for asking in turns)
            if not claimed:
                break
            total += claimed
        return total

    def _turn(self, *, asking: bool, clock: Clock) -> int:
        letters, poison = self._claim(asking=asking)
        if poison:
            self._stall(poison)
        if letters:
            self._carry(letters, asking=asking, clock=clock)
        return len(letters) + len(poison)

    def _claim(self, *, asking: bool) -> tuple[list[Letter], list[tuple[Letter, str]]]:
        with transaction.atomic():
            ready = sets.lock_ready(
                asking=asking,
                batch=self.pace.batch,
                window=self.pace.window,
                lanes=self.pace.lanes,
            )
            if not ready:
                return [], []
            letters, moot, poison = (ready, [], []) if asking else self._composed(ready)
            # Poison has no body yet, and gets none: sent again, it is composed anew.
            claimed = [*letters, *(letter for letter, _ in poison)]
            hashes = [sha256(one.body).digest() if one.body else None for one in claimed]
            sets.take(claimed, hashes, asking=asking, lease=self.pace.lease)
            if moot:
                sets.close_moot([letter.handover for letter in moot])
            kill_points.reach("before_claim_commit")
        kill_points.reach("after_claim")
        return letters, poison

    def _composed(
        self, ready: Sequence[Letter]
    ) -> tuple[list[Letter], list[Letter], list[tuple[Letter, str]]]:
        """Give every letter its body: the one frozen before, or a new one."""
        letters = [letter for letter in ready if letter.body]
        moot: list[Letter] = []
        poison: list[tuple[Letter, str]] = []
        for channel in {letter.channel for letter in ready if not letter.body}:
            blank = [one for one in ready if one.channel == channel and not one.body]
            bodies, failed = isolate(blank, self.registry[channel].compose)
            poison += failed
            broken = {letter.handover for letter, _ in failed}
            for letter in blank:
                body = bodies.get(letter.subject)
                if body:
                    letters.append(letter.with_body(body))
                elif letter.handover not in broken:
                    moot.append(letter)
        return letters, moot, poison

    def _carry(self, letters: list[Letter], *, asking: bool, clock: Clock) -> None:
        """Post the letters in parallel and settle what has come back every second."""
        with ThreadPoolExecutor(self.pace.lanes, thread_name_prefix="post") as pool:
            running: dict[Future[Posted], Parcel] = {
                pool.submit(post, parcel): parcel
                for parcel in parcels(letters, self.registry, asking=asking)
            }
            try:
                self._follow(running, asking=asking, clock=clock)
            finally:  # with no lease left nothing more may leave; nothing is left if all went well
                for future in running:
                    future.cancel()

    def _follow(self, running: dict[Future[Posted], Parcel], *, asking: bool, clock: Clock) -> None:
        """Settle what comes back and renew the leases of what does not yet."""
        began = renewed = settled = time.monotonic()
        arrived: list[Posted] = []
        while running:
            done, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in done:
                running.pop(future)
                arrived.append(future.result())
            now = time.monotonic()
            waiting = sum(len(one.letters) for one in arrived)
            if arrived and (
                not running
                or now - settled >= self.pace.settle_every
                or waiting >= self.pace.settle_after
            ):
                self._settle(arrived, asking=asking, clock=clock)
                arrived, settled = [], now
            # Not for ever: what no call brings back another worker must be able to take.
            may_renew = now - began < self.pace.held_at_most
            if running and may_renew and now - renewed >= self.pace.lease / 3:
                held = [one for parcel in running.values() for one in parcel.letters]
                sets.renew(held, lease=self.pace.lease)
                renewed = now
            if now - began >= self.pace.window:
                self._give_back(running, asking=asking)
        if arrived:
            self._settle(arrived, asking=asking, clock=clock)

    def _give_back(self, running: dict[Future[Posted], Parcel], *, asking: bool) -> None:
        unposted = [future for future in running if future.cancel()]
        letters = [one for future in unposted for one in running.pop(future).letters]
        if letters:
            sets.release(letters, asking=asking)

    def _settle(self, arrived: Sequence[Posted], *, asking: bool, clock: Clock) -> None:
        answered = [pair for posted in arrived for pair in posted.answers]
        settle(answered, registry=self.registry, pace=self.pace, asking=asking, at=clock())
        poison = [pair for posted in arrived for pair in posted.poison]
        if poison:
            self._stall(poison)
        circuits.note((call for posted in arrived for call in posted.calls), pace=self.pace)

    def _stall(self, poison: Sequence[tuple[Letter, str]]) -> None:
        sets.settle([stalled(letter, reason) for letter, reason in poison])
        for letter, reason in poison:
            log.error("handover_stalled", extra={"handover": letter.handover, "why": reason})
