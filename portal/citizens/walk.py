"""Walk through a declaration: which pages are filled in, which come next, and what was declared."""

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from portal.accounts.models import Citizen
from portal.citizens.binding import Typed, bind
from portal.citizens.journeys import Place, children_in, is_asked_once, may_be_left_out, shown
from portal.pipeline.procedures import Counter, DeclarationPage, Procedure

Answers = Mapping[str, Mapping[str, Any]]
Files = Mapping[str, Mapping[str, Sequence[str]]]


class State(StrEnum):
    """How far a page has come."""

    DONE = "done"
    STARTED = "started"
    TODO = "todo"
    LOCKED = "locked"


@dataclass(slots=True)
class Station:
    """One page of the walk; a locked one has no form yet, for it hangs on what is still missing."""

    place: Place
    state: State
    form: DeclarationPage | None = None
    counter: Counter | None = None
    children: int = 1


@dataclass(frozen=True, slots=True)
class Written:
    """What a family wrote: boxes by page key, hashes of files by page key and row.

    `offered` is what agencies answered about it, by procedure.
    """

    typed: Mapping[str, Typed]
    files: Files
    left_out: frozenset[str] = frozenset()
    offered: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass
class Walk:
    """The whole way through a life event as it stands, from the first page to the check.

    A `lenient` walk goes on behind pages that are not whole: what was filed is looked at again
    long after, when a limit has passed or a list has changed. Of an `earlier` walk of the same
    moment pages are taken over that were done and whose boxes, papers and past are the same.
    """

    life_event: str
    written: Written
    applicant: Citizen
    today: date
    lenient: bool = False
    earlier: InitVar["Walk | None"] = None
    stations: list[Station] = field(default_factory=list)
    told_to_come: dict[str, Counter] = field(default_factory=dict)
    blocked: Station | None = None
    children: int = 1

    def __post_init__(self, earlier: "Walk | None") -> None:
        self.legs = shown(self.life_event)
        self._earlier = earlier
        self._common: dict[str, Mapping[str, Any]] = {}
        self._own: dict[int, dict[str, Mapping[str, Any]]] = {}
        self._open = True
        for procedure in self.legs:
            for page in procedure.pages:
                if not self.is_left_out(procedure):
                    self._visit(procedure, page)
        self._earlier = None

    @property
    def is_whole(self) -> bool:
        """Whether everything is filled in and nothing leads to the counter."""
        return self.blocked is None and all(one.state is State.DONE for one in self.stations)

    @property
    def left_out(self) -> frozenset[str]:
        """The legs that are not done: by choice, or because an official must see them."""
        return self._chosen_away() | frozenset(self.told_to_come)

    def is_left_out(self, procedure: Procedure) -> bool:
        """Say whether the family is not asked about this leg any more."""
        return procedure.code in self.told_to_come or (
            may_be_left_out(procedure) and procedure.code in self._chosen_away()
        )

    def is_undecided(self, procedure: Procedure) -> bool:
        """Say whether a page that has still to be answered decides about this leg."""
        if not may_be_left_out(procedure):
            return False
        asking = [one for one in self.stations if one.place.page.chooses_legs]
        return any(one.state is not State.DONE for one in asking)

    def _chosen_away(self) -> frozenset[str]:
        """Return the legs the family wants later: by a button, or by what a page asked."""
        opening = self.legs[0]
        if opening.asks_which_legs:
            return opening.not_wanted(self.declared())
        return self.written.left_out

    def declared(self, ordinal: int = 1) -> dict[str, Mapping[str, Any]]:
        """Return the answers of one child's declaration by `procedure.page`."""
        offered = {
            f"{code}.offered": _about(told, ordinal) for code, told in self.written.offered.items()
        }
        return {**offered, **self._common, **self._own.get(ordinal or 1, {})}

    def answers(self) -> list[dict[str, Mapping[str, Any]]]:
        """Return what each child's declaration would say if it were filed now."""
        return [
            self._common | self._own.get(ordinal, {}) for ordinal in range(1, self.children + 1)
        ]

    def next_station(self) -> Station | None:
        """Return the first page that is not filled in, None if all are."""
        return next((one for one in self.stations if one.state is not State.DONE), None)

    def station(self, key: str) -> Station | None:
        """Return the page of this key, if it is part of this walk."""
        return next((one for one in self.stations if one.place.key == key), None)

    def _visit(self, procedure: Procedure, page: type[DeclarationPage]) -> None:
        if not page.applies(self.declared()):
            return
        if is_asked_once(page):
            station = self._look(Place(procedure, page))
            self._conclude([station])
            return
        self.children = children_in(self.legs[0], self.declared())
        stations = [
            self._look(Place(procedure, page, ordinal)) for ordinal in range(1, self.children + 1)
        ]
        self._compare(stations)
        self._conclude(stations)

    def _look(self, place: Place) -> Station:
        station = Station(place, State.LOCKED, children=self.children if place.ordinal else 1)
        self.stations.append(station)
        if not self._open:
            return station
        declared = self.declared(place.ordinal)
        known = self._known(place, declared)
        if known is not None:
            station.form, station.state = known, State.DONE
            return station
        typed = self.written.typed.get(place.key)
        station.form = bind(
            place,
            typed=typed,
            files=self.written.files.get(place.key, {}),
            declared=declared,
            applicant=self.applicant,
            today=self.today,
            prefix=place.prefix if self.lenient else "",
        )
        station.state = State.TODO if typed is None else _judged(station.form)
        return station

    def _known(self, place: Place, declared: Mapping[str, Any]) -> DeclarationPage | None:
        """Return the form of an earlier walk, if it was done and rests on the same."""
        before = self._earlier.station(place.key) if self._earlier else None
        if self._earlier is None or before is None or before.state is not State.DONE:
            return None
        now, then = self.written, self._earlier.written
        is_same = (
            now.typed.get(place.key) == then.typed.get(place.key)
            and now.files.get(place.key) == then.files.get(place.key)
            and before.form is not None
            and before.form.declared == declared
        )
        return before.form if is_same else None

    def _compare(self, stations: Sequence[Station]) -> None:
        """Let a page say what is wrong between the children of one birth."""
        together = getattr(stations[0].place.page, "together", None)
        if together is None or any(one.state is not State.DONE for one in stations):
            return
        answers = [one.form.cleaned_data for one in stations if one.form]
        for position, wrong in together(answers).items():
            station = stations[position]
            for name, sentence in wrong.items():
                if station.form is not None:
                    station.form.add_error(name if name in station.form.fields else None, sentence)
            station.state = State.STARTED

    def _conclude(self, stations: Sequence[Station]) -> None:
        for station in stations:
            if (station.state is not State.DONE and not self.lenient) or station.form is None:
                self._open = False
                continue
            if station.state is State.TODO:
                continue
            place = station.place
            kept = self._own.setdefault(place.ordinal, {}) if place.ordinal else self._common
            kept[place.code] = station.form.cleaned_data
            if station.state is State.DONE:
                station.counter = station.form.leads_to_counter()
                self._heed(station)

    def _heed(self, station: Station) -> None:
        """Leave out the one leg an official must see, or end the walk here."""
        counter = station.counter
        if counter is None:
            return
        if counter.leg and counter.leg != self.legs[0].code:
            self.told_to_come |= dict.fromkeys((counter.leg, *counter.also), counter)
        elif counter.ends and self.blocked is None and not self.lenient:
            self.blocked, self._open = station, False


def _about(told: Mapping[str, Any], ordinal: int) -> Mapping[str, Any]:
    """Return what was offered, that about one child (`by_child`) beside what concerns them all."""
    return {**told, **told.get("by_child", {}).get(str(ordinal or 1), {})}


def _judged(form: DeclarationPage) -> State:
    return State.DONE if form.is_valid() else State.STARTED
