"""Three invented procedures and their in-process agency: a journey to test the engine with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import uuid4

from portal.accounts.models import Citizen, User
from portal.handovers.answers import Answer, Granted
from portal.handovers.carriers import Letter
from portal.pipeline.models import Dossier
from portal.pipeline.procedures import Agency, Case, Procedure
from portal.pipeline.services import Filing, submit_dossier

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, 09:00 in Hà Nội
COMMUNE = "00004"


@dataclass(frozen=True)
class Facts:
    """What an invented grant establishes."""

    number: str = "1"


@dataclass
class InventedAgency:
    """Counts what reaches it, and answers as it was told."""

    effects: list[str] = field(default_factory=list)
    replies: dict[str, list[Answer]] = field(default_factory=dict)

    def answer(self, letter: Letter) -> Answer:
        """Take the letter: one effect a call; the next prepared reply, or a grant."""
        self.effects.append(letter.key)
        prepared = self.replies.get(letter.topic)
        return prepared.pop(0) if prepared else Granted(facts={"number": letter.key})


agency = InventedAgency()


class Invented(Procedure):
    """The part the three have in common."""

    facts: ClassVar[Any] = Facts
    result_title = "Giấy giả định"

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        return Agency(self.code, f"Cơ quan {self.code}", f"invented:{self.code}")

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        return COMMUNE

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        return {case.step_id: f'{{"case":{case.step_id}}}'.encode() for case in cases}

    def send_one(self, letter: Letter) -> Answer:
        return agency.answer(letter)

    def collect_one(self, letter: Letter) -> Answer:
        return agency.answer(letter)


class Opening(Invented):
    """Opens the invented life event."""

    code = "invented.opening"
    title = "Mở đầu"
    opens = "invented"


class LeftLeg(Invented):
    """Follows the opening."""

    code = "invented.left"
    title = "Bên trái"
    follows: ClassVar[tuple[str, ...]] = ("invented.opening",)


class RightLeg(Invented):
    """Follows the opening too, in parallel."""

    code = "invented.right"
    title = "Bên phải"
    follows: ClassVar[tuple[str, ...]] = ("invented.opening",)


class Desk(Opening):
    """An opening that lies on a desk first."""

    has_desk = True


THREE = (Opening, LeftLeg, RightLeg)


def invented_citizen(number: int = 1) -> Citizen:
    """Return a plainly invented citizen."""
    user = User.objects.create(username=f"invented-{number}")
    return Citizen.objects.create(
        user=user,
        personal_number=f"{number:012d}",
        full_name="Người Thử Nghiệm",
        born_on=datetime(1990, 1, 1).date(),  # noqa: DTZ001  # a date, not a moment
        sex="female",
    )


def filed(applicant: Citizen, *, at: datetime = AT, **options: Any) -> Dossier:
    """File one invented dossier."""
    options.setdefault("answers", {})
    filing = Filing(life_event="invented", filing=uuid4(), **options)
    return submit_dossier(filing=filing, applicant=applicant, at=at)
