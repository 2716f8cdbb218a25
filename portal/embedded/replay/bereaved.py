"""Varied, plainly invented deaths: who died, who files, and which procedures are chosen."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from portal.embedded.replay.declarations import Person, Typed, as_typed, in_words
from portal.embedded.replay.families import Family, relative

DEATH, REMOVAL = "civil_registry.death", "residence.deregistration"
ALLOWANCE, SURVIVORS = "funeral_benefits.allowance", "funeral_benefits.survivors"
DEATH_PAPER = "death_paper"
CHOICES = ((), (REMOVAL,), (REMOVAL, ALLOWANCE), (REMOVAL, ALLOWANCE, SURVIVORS))


def bereaved(
    number: int, *, seed: int, today: date, communes: tuple[str, ...], legs: frozenset[str]
) -> Family:
    """Return the family of this number and whom it lost; the same seed gives the same.

    `legs` are those of the procedures to choose from that this installation knows.
    """
    drawn = random.Random(f"{seed}/death/{number}")  # noqa: S311  # repeatable, not secret
    child = relative(number, "father", drawn, communes)
    chosen = tuple(one for one in drawn.choice(CHOICES) if one in legs)
    typed = _death_pages(number, today, child, chosen, drawn)
    if REMOVAL in chosen:
        typed |= _removal_pages(drawn)
    if ALLOWANCE in chosen:
        typed |= _allowance_pages()
    if SURVIVORS in chosen:
        typed |= _survivors_pages()
    return Family(
        number=number,
        applicant={
            "personal_number": child["personal_number"],
            "full_name": " ".join((child["surname"], child["given_name"])),
            "born_on": date(int(child["born_on"][-4:]), 1, 1),
            "sex": "male",
            "phone": child["phone"],
            "commune_code": child["residence_commune"],
            "residence_kind": "permanent",
        },
        typed=typed,
        children=1,
        left_out=tuple(sorted(legs - set(chosen))),
        life_event="death",
        papers=(f"{DEATH}.notice",),
        paper_row=DEATH_PAPER,
    )


def _death_pages(
    number: int, today: date, child: Person, chosen: tuple[str, ...], drawn: random.Random
) -> Typed:
    year = drawn.randint(1930, 1950)
    is_woman = drawn.random() < 0.5
    died = today - timedelta(days=drawn.randint(1, 30))
    permanent = bool(chosen) or drawn.random() < 0.5
    has_number = drawn.random() < 0.9
    happened_in = drawn.choice((child["residence_commune"], "00070"))
    pages: Mapping[str, Mapping[str, Any]] = {
        "fit": {"nationality": "VN", "death_country": "VN", "situation": "ordinary"},
        "applicant": {"relation": "child"},
        "deceased": {
            "surname": child["surname"],
            "given_name": f"Cụ {in_words(number)}",
            "born_on": str(year),
            "sex": "female" if is_woman else "male",
            "personal_number": f"000{int(is_woman)}{year % 100:02}{number:06d}" * has_number,
            "ethnicity": child["ethnicity"],
        },
        "residence": {
            "residence_kind": "permanent" if permanent else "none",
            "residence_commune": child["residence_commune"] if permanent else "",
            "residence_line": f"Nhà giả định {number}" if permanent else "",
        },
        "event": {
            "died_on": died.strftime("%d/%m/%Y"),
            "place_kind": "facility",
            "place_commune": happened_in,
            "place_line": "Bệnh viện Giả Định",
            "sudden": "no",
        },
        "notice": {
            "kind": "death_notice",
            "number": f"{number}/BV-GBT",
            "issued_on": died.strftime("%d/%m/%Y"),
            "facility": "Bệnh viện Giả Định",
        },
        "office": {"commune": child["residence_commune"] if permanent else happened_in},
        "results": {"phone": child["phone"], "copies": drawn.choice((0, 0, 2))},
    }
    typed = as_typed(DEATH, pages)
    typed[f"{DEATH}.legs"] = {"chosen": list(chosen)}
    return typed


def _removal_pages(drawn: random.Random) -> Typed:
    head = drawn.choice(("deceased", "applicant", "alone"))
    relation = "father" if head == "applicant" else ""
    return as_typed(REMOVAL, {"household": {"head_is": head, "relation_to_head": relation}})


def _allowance_pages() -> Typed:
    typed = as_typed(
        ALLOWANCE,
        {
            "benefits": {"pension": "yes", "contributed": "no", "monthly_aid": "no"},
            "regime": {},
            "estimate": {"other": ""},
            "payee": {"payee_is": "applicant"},
            "payment": {"pay_by": "cash"},
        },
    )
    typed[f"{ALLOWANCE}.benefits"]["merits"] = ["no"]
    return typed


def _survivors_pages() -> Typed:
    return as_typed(
        SURVIVORS,
        {
            "regime": {"long_enough": "yes", "wanted": "monthly", "people": "1"},
            "relatives": {
                "name_1": "Giả Định Bà Hai",
                "born_on_1": "1945",
                "relation_1": "wife",
            },
            "estimate": {"note": ""},
            "payment": {"pay_by": "cash"},
        },
    )
