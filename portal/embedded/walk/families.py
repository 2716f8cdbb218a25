"""What the invented families of the simulated VNeID type into the declaration of a birth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

BIRTH, RESIDENCE, CARD = "civil_registry.birth", "residence.registration", "insurance.health_card"
Answers = Mapping[str, Mapping[str, str]]
# One a dossier, over and over; with the middle name “Ví Dụ” nobody is called so.
CHILDREN = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nga")
# Children of one mother are born this far apart, and none of them is six years old.
BETWEEN_DAYS, MOST_CHILDREN = 400, 5


@dataclass(frozen=True, slots=True)
class Family:
    """A mother who files, who must agree, and the official whose desk it comes to."""

    applicant: str
    agreeing: tuple[str, ...]
    official: str
    commune: str
    answers: Answers

    def answers_for(self, *, before: int, today: date) -> dict[str, dict[str, str]]:
        """Return what is typed on each page, by its code, for the child after `before` others."""
        born_on = today - timedelta(days=12 + before % MOST_CHILDREN * BETWEEN_DAYS)
        day = f"{born_on:%d/%m/%Y}"
        birth = {
            f"{BIRTH}.fit": {"born_on": day, "birth_country": "VN", "children": "1"},
            f"{BIRTH}.applicant": {
                "relation": "mother",
                "nationality": "vietnamese",
                "mother_number": "yes",
            },
            f"{BIRTH}.paper": {
                "kind": "birth_notice",
                "issued_on": f"{born_on + timedelta(days=2):%d/%m/%Y}",
                "facility": "Trạm y tế Thí Dụ",
            },
            f"{BIRTH}.child": {
                "middle_name": "Ví Dụ",
                "given_name": CHILDREN[before % len(CHILDREN)],
                "born_on": day,
                "sex": "female",
                "birth_place_commune": self.commune,
                "birth_place_line": "Trạm y tế Thí Dụ",
            },
            f"{BIRTH}.origin": {"hometown_commune": self.commune},
            f"{RESIDENCE}.place": {"with_whom": "mother", "dwelling": "family"},
            f"{RESIDENCE}.consent": {"way": "asked"},
            f"{CARD}.delivery": {"card_by": "electronic"},
        }
        own = {code: birth.get(code, {}) | dict(typed) for code, typed in self.answers.items()}
        return birth | own


MARRIED = {"married": "yes", "married_in": "VN"}
FATHERS = {"surname": "father", "ethnicity": "father", "hometown": "father"}

FAMILIES = (
    Family(
        applicant="Nguyễn Thị Ví Dụ",
        agreeing=("Lê Thị Ví Dụ", "Phạm Văn Chủ Nhà"),
        official="canbo.badinh",
        commune="Ba Đình, Hà Nội",
        answers={
            f"{BIRTH}.parents_married": MARRIED,
            f"{BIRTH}.mother": {"ethnicity": "01"},
            f"{BIRTH}.father": {
                "surname": "Trần",
                "middle_name": "Văn",
                "given_name": "Ví Dụ",
                "born_on": "20/07/1994",
                "personal_number": "000094000002",
                "ethnicity": "01",
                "lives_with_mother": "on",
            },
            f"{BIRTH}.origin": FATHERS,
            f"{RESIDENCE}.head": {
                "household_head": "other",
                "household_head_name": "Lê Thị Ví Dụ",
                "household_head_number": "000166000003",
                "owner": "others",
            },
            f"{RESIDENCE}.owners": {"name_1": "Phạm Văn Chủ Nhà", "number_1": "000060000004"},
            f"{RESIDENCE}.relation": {"relation_to_head": "sons_child"},
        },
    ),
    Family(
        applicant="Giàng Thị Thử",
        agreeing=("Vàng A Thử",),
        official="canbo.sapa",
        commune="Sa Pa, Lào Cai",
        answers={
            f"{BIRTH}.parents_married": MARRIED,
            f"{BIRTH}.mother": {"ethnicity": "08"},
            f"{BIRTH}.father": {
                "surname": "Vàng",
                "middle_name": "A",
                "given_name": "Thử",
                "born_on": "30/11/1992",
                "personal_number": "000092000006",
                "ethnicity": "08",
                "lives_with_mother": "on",
            },
            f"{BIRTH}.origin": FATHERS,
            f"{RESIDENCE}.head": {"household_head": "father", "owner": "head"},
            f"{RESIDENCE}.relation": {"relation_to_head": "own_child"},
        },
    ),
    Family(
        applicant="Đỗ Thị Một Mình",
        agreeing=("Đỗ Văn Ngoại",),
        official="canbo.nhatrang",
        commune="Tây Nha Trang, Khánh Hòa",
        answers={
            f"{BIRTH}.parents_married": {"married": "no", "father_part": "left_out"},
            f"{BIRTH}.mother": {"ethnicity": "01"},
            f"{RESIDENCE}.head": {
                "household_head": "other",
                "household_head_name": "Đỗ Văn Ngoại",
                "household_head_number": "000064000008",
                "owner": "head",
            },
            f"{RESIDENCE}.relation": {"relation_to_head": "daughters_child"},
        },
    ),
)
