"""The taking back of a removal, as the residence register wants it written: nobody had died."""

from dataclasses import asdict, dataclass

import orjson


@dataclass(frozen=True, slots=True)
class TakenBackDeath:
    """The entry of a death that was registered by mistake."""

    number: str
    book: str
    registered_on: str


@dataclass(frozen=True, slots=True)
class RestoredResident:
    """Who is written into the household again; `personal_number` may be ""."""

    full_name: str
    personal_number: str


@dataclass(frozen=True, slots=True)
class ResidenceRestoration:
    """Everything the residence register is told of a removal that is to be taken back.

    `removal` is the key under which the removal was sent, `notice_number` the register's own
    number of the notice it gave for it.
    """

    dossier: str
    revision: int
    commune_code: str
    removal: str
    notice_number: str
    resident: RestoredResident
    death: TakenBackDeath
    procedure: str = "residence.restoration"


def compose_restoration(restoration: ResidenceRestoration) -> bytes:
    """Return the body, byte for byte the same for the same taking back."""
    return orjson.dumps(asdict(restoration), option=orjson.OPT_SORT_KEYS)
