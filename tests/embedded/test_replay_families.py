"""The families of a replay fill in the real pages, every one of them to the end."""

from datetime import date

from portal.citizens.walk import State, Walk, Written
from portal.embedded.replay.bereaved import bereaved
from portal.embedded.replay.declarations import RESIDENCE
from portal.embedded.replay.families import BIRTH_PAPER, citizen_of, family
from portal.embedded.replay.people import COMMUNES
from portal.pipeline.procedures import Offer
from portal.pipeline.registry import registry

TODAY = date(2026, 11, 21)


def test_every_family_fills_in_every_page(db: None) -> None:
    kinds = set()
    for number in range(1, 61):
        one = family(number, seed=7, today=TODAY, communes=COMMUNES)
        files = {key: {BIRTH_PAPER: ["0" * 64]} for key in one.paper_pages}
        walk = Walk(
            life_event="birth",
            written=Written(one.typed, files, frozenset(one.left_out)),
            applicant=citizen_of(one),
            today=TODAY,
        )
        wrong = {
            station.place.key: station.form.errors if station.form else "locked"
            for station in walk.stations
            if station.state is not State.DONE
        }
        assert not wrong, (number, wrong)
        assert walk.blocked is None
        assert not walk.told_to_come
        kinds.add((walk.children, RESIDENCE in walk.left_out))
    assert len(kinds) > 2


def test_the_same_seed_gives_the_same_family() -> None:
    first, again = (family(5, seed=7, today=TODAY, communes=COMMUNES) for _ in range(2))
    assert first == again != family(5, seed=8, today=TODAY, communes=COMMUNES)


def test_every_bereaved_family_fills_in_every_page(db: None) -> None:
    choices = [one.code for one in registry.journey("death") if one.offered is Offer.CHOICE]
    left_out = set()
    for number in range(1, 41):
        one = bereaved(number, seed=7, today=TODAY, communes=COMMUNES, legs=frozenset(choices))
        files = {key: {one.paper_row: ["0" * 64]} for key in one.paper_pages}
        walk = Walk(
            life_event="death",
            written=Written(one.typed, files),
            applicant=citizen_of(one),
            today=TODAY,
        )
        wrong = {
            station.place.key: station.form.errors if station.form else "locked"
            for station in walk.stations
            if station.state is not State.DONE
        }
        assert not wrong, (number, wrong)
        assert walk.is_whole
        assert not walk.told_to_come
        left_out.add(len(walk.left_out))
    assert len(left_out) == len(choices) + 1  # none of them, one, two and all
