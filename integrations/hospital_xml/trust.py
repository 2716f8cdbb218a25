"""What an operator vouches for: anchors, intermediates, revocation lists, the facility register."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cryptography import x509

from integrations.hospital_xml.memory import Memory
from integrations.hospital_xml.revocation import RevocationList


@dataclass(frozen=True, slots=True)
class Anchor:
    """A self-signed authority, believed between two moments if they are said."""

    certificate: x509.Certificate
    trusted_from: datetime | None = None
    trusted_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facility:
    """A hospital or station by its five-digit code; both days count."""

    code: str
    name: str
    province: str
    tax_code: str
    valid_from: date | None = None
    valid_to: date | None = None

    def exists_on(self, day: date) -> bool:
        """Tell whether the facility is in the register on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True)
class TrustStore:
    """All that is believed, loaded once; make a new one when anything changes.

    It remembers paths and keys, so that a chain is built once and not once a file.
    """

    anchors: tuple[Anchor, ...] = ()
    intermediates: tuple[x509.Certificate, ...] = ()
    revocation_lists: tuple[RevocationList, ...] = ()
    facilities: Mapping[str, Facility] = field(default_factory=dict)
    paths: Memory = field(default_factory=Memory, compare=False, repr=False)
    keys: Memory = field(default_factory=Memory, compare=False, repr=False)
