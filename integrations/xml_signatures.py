"""Check a hospital's signed XML paper: eight gates in order; the first that refuses says why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from integrations.hospital_xml.algorithms import check_algorithms
from integrations.hospital_xml.chain import check_chain
from integrations.hospital_xml.codes import Code, Gate, Refused, Revocation
from integrations.hospital_xml.coverage import check_coverage
from integrations.hospital_xml.examination import Examination
from integrations.hospital_xml.identity import check_identity
from integrations.hospital_xml.notices import Notice
from integrations.hospital_xml.reading import check_bytes
from integrations.hospital_xml.schema import check_schema
from integrations.hospital_xml.shape import check_shape
from integrations.hospital_xml.signature import check_signature
from integrations.hospital_xml.spelling import VIETNAM
from integrations.hospital_xml.trust import TrustStore

GateFunction = Callable[[Examination], None]

GATES: dict[Gate, GateFunction] = {
    Gate.BYTES: check_bytes,
    Gate.SHAPE: check_shape,
    Gate.ALGORITHMS: check_algorithms,
    Gate.CHAIN: check_chain,
    Gate.SIGNATURE: check_signature,
    Gate.COVERAGE: check_coverage,
    Gate.IDENTITY: check_identity,
    Gate.SCHEMA: check_schema,
}
_ACCEPTED = {
    Revocation.UNKNOWN: Code.ACCEPTED_REVOCATION_UNKNOWN,
    Revocation.EXPIRED: Code.ACCEPTED_REVOCATION_EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a file.

    `facility` and `numbers` come from signed bytes, so a file refused before gate 7 has none.
    `notices` is filled only where the file is accepted. `detail` names an element of the layout.
    """

    code: Code
    layout: str
    facility: str
    numbers: tuple[str, ...]
    notices: tuple[Notice, ...]
    revocation: Revocation
    signed_at: datetime | None
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether every gate let the file pass."""
        return self.code.gate is None

    @property
    def gate(self) -> Gate | None:
        """The gate that refused it."""
        return self.code.gate


def verify(content: bytes, *, trust: TrustStore, at: datetime) -> Verdict:
    """Lead a file through the gates; `at` (aware) is the time of checking.

    Opens nothing: no file, no address, no database. Raises nothing for any bytes.
    """
    examination = Examination(content, trust, at.astimezone(VIETNAM))
    try:
        for gate in GATES.values():
            gate(examination)
    except Refused as refusal:
        return _verdict(examination, refusal.code, refusal.detail)
    return _verdict(examination, _accepted(examination), "")


def _accepted(examination: Examination) -> Code:
    if not examination.notices:
        return Code.ACCEPTED_WITHOUT_NOTICE
    return _ACCEPTED.get(examination.revocation, Code.ACCEPTED)


def _verdict(examination: Examination, code: Code, detail: str) -> Verdict:
    known = vars(examination)  # what was worked out so far; asking anew could refuse again
    layout = known.get("layout")
    return Verdict(
        code=code,
        layout=layout.root if layout else "",
        facility=examination.facility,
        numbers=tuple(examination.numbers),
        notices=examination.notices if code.gate is None else (),
        revocation=examination.revocation,
        signed_at=known.get("signed_at"),
        detail=detail,
    )
