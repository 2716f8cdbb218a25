"""The layouts hospitals send, and the two written signature profiles they follow."""

import re
from dataclasses import dataclass
from enum import StrEnum

DSIG = "http://www.w3.org/2000/09/xmldsig#"
DS = f"{{{DSIG}}}"
ENVELOPED_TRANSFORM = f"{DSIG}enveloped-signature"
SIGNATURE_PLACE = "CHUKYDONVI"
# Anything else could be read as a pointer, not as a name.
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9._-]{0,99}", re.ASCII)


class Profile(StrEnum):
    """How a layout is signed.

    TWO_REFERENCES: [0] the Object with SigningTime, [1] the data element, no transforms.
    ENVELOPED: one reference to the whole file (URI=""), less the signature itself.
    """

    TWO_REFERENCES = "two_references"
    ENVELOPED = "enveloped"


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of packet: its root element and what stands directly below it."""

    root: str
    children: tuple[str, ...]
    profile: Profile

    @property
    def data(self) -> str:
        """The element that holds the paper's facts, in a layout signed by two references."""
        return self.children[0]


# Circular 22/2025/TT-BYT, loaiHs 61; loaiHs 60; official letter 1245/BHXH-CNTT of 03/05/2024.
BIRTH = Layout("HSDLGCS", ("GIAYCHUNGSINH", SIGNATURE_PLACE), Profile.TWO_REFERENCES)
DEATH = Layout("HSDLGBT", ("GIAYBAOTU", SIGNATURE_PLACE), Profile.TWO_REFERENCES)
CLAIMS = Layout("GIAMDINHHS", ("THONGTINDONVI", "THONGTINHOSO", SIGNATURE_PLACE), Profile.ENVELOPED)
LAYOUTS = {layout.root: layout for layout in (BIRTH, DEATH, CLAIMS)}
