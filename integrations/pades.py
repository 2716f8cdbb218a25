"""The half of PDF signatures that needs pyHanko, which takes half a second to load.

Loaded with the first PDF that is signed or checked: most processes meet none for long.
"""

import logging
import struct
import zlib
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from integrations.base import MOST_DOCUMENT_BYTES
from integrations.demo_pki import SigningIdentity
from integrations.pdf_verdicts import Code

_SIGNATURE_ROOM = 8_192
# The reader meets hostile bytes and has no single error of its own; each of these was seen, or
# follows from what it calls.
_READER_ERRORS = (
    PdfError, ValueError, TypeError, LookupError, AttributeError, AssertionError,
    ArithmeticError, OSError, RuntimeError, zlib.error, struct.error,
)  # fmt: skip

# It also logs the signer's name with every refusal; names do not belong into logs.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


def signer_of(identity: SigningIdentity) -> signers.SimpleSigner:
    """Return what signs as this identity, for one thread at a time."""
    (anchor,) = load_certs_from_pemder_data(identity.anchor)
    (certificate,) = load_certs_from_pemder_data(identity.signing_certificate)
    return signers.SimpleSigner(
        signing_cert=certificate,
        signing_key=load_private_key_from_pemder_data(identity.key, passphrase=None),
        cert_registry=SimpleCertificateStore.from_certs([anchor]),
    )


def sign(signer: signers.SimpleSigner, pdf: bytes, *, reason: str, field: str) -> bytes:
    """Return the PDF with one invisible PAdES signature over all of it."""
    signed = signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)),
        signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason or None,
        ),
        signer=signer,
        # Room said beforehand saves the trial signature by which it would be measured.
        bytes_reserved=_SIGNATURE_ROOM,
    )
    return bytes(signed.getvalue())


def check(pdf: bytes, anchors: Sequence[bytes], moment: datetime) -> tuple[Code, str]:
    """Return what is wrong with a signed PDF, or OK, and who signed it as far as that is known."""
    if len(pdf) > MOST_DOCUMENT_BYTES:
        return Code.TOO_LARGE, ""
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if len(found) != 1:
            return (Code.SEVERAL_SIGNATURES if found else Code.UNSIGNED), ""
        # Coverage is asked before anything is trusted: later bytes may change what is shown.
        if found[0].evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
            return Code.NOT_WHOLE_FILE, ""
        return _judge(found[0], anchors, moment)
    except (SignatureValidationError, SigningError):
        return Code.BROKEN, ""
    except _READER_ERRORS:
        return Code.NOT_PDF, ""


def _judge(
    signature: EmbeddedPdfSignature, anchors: Sequence[bytes], moment: datetime
) -> tuple[Code, str]:
    trusted: list[x509.Certificate] = [
        certificate for anchor in anchors for certificate in load_certs_from_pemder_data(anchor)
    ]
    status = validate_pdf_signature(
        signature,
        ValidationContext(
            trust_roots=trusted,
            moment=moment,
            allow_fetching=False,
            revocation_mode="soft-fail",
            best_signature_time=moment,
        ),
    )
    signer = str(status.signing_cert.subject.human_friendly)
    if not (status.intact and status.valid):
        return Code.BROKEN, signer
    if not status.trusted or not status.bottom_line:
        return Code.UNTRUSTED, signer
    return Code.OK, signer
