"""Varied, plainly invented families: who they are, and who signs in for them.

Names are numbers in words and numbers begin with 000, a prefix no province has: nobody is meant.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.accounts.models import Citizen, User
from portal.embedded.replay.declarations import (
    BIRTH,
    RESIDENCE,
    Person,
    Typed,
    birth_pages,
    card_pages,
    in_words,
    residence_pages,
)

BIRTH_PAPER = "birth_paper"
_SURNAMES = ("Giả Định", "Thí Dụ", "Ví Dụ", "Mẫu")


@dataclass(frozen=True, slots=True)
class Family:
    """One family of a replay: who signs in, and what is typed page by page."""

    number: int
    applicant: Mapping[str, Any]
    typed: Typed
    children: int
    left_out: tuple[str, ...]
    life_event: str = "birth"
    papers: tuple[str, ...] = ()
    paper_row: str = BIRTH_PAPER

    @property
    def paper_pages(self) -> list[str]:
        """The keys of the pages on which a photo of a paper is sent."""
        births = [f"{BIRTH}.paper#{ordinal}" for ordinal in range(1, self.children + 1)]
        return list(self.papers) or births


def family(number: int, *, seed: int, today: date, communes: tuple[str, ...]) -> Family:
    """Return the family of this number; the same seed gives the same family."""
    drawn = random.Random(f"{seed}/{number}")  # noqa: S311  # repeatable, not secret
    children = 2 if drawn.random() < 0.03 else 1
    born_on = today - timedelta(days=drawn.randint(1, 90))
    mother = relative(number, "mother", drawn, communes)
    father = relative(number, "father", drawn, communes)
    single = drawn.random() < 0.12
    typed = birth_pages(number, born_on, mother, None if single else father, children, drawn)
    left_out = (RESIDENCE,) if drawn.random() < 0.08 else ()
    typed |= residence_pages(number, single, drawn) | card_pages(drawn, left_out)
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


def relative(number: int, role: str, drawn: random.Random, communes: tuple[str, ...]) -> Person:
    """Return an invented grown-up of this number, as pages ask for one."""
    # prefix 000 (nobody's), then the digit of sex and century, year, and a running number
    year = drawn.randint(1984, 2004)
    sex = {("mother", True): "3", ("mother", False): "1", ("father", True): "2"}
    digit = sex.get((role, year >= 2000), "0")
    return {
        "surname": drawn.choice(_SURNAMES),
        "middle_name": "",
        "given_name": in_words(number),
        "born_on": str(year) if drawn.random() < 0.1 else f"{drawn.randint(1, 28):02}/07/{year}",
        "personal_number": f"000{digit}{year % 100:02}{number:06d}",
        "ethnicity": drawn.choice(("01", "01", "01", "05", "12")),
        "residence_kind": "permanent",
        "residence_commune": drawn.choice(communes),
        "residence_line": f"Nhà giả định {number}",
        "phone": f"09{number:08d}",
    }
