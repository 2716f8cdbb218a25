"""Sign a PDF (PAdES) and check a signed one, whole file, against anchors we were given."""

import hashlib
import logging
import struct
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from threading import Lock

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

_REMEMBERED = 512
_SIGNATURE_ROOM = 8_192
# The reader meets hostile bytes and has no single error of its own; each of these was seen, or
# follows from what it calls.
_READER_ERRORS = (
    PdfError, ValueError, TypeError, LookupError, AttributeError, AssertionError,
    ArithmeticError, OSError, RuntimeError, zlib.error, struct.error,
)  # fmt: skip

# It also logs the signer's name with every refusal; names do not belong into logs.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


class Code(StrEnum):
    """Why a signed PDF was not taken, or that it was."""

    OK = "ok"
    TOO_LARGE = "too_large"
    NOT_PDF = "not_pdf"
    UNSIGNED = "unsigned"
    SEVERAL_SIGNATURES = "several_signatures"
    NOT_WHOLE_FILE = "not_whole_file"
    BROKEN = "broken"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found; `signer` is the certificate's subject, `sha256` that of the file."""

    ok: bool
    code: Code
    signer: str
    sha256: str


class Signatory:
    """Sign PDFs with one identity; safe to share between threads."""

    def __init__(self, identity: SigningIdentity) -> None:
        (anchor,) = load_certs_from_pemder_data(identity.anchor)
        (certificate,) = load_certs_from_pemder_data(identity.signing_certificate)
        self._signer = signers.SimpleSigner(
            signing_cert=certificate,
            signing_key=load_private_key_from_pemder_data(identity.key, passphrase=None),
            cert_registry=SimpleCertificateStore.from_certs([anchor]),
        )

    def sign(self, pdf: bytes, *, reason: str = "", field: str = "Signature") -> bytes:
        """Return the PDF with one invisible PAdES signature over all of it."""
        signed = signers.sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)),
            signers.PdfSignatureMetadata(
                field_name=field,
                md_algorithm="sha256",
                subfilter=fields.SigSeedSubFilter.PADES,
                reason=reason or None,
            ),
            signer=self._signer,
            # Room said beforehand saves the trial signature by which it would be measured.
            bytes_reserved=_SIGNATURE_ROOM,
        )
        return bytes(signed.getvalue())


def check(pdf: bytes, anchors: Sequence[bytes], *, at: datetime | None = None) -> Verdict:
    """Say whether exactly one good signature, under one of the anchors (PEM), covers every byte.

    Bytes appended after signing are refused, whatever they do to the page. `at` is the moment
    certificates are judged by; None means now. Revocation is not consulted: there is no list.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    moment = at or datetime.now(UTC)
    asked = (sha256, hashlib.sha256(b"".join(anchors)).hexdigest(), moment.date())
    known = _remembered.get(asked)
    if known is None:
        code, signer = _check(pdf, anchors, moment)
        known = Verdict(code is Code.OK, code, signer, sha256)
        _remembered.put(asked, known)
    return known


def _check(pdf: bytes, anchors: Sequence[bytes], moment: datetime) -> tuple[Code, str]:
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


class _Memory:
    """The last verdicts, so that a file asked about twice is computed once."""

    def __init__(self) -> None:
        self._verdicts: OrderedDict[object, Verdict] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: object) -> Verdict | None:
        with self._lock:
            if asked in self._verdicts:
                self._verdicts.move_to_end(asked)
            return self._verdicts.get(asked)

    def put(self, asked: object, verdict: Verdict) -> None:
        with self._lock:
            self._verdicts[asked] = verdict
            while len(self._verdicts) > _REMEMBERED:
                self._verdicts.popitem(last=False)


_remembered = _Memory()
