"""What the invented families type, page by page of the declaration."""

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

BIRTH, RESIDENCE, CARD = "civil_registry.birth", "residence.registration", "insurance.health_card"
_NAMES = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")

Person = dict[str, Any]
Typed = dict[str, dict[str, list[str]]]


def birth_pages(
    number: int,
    born_on: date,
    mother: Person,
    father: Person | None,
    children: int,
    drawn: random.Random,
) -> Typed:
    """Return what is typed about the birth, a paper and a child for each twin included."""
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
        pages |= _pages_of_child(ordinal, number, day, mother, drawn)
    return as_typed(BIRTH, pages)


def _pages_of_child(
    ordinal: int, number: int, day: str, mother: Person, drawn: random.Random
) -> dict[str, Person]:
    return {
        f"paper#{ordinal}": {
            "kind": "birth_notice" if drawn.random() < 0.9 else "written_pledge",
            "facility": "Bệnh viện Giả Định",
        },
        f"child#{ordinal}": {
            "given_name": f"Bé {in_words(number)} {_NAMES[ordinal - 1]}",
            "born_on": day,
            "sex": drawn.choice(("male", "female")),
            "birth_place_commune": mother["residence_commune"],
            "birth_place_line": "Bệnh viện Giả Định",
        },
    }


def residence_pages(number: int, single: bool, drawn: random.Random) -> Typed:
    """Return what is typed about where the child will live, and who heads that household."""
    household = drawn.random()
    head: dict[str, Any] = {"household_head": "mother", "owner": "head"}
    relation = "own_child"
    if not single and household < 0.4:
        head = {"household_head": "father", "owner": "head"}
    elif household < 0.7:
        head = {
            "household_head": "other",
            "household_head_name": f"Bà Giả Định {in_words(number)}",
            "household_head_number": f"000165{number:06d}",
            "owner": "head",
        }
        relation = "daughters_child"
    return as_typed(
        RESIDENCE,
        {
            "place": {"with_whom": "mother", "dwelling": "family"},
            "head": head,
            "relation": {"relation_to_head": relation},
            "consent": {"way": "asked"},
        },
    )


def card_pages(drawn: random.Random, left_out: tuple[str, ...]) -> Typed:
    """Return what is typed about the health card."""
    card_by = drawn.choice(("electronic", "electronic", "home"))
    return as_typed(
        CARD,
        {
            "facility": {"facility": "chosen_for_me"},
            "delivery": {"card_by": card_by, "address": "mother" if left_out else "child"},
        },
    )


def as_typed(procedure: str, pages: Mapping[str, Mapping[str, Any]]) -> Typed:
    """Return answers by page as a browser posts them."""
    return {
        f"{procedure}.{page}": {name: [str(value)] for name, value in answers.items()}
        for page, answers in pages.items()
    }


def in_words(number: int) -> str:
    """Return a number as a name nobody has: digit by digit."""
    return " ".join(_NAMES[int(digit)] for digit in str(number))
