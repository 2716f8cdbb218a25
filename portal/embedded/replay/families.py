"""Varied, plainly invented families: what each of them would type into the declaration.

Names are numbers in words and numbers begin with 000, a prefix no province has: nobody is meant.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.accounts.models import Citizen, User

BIRTH, RESIDENCE, CARD = "civil_registry.birth", "residence.registration", "insurance.health_card"
BIRTH_PAPER = "birth_paper"
_SURNAMES = ("Giả Định", "Thí Dụ", "Ví Dụ", "Mẫu")
_NAMES = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")

Typed = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Family:
    """One family of a replay: who signs in, and what is typed page by page."""

    number: int
    applicant: Mapping[str, Any]
    typed: Typed
    children: int
    left_out: tuple[str, ...]

    @property
    def paper_pages(self) -> list[str]:
        """The keys of the pages on which a photo of the birth paper is sent."""
        return [f"{BIRTH}.paper#{ordinal}" for ordinal in range(1, self.children + 1)]


def family(number: int, *, seed: int, today: date, communes: tuple[str, ...]) -> Family:
    """Return the family of this number; the same seed gives the same family."""
    drawn = random.Random(f"{seed}/{number}")  # noqa: S311  # repeatable, not secret
    children = 2 if drawn.random() < 0.03 else 1
    born_on = today - timedelta(days=drawn.randint(1, 90))
    mother = _parent(number, "mother", drawn, communes)
    father = _parent(number, "father", drawn, communes)
    single = drawn.random() < 0.12
    typed = _birth_pages(number, born_on, mother, None if single else father, children, drawn)
    left_out = (RESIDENCE,) if drawn.random() < 0.08 else ()
    typed |= _residence_pages(number, single, drawn) | _card_pages(drawn, left_out)
    return Family(
        number=number,
        applicant={
            "personal_number": mother["personal_number"],
            "full_name": " ".join((mother["surname"], mother["given_name"])),
            "born_on": date(int(mother["born_on"][-4:]), 1, 1),
            "sex": "female",
            "phone": mother["phone"],
            "commune_code": mother["residence_commune"],
            "residence_kind": "permanent",
        },
        typed=typed,
        children=children,
        left_out=left_out,
    )


def citizen_of(one: Family) -> Citizen:
    """Return the citizen who files for this family, made if there is none."""
    number = one.applicant["personal_number"]
    user, _ = User.objects.get_or_create(username=f"vneid-{number}")
    known, _ = Citizen.objects.get_or_create(
        personal_number=number,
        defaults={**one.applicant, "user": user},
    )
    return known


def _parent(
    number: int, role: str, drawn: random.Random, communes: tuple[str, ...]
) -> dict[str, Any]:
    # prefix 000 (nobody's), then the digit of sex and century, year, and a running number
    year = drawn.randint(1984, 2004)
    sex = {("mother", True): "3", ("mother", False): "1", ("father", True): "2"}
    digit = sex.get((role, year >= 2000), "0")
    return {
        "surname": drawn.choice(_SURNAMES),
        "middle_name": "",
        "given_name": _in_words(number),
        "born_on": str(year) if drawn.random() < 0.1 else f"{drawn.randint(1, 28):02}/07/{year}",
        "personal_number": f"000{digit}{year % 100:02}{number:06d}",
        "ethnicity": drawn.choice(("01", "01", "01", "05", "12")),
        "residence_kind": "permanent",
        "residence_commune": drawn.choice(communes),
        "residence_line": f"Nhà giả định {number}",
        "phone": f"09{number:08d}",
    }


def _birth_pages(
    number: int,
    born_on: date,
    mother: dict[str, Any],
    father: dict[str, Any] | None,
    children: int,
    drawn: random.Random,
) -> Typed:
    day = born_on.strftime("%d/%m/%Y")
    follow = drawn.choice(("father", "mother")) if father else "mother"
    pages: dict[str, dict[str, Any]] = {
        "fit": {
            "situation": "ordinary",
            "born_on": day,
            "birth_country": "VN",
            "children": children,
        },
        "applicant": {
            "relation": "mother",
            "nationality": "vietnamese",
            "mother_number": "yes",
        },
        "parents_married": {
            "married": "yes" if father else "no",
            "married_in": "VN",
            "father_part": "" if father else "left_out",
        },
        "mother": mother,
        "marriage": {"number": str(number) if drawn.random() < 0.5 else ""},
        "origin": {
            "surname": follow,
            "ethnicity": follow,
            "hometown": follow,
            "hometown_commune": mother["residence_commune"],
        },
        "office": {"place_from": follow},
        "results": {"phone": mother["phone"], "copies": drawn.choice((0, 0, 0, 2))},
    }
    if father:
        pages["father"] = father
    for ordinal in range(1, children + 1):
        pages[f"paper#{ordinal}"] = {
            "kind": "birth_notice" if drawn.random() < 0.9 else "written_pledge",
            "facility": "Bệnh viện Giả Định",
        }
        pages[f"child#{ordinal}"] = {
            "given_name": f"Bé {_in_words(number)} {_NAMES[ordinal - 1]}",
            "born_on": day,
            "sex": drawn.choice(("male", "female")),
            "birth_place_commune": mother["residence_commune"],
            "birth_place_line": "Bệnh viện Giả Định",
        }
    return _as_typed(BIRTH, pages)


def _residence_pages(number: int, single: bool, drawn: random.Random) -> Typed:
    household = drawn.random()
    head: dict[str, Any] = {"household_head": "mother", "owner": "head"}
    relation = "own_child"
    if not single and household < 0.4:
        head = {"household_head": "father", "owner": "head"}
    elif household < 0.7:
        head = {
            "household_head": "other",
            "household_head_name": f"Bà Giả Định {_in_words(number)}",
            "household_head_number": f"000165{number:06d}",
            "owner": "head",
        }
        relation = "daughters_child"
    return _as_typed(
        RESIDENCE,
        {
            "place": {"with_whom": "mother", "dwelling": "family"},
            "head": head,
            "relation": {"relation_to_head": relation},
            "consent": {"way": "asked"},
        },
    )


def _card_pages(drawn: random.Random, left_out: tuple[str, ...]) -> Typed:
    card_by = drawn.choice(("electronic", "electronic", "home"))
    return _as_typed(
        CARD,
        {
            "facility": {"facility": "chosen_for_me"},
            "delivery": {"card_by": card_by, "address": "mother" if left_out else "child"},
        },
    )


def _as_typed(procedure: str, pages: Mapping[str, Mapping[str, Any]]) -> Typed:
    return {
        f"{procedure}.{page}": {name: [str(value)] for name, value in answers.items()}
        for page, answers in pages.items()
    }


def _in_words(number: int) -> str:
    return " ".join(_NAMES[int(digit)] for digit in str(number))
