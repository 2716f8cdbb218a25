"""Try a file without keeping anything of it: which gate refuses it, and what to change."""

from dataclasses import dataclass
from datetime import datetime

from integrations.hospital_xml.codes import Gate, Revocation
from integrations.hospital_xml.parsing import MOST_BYTES
from integrations.xml_signatures import Verdict, verify
from portal.hospital_papers.belief import current_trust
from portal.hospital_papers.words import facility_sentence

# One byte more than a file may have is enough to see that it has too many.
MOST_READ = MOST_BYTES + 1
GATES = tuple(gate.value for gate in Gate)
REVOCATIONS = tuple(state.value for state in Revocation)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a check found; `gate` is empty where the file was accepted.

    Nothing of what the paper says is in it but its numbers, which facility it names and when it
    was signed. `facility_name` is the register's.
    """

    code: str
    gate: str
    sentence: str
    sentence_en: str
    element: str
    layout: str
    numbers: tuple[str, ...]
    facility_code: str
    facility_name: str
    signed_at: datetime | None
    revocation: str

    @property
    def ok(self) -> bool:
        """Whether every gate let the file pass."""
        return not self.gate


def try_file(content: bytes, *, at: datetime) -> Trial:
    """Lead a file through the gates as if it had just come in; write and log nothing."""
    trust = current_trust()
    verdict = verify(content, trust=trust, at=at)
    known = trust.facilities.get(verdict.facility)
    return _trial(verdict, known.name if known else "")


def _trial(verdict: Verdict, facility_name: str) -> Trial:
    sentence, sentence_en = facility_sentence(verdict.code.value)
    return Trial(
        code=verdict.code.value,
        gate=verdict.gate.value if verdict.gate else "",
        sentence=sentence,
        sentence_en=sentence_en,
        element=verdict.detail,
        layout=verdict.layout,
        numbers=verdict.numbers,
        facility_code=verdict.facility,
        facility_name=facility_name,
        signed_at=verdict.signed_at,
        revocation=verdict.revocation.value,
    )
