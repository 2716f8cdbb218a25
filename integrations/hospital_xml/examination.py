"""One file on its way through the gates: what is known of it so far."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from integrations.hospital_xml.codes import Code, Refused, Revocation
from integrations.hospital_xml.layouts import DS, LAYOUTS, SIGNATURE_PLACE, Layout, Profile
from integrations.hospital_xml.notices import Notice
from integrations.hospital_xml.parsing import parse
from integrations.hospital_xml.signers import Brought, certificates_of, signer_among
from integrations.hospital_xml.spelling import moment_of
from integrations.hospital_xml.trust import TrustStore

_SIGNING_TIME = "SignatureProperties/SignatureProperty/SigningTime"


@dataclass
class Examination:
    """What the gates read and write; a gate may rely on those before it.

    `covered` and `facility` are None and `notices` empty until a gate vouches for them.
    """

    content: bytes
    trust: TrustStore
    at: datetime
    revocation: Revocation = Revocation.UNASKED
    covered: Any = None
    facility: str = ""
    notices: tuple[Notice, ...] = ()
    numbers: list[str] = field(default_factory=list)

    @cached_property
    def root(self) -> Any:
        """The root element as received."""
        return parse(self.content)

    @cached_property
    def layout(self) -> Layout:
        """The layout the root element announces."""
        if self.root.tag not in LAYOUTS:
            raise Refused(Code.UNKNOWN_LAYOUT)
        return LAYOUTS[self.root.tag]

    @cached_property
    def signature(self) -> Any:
        """The signature where the layout puts it."""
        found = self.root.find(f"{SIGNATURE_PLACE}/{DS}Signature")
        if found is None:
            raise Refused(Code.UNSIGNED)
        return found

    @cached_property
    def signed_info(self) -> list[Any]:
        """Two methods, then the references, as gate 2 found them; each ends in its digest."""
        return list(self.signature[0])

    @cached_property
    def data(self) -> Any:
        """The element that holds the facts, in a layout signed by two references."""
        return self.root.find(self.layout.data)

    @cached_property
    def signed_object(self) -> Any:
        """The signature's Object that holds the signing time."""
        return self.signature.find(f"{DS}Object")

    @cached_property
    def certificates(self) -> tuple[Brought, ...]:
        """Every certificate the signature brings along; none of them is believed for that."""
        return certificates_of(self.signature)

    @cached_property
    def signer(self) -> Brought:
        """The one among them that can have signed."""
        return signer_among(self.certificates)

    @cached_property
    def signed_at(self) -> datetime | None:
        """The signing time the file states, Vietnamese; None where the layout has none."""
        if self.layout.profile is Profile.ENVELOPED:
            return None
        return moment_of(self.signed_object.findtext(_SIGNING_TIME) or "")

    @property
    def judged_at(self) -> datetime:
        """The moment certificates and lists are judged by."""
        return self.signed_at or self.at
