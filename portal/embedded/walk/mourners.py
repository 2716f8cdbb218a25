"""What sons of the simulated VNeID type into the declaration of a death; who died is invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DEATH, REMOVAL = "civil_registry.death", "residence.deregistration"
ALLOWANCE, SURVIVORS = "funeral_benefits.allowance", "funeral_benefits.survivors"
BORN = 1940


@dataclass(frozen=True, slots=True)
class Mourner:
    """A son who files, and the official whose desk it comes to; nobody need agree."""

    applicant: str
    official: str
    commune: str
    commune_code: str
    surname: str
    place: int
    agreeing: tuple[str, ...] = ()

    def answers_for(self, *, before: int, today: date) -> Mapping[str, Mapping[str, str]]:
        """Return what is typed on each page, for the relative who died after `before` others."""
        died = f"{today - timedelta(days=3):%d/%m/%Y}"
        # prefix 000 (nobody's), a woman of the last century, her year, and a running number
        number = f"0001{BORN % 100:02}{self.place:02}{before:04}"
        return {
            **self._death(died, number),
            f"{REMOVAL}.household": {"head_is": "deceased"},
            f"{ALLOWANCE}.benefits": {
                "pension": "yes",
                "contributed": "no",
                "monthly_aid": "no",
                "merits": "unknown",  # an official looks it up, and confirms by which law
            },
            f"{ALLOWANCE}.payee": {"payee_is": "applicant"},
            f"{ALLOWANCE}.payment": {"pay_by": "cash"},
            f"{SURVIVORS}.regime": {"long_enough": "yes", "wanted": "monthly", "people": "1"},
            f"{SURVIVORS}.relatives": {
                "name_1": f"{self.surname} Văn Thí Dụ",
                "born_on_1": "1938",
                "relation_1": "husband",
            },
            f"{SURVIVORS}.payment": {"pay_by": "cash"},
        }

    def _death(self, died: str, number: str) -> dict[str, dict[str, str]]:
        place = {"place_commune": self.commune, "place_line": "Bệnh viện Thí Dụ"}
        pages = {
            "fit": {"nationality": "VN", "death_country": "VN", "situation": "ordinary"},
            "applicant": {"relation": "child"},
            "deceased": {
                "surname": self.surname,
                "middle_name": "Thị Thí Dụ",
                "given_name": "Cụ",
                "born_on": str(BORN),
                "sex": "female",
                "personal_number": number,
                "ethnicity": "01",
            },
            "residence": {
                "residence_kind": "permanent",
                "residence_commune": self.commune,
                "residence_line": "Nhà giả định",
            },
            "event": {"died_on": died, "place_kind": "facility", **place, "sudden": "no"},
            "notice": {
                "kind": "death_notice",
                "number": "1/BV-GBT",
                "issued_on": died,
                "facility": "Bệnh viện Thí Dụ",
            },
            "office": {"commune": self.commune_code},
        }
        return {f"{DEATH}.{code}": typed for code, typed in pages.items()}


# Not in the order of the families: an official's code opens once, and a birth was told before.
MOURNERS = (
    Mourner("Vàng A Thử", "canbo.sapa", "Sa Pa, Lào Cai", "03006", "Vàng", 2),
    Mourner("Đỗ Văn Ngoại", "canbo.nhatrang", "Tây Nha Trang, Khánh Hòa", "22390", "Đỗ", 3),
    Mourner("Trần Văn Ví Dụ", "canbo.badinh", "Ba Đình, Hà Nội", "00004", "Trần", 1),
)
