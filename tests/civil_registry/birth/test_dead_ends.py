"""Whatever a family answers, its way leads to the last look or to a door, never to a dead end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django import forms

from civil_registry.birth.models import Relation, Situation
from portal.accounts.models import Citizen
from portal.citizens.walk import State, Station, Walk, Written
from portal.people.codes import ResidenceKind
from tests.civil_registry.birth.answers import BASE, TODAY, typed

pytestmark = pytest.mark.usefixtures("birth")
BIRTH = "civil_registry.birth"
PAPER = {f"{BIRTH}.paper#1": {"birth_paper": ("0" * 64,)}}
Answers = Mapping[str, Any]


def written(answers: Mapping[str, Answers]) -> Written:
    """Return a draft of these pages."""
    return Written(
        {
            f"{BIRTH}.{code}" + ("#1" if code in ("paper", "child") else ""): {
                name: [str(value)] for name, value in page.items()
            }
            for code, page in answers.items()
        },
        PAPER,
    )


def walked(answers: Mapping[str, Answers], applicant: Citizen) -> Walk:
    """Walk through a draft of these pages."""
    return Walk("birth", written(answers), applicant, TODAY)


GONE = {
    "deceased": "on",
    "personal_number": "",
    "residence_kind": "",
    "residence_commune": "",
    "residence_line": "",
}


def test_a_father_cannot_live_where_a_dead_mother_does_not(mother: Citizen) -> None:
    answers = typed(
        applicant={"relation": "father", "mother_number": "deceased"},
        mother=GONE,
        father={
            **GONE,
            "deceased": None,
            "personal_number": "000095000001",
            "lives_with_mother": "on",
        },
        office={"place_from": "father"},
    )
    walk = walked(answers, mother)
    assert walk.next_station() is father_of(walk)
    assert "residence_commune" in father_of(walk).form.errors
    assert "lives_with_mother" not in father_of(walk).form.fields

    answers["father"] |= {key: BASE["father"][key] for key in GONE if key in BASE["father"]}
    walk = walked(answers, mother)
    assert walk.is_whole, [one for one in walk.stations if one.state is not State.DONE]


def father_of(walk: Walk) -> Any:
    """Return the father's page."""
    return walk.station(f"{BIRTH}.father")


def every(**answers: Sequence[str]) -> list[dict[str, str]]:
    """Return every combination of these answers."""
    found: list[dict[str, str]] = [{}]
    for name, values in answers.items():
        found = [{**one, name: value} for one in found for value in values]
    return found


HOME = {name: BASE["mother"][name] for name in ("residence_commune", "residence_line")}
PERMANENT = {**HOME, "residence_kind": ResidenceKind.PERMANENT.value}
NOWHERE = {**HOME, "residence_kind": ResidenceKind.CURRENT.value}
DEAD = {"deceased": "on"}
TOGETHER = {"lives_with_mother": "on"}
NUMBER = {who: {"personal_number": BASE[who]["personal_number"]} for who in ("mother", "father")}
SITUATIONS: dict[str, list[dict[str, str]]] = {
    "fit": [
        *every(
            children=["1"],
            situation=list(Situation.values),
            birth_country=["VN"],
            born_on=["05/11/2026"],
        ),
        *every(
            children=["1"],
            situation=["ordinary"],
            birth_country=["VN", "FR"],
            born_on=["05/11/2019"],
        ),
    ],
    "applicant": [
        *every(
            relation=[one for one in Relation.values if one != Relation.RELATIVE],
            nationality=["vietnamese", "foreign"],
            mother_number=["yes", "none", "deceased"],
        ),
        *every(
            relation=["relative"],
            parent_can_sign_in=["yes", "no"],
            nationality=["vietnamese"],
            mother_number=["yes", "deceased"],
        ),
    ],
    "parents_married": [
        *every(married=["yes"], married_in=["VN", "FR"]),
        *every(married=["no"], father_part=["left_out", "to_be_named"]),
        *every(
            married=["no"],
            father_part=["former_husband"],
            marriage_ended_on=["01/06/2026", "01/06/2020"],
        ),
        {"married": "unsure"},
    ],
    "mother": [
        {},
        {**NUMBER["mother"], **PERMANENT},
        {**NUMBER["mother"], **NOWHERE},
        DEAD,
        {**DEAD, **PERMANENT},
    ],
    "father": [
        {**NUMBER["father"], **PERMANENT},
        {**NUMBER["father"], **NOWHERE},
        {**NUMBER["father"], **TOGETHER},
        {**DEAD, **TOGETHER},
        {**DEAD, **PERMANENT},
    ],
    "office": [
        {"place_from": "mother"},
        {"place_from": "father"},
        {"place_from": "guardian", "guardian_commune": HOME["residence_commune"]},
    ],
}
NAMED = {
    who: {name: BASE[who][name] for name in ("surname", "given_name", "born_on", "ethnicity")}
    for who in ("mother", "father")
}


@dataclass
class Explorer:
    """Goes every way there is; those that look alike from a page on are gone once."""

    applicant: Citizen
    ends: set[str] = field(default_factory=set)
    dead_ends: list[Any] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def arrives(self, answers: dict[str, Any]) -> bool:
        """Say whether some way leads on from here; remember where none does."""
        walk = walked(answers, self.applicant)
        station = walk.next_station()
        if walk.blocked is not None:
            assert walk.blocked.counter and walk.blocked.counter.reason
            self.ends.add(walk.blocked.counter.branch)
            return True
        if station is None:
            self.ends.add("check")
            return True
        code = station.place.page.code
        unmet = [one for one in required_choices(station) if not one.choices]
        if station.state is not State.TODO or unmet:
            assert not unmet, (answers, unmet)
            return False  # asked again: another answer of the same page must lead on
        asked = [one.place.page.code for one in walk.stations]
        seen = f"{code} {asked} {[answers.get(one) for one in ('applicant', 'mother', 'father')]}"
        if seen in self.gone:
            return True
        self.gone.add(seen)
        ways = [
            {**answers, code: {**NAMED.get(code, {}), **one}}
            for one in SITUATIONS[code]
            if code != "office" or one["place_from"] in dict(required_choices(station)[0].choices)
        ]
        arrived = [self.arrives(way) for way in ways]  # all of them, not only up to the first
        if not any(arrived):
            self.dead_ends.append(answers)
        return True


def required_choices(station: Station) -> list[forms.ChoiceField]:
    """Return the questions of a page that want one of some answers."""
    asked = station.form.fields.values() if station.form else ()
    return [one for one in asked if isinstance(one, forms.ChoiceField) and one.required]


def test_every_way_leads_to_the_last_look_or_to_a_door(mother: Citizen) -> None:
    explorer = Explorer(mother)
    fixed = ("paper", "child", "guardian", "marriage", "origin", "results")
    explorer.arrives({code: BASE[code] for code in fixed})
    assert explorer.dead_ends == []
    assert explorer.ends >= {"check", "B02", "B04", "B07", "B08", "B12", "B16", "B29", "B30", "B31"}
