"""Check a result as a stranger would who holds the file and the agency's anchor, and no more."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at a signed file shows; `is_good` says all of it is as it must be."""

    size: int
    sha256: str
    signer: str
    is_good: bool


def check(content: bytes, anchor: bytes) -> Checked:
    """Look for one signature that covers the whole file, under the anchor (PEM)."""
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        signer, is_good = _judge(content, anchor)
    except (PdfError, SigningError, SignatureValidationError, ValueError):
        signer, is_good = "", False
    return Checked(len(content), sha256, signer, is_good)


def _judge(content: bytes, anchor: bytes) -> tuple[str, bool]:
    signatures = PdfFileReader(BytesIO(content)).embedded_signatures
    if len(signatures) != 1:
        return "", False
    covers = signatures[0].evaluate_signature_coverage()
    trusted = list(load_certs_from_pemder_data(anchor))
    status = validate_pdf_signature(
        signatures[0],
        ValidationContext(trust_roots=trusted, allow_fetching=False, revocation_mode="soft-fail"),
    )
    whole = covers == SignatureCoverageLevel.ENTIRE_FILE
    name = status.signing_cert.subject.native.get("organization_name", "")
    return str(name), bool(status.bottom_line and whole)
