"""The certificates a signature brings along, and which of them can have signed."""

import base64
import binascii
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import NameOID

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.layouts import DS

_PLACE = f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate"
# A signing certificate has two or three thousand letters.
_MOST_LETTERS = 20_000
_RSA_BITS = 2048
# What authorities' own keys may be; a curve of the same length is not the same.
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_SPACES = re.compile(r"[ \t\r\n]+")
# What reading hostile DER was seen to raise: KeyError for an unknown kind of string, for one.
_NOT_A_CERTIFICATE = (
    binascii.Error,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    CryptographyDeprecationWarning,
)
# What the library warns of today, a serial number below one, it will refuse: so do we.
warnings.filterwarnings("error", category=CryptographyDeprecationWarning, module=__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """A certificate a message brings along, with what gates ask of it, worked out once.

    It is believed for none of it. `may_sign` is what its key usage says, and False where it says
    nothing; `user_ids` are the subject's, as spelled. Equal is only what is the same object.
    """

    certificate: x509.Certificate
    is_authority: bool
    may_sign: bool
    is_strong: bool
    valid_from: datetime
    valid_to: datetime
    user_ids: tuple[str, ...]


def certificates_of(signature: Any) -> tuple[Brought, ...]:
    """Return all certificates of X509Data, in their order; raises Refused for none or a bad one."""
    found = tuple(_read(one.text or "") for one in signature.iterfind(_PLACE))
    if not found:
        raise Refused(Code.NO_CERTIFICATE)
    return found


def _read(text: str) -> Brought:
    if len(text) > _MOST_LETTERS:
        raise Refused(Code.UNREADABLE_CERTIFICATE)
    return _read_short(text)


@lru_cache(maxsize=4096)
def _read_short(text: str) -> Brought:
    try:
        content = base64.b64decode(_SPACES.sub("", text), validate=True)
        certificate = x509.load_der_x509_certificate(content)
        # Parts are decoded when first asked for; all that is asked later is asked here.
        _ = certificate.extensions, certificate.issuer
        _ = [attribute.value for attribute in certificate.subject]
        return _brought(certificate)
    except _NOT_A_CERTIFICATE as error:
        raise Refused(Code.UNREADABLE_CERTIFICATE) from error


def _brought(certificate: x509.Certificate) -> Brought:
    ids = certificate.subject.get_attributes_for_oid(NameOID.USER_ID)
    return Brought(
        certificate,
        is_authority(certificate),
        _may_sign(certificate),
        _is_strong(certificate.public_key()),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        tuple(str(one.value) for one in ids),
    )


def signer_among(certificates: Sequence[Brought]) -> Brought:
    """Return the only one that is no authority; issuers may stand beside it."""
    signers = [one for one in certificates if not one.is_authority]
    if not signers:
        raise Refused(Code.AUTHORITY)
    if len(signers) > 1:
        raise Refused(Code.SEVERAL_SIGNERS)
    return signers[0]


def is_authority(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate may issue others."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    except x509.ExtensionNotFound:
        return False


def _is_strong(key: Any) -> bool:
    """Tell whether a key is of a kind and length gate 3 lets through."""
    long_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size >= _RSA_BITS
    known_curve = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES)
    return long_rsa or known_curve
