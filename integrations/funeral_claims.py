"""Claims to the money after a death as those who decide want them written."""

from dataclasses import asdict, dataclass

import orjson


@dataclass(frozen=True, slots=True)
class DeceasedPerson:
    """Who died, as the register of deaths has it; days are ISO and may be partial."""

    full_name: str
    personal_number: str
    born_on: str
    died_on: str


@dataclass(frozen=True, slots=True)
class DeathEntry:
    """Where the death stands in the civil status register."""

    number: str
    book: str
    registered_on: str
    e_copy_sha256: str


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid and how: `kind` applicant, person or organisation; `pay_by` account, cash, post.

    The number is a personal number, an organisation has a tax code in its place.
    """

    kind: str
    name: str
    personal_number: str = ""
    tax_code: str = ""
    relation: str = ""
    phone: str = ""
    pay_by: str = "cash"
    bank: str = ""
    account_number: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AskedSum:
    """What the portal computed: by which law, how, and who confirmed it where the law is open."""

    regime: str
    amount: int
    said: str
    article: str
    confirmed_at: str = ""
    cited: str = ""


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody the deceased supported."""

    full_name: str
    born_on: str
    relation: str
    is_studying: bool = False
    is_disabled: bool = False
    has_no_income: bool = False
    has_no_other_support: bool = False


@dataclass(frozen=True, slots=True)
class AllowanceClaim:
    """Everything a line that decides about a funeral allowance is told.

    `decision_…` name an earlier decision on the deceased's own benefit, as far as the family knows.
    """

    dossier: str
    revision: int
    commune_code: str
    deceased: DeceasedPerson
    death: DeathEntry
    asked: AskedSum
    payee: Payee
    decision_number: str = ""
    decision_on: str = ""
    decision_by: str = ""
    insurance_number: str = ""
    drawn_at: str = ""
    procedure: str = "funeral_benefits.allowance"


@dataclass(frozen=True, slots=True)
class SurvivorsClaim:
    """Everything Social Insurance is told about survivors; `wanted` monthly, lump_sum or advise."""

    dossier: str
    revision: int
    commune_code: str
    deceased: DeceasedPerson
    death: DeathEntry
    wanted: str
    relatives: tuple[Relative, ...]
    payee: Payee
    insurance_number: str = ""
    estimate: str = ""
    note: str = ""
    procedure: str = "funeral_benefits.survivors"


def compose_claim(claim: AllowanceClaim | SurvivorsClaim) -> bytes:
    """Return the body, byte for byte the same for the same claim."""
    return orjson.dumps(asdict(claim), option=orjson.OPT_SORT_KEYS)
