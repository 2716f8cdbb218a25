"""Families to tell, and what fills the blanks of every kind."""

from datetime import UTC, date, datetime
from typing import Any

from portal.notifications.kinds import Blank, Kind
from portal.notifications.services import Recipient
from portal.notifications.words import WORDS

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CODE = "LT-261123-7Q2M-0ZKD-9XVA"
CHILD = "Nguyễn Bảo An"
SAMPLES: dict[Blank, Any] = {
    Blank.DATE: date(2026, 11, 30),
    Blank.MOMENT: datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    Blank.COUNT: 15,
    Blank.TITLE: "Giấy khai sinh (bản điện tử)",
    Blank.INITIALS: "Đ.T.H.",
}
LONGEST = SAMPLES | {
    Blank.COUNT: 999,
    Blank.TITLE: "Ấ" * 80,
    Blank.INITIALS: "Ẵ." * 8,
}


def filled(kind: Kind, samples: dict[Blank, Any] = SAMPLES) -> dict[str, Any]:
    """Return something for every blank of a kind."""
    return {name: samples[blank] for name, blank in WORDS[kind].blanks.items()}


def family(dossier: int = 5, kind: Kind = Kind.FILED, **more: Any) -> Recipient:
    """A family with a telephone and an address."""
    settled: dict[str, Any] = {
        "dossier_id": dossier,
        "dossier_code": CODE,
        "phone": "0912345678",
        "email": "nha@example.vn",
        "blanks": filled(kind),
    }
    return Recipient(**settled | more)
