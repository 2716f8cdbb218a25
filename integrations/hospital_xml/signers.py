"""The certificates a signature brings along, and which of them can have signed."""

import base64
import binascii
import re
import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.utils import CryptographyDeprecationWarning

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.layouts import DS

_PLACE = f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate"
# A signing certificate has two or three thousand letters.
_MOST_LETTERS = 20_000
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


def certificates_of(signature: Any) -> tuple[x509.Certificate, ...]:
    """Return all certificates of X509Data, in their order; raises Refused for none or a bad one."""
    found = tuple(_read(one.text or "") for one in signature.iterfind(_PLACE))
    if not found:
        raise Refused(Code.NO_CERTIFICATE)
    return found


def _read(text: str) -> x509.Certificate:
    if len(text) > _MOST_LETTERS:
        raise Refused(Code.UNREADABLE_CERTIFICATE)
    return _read_short(text)


@lru_cache(maxsize=1024)
def _read_short(text: str) -> x509.Certificate:
    try:
        content = base64.b64decode(_SPACES.sub("", text), validate=True)
        certificate = x509.load_der_x509_certificate(content)
        # Parts are decoded when first asked for; all that is asked later is asked here.
        _ = certificate.extensions, certificate.public_key(), certificate.issuer
        _ = [attribute.value for attribute in certificate.subject]
        _ = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except _NOT_A_CERTIFICATE as error:
        raise Refused(Code.UNREADABLE_CERTIFICATE) from error
    return certificate


def signer_among(certificates: Sequence[x509.Certificate]) -> x509.Certificate:
    """Return the only one that is no authority; issuers may stand beside it."""
    signers = [one for one in certificates if not is_authority(one)]
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
