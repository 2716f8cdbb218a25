"""Gate 3, algorithms: an allow-list; what is not on it is refused, however strong."""

import hashlib
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.examination import Examination
from integrations.hospital_xml.layouts import DS, DSIG

CANONICALIZATIONS = frozenset(
    {
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
    }
)
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_ENCRYPTION = "http://www.w3.org/2001/04/xmlenc#"
SIGNATURE_METHODS = frozenset(
    f"{_MORE}{name}"
    for name in ("rsa-sha256", "rsa-sha384", "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384")
)
DIGEST_METHODS: dict[str, Callable[[bytes], Any]] = {
    f"{_ENCRYPTION}sha256": hashlib.sha256,
    f"{_MORE}sha384": hashlib.sha384,
    f"{_ENCRYPTION}sha512": hashlib.sha512,
}
_RSA_BITS, _CURVE_BITS = 2048, 256
_SIGNED_INFO = f"{{{DSIG}}}SignedInfo"


def check_algorithms(examination: Examination) -> None:
    """Gate 3: canonicalisation, signature and digests are on the list, and the key is long."""
    signed_info = examination.signature.find(_SIGNED_INFO)
    _allowed(signed_info, "CanonicalizationMethod", CANONICALIZATIONS, Code.CANONICALIZATION)
    _allowed(signed_info, "SignatureMethod", SIGNATURE_METHODS, Code.SIGNATURE_METHOD)
    for reference in signed_info.iterfind(f"{DS}Reference"):
        _allowed(reference, "DigestMethod", frozenset(DIGEST_METHODS), Code.DIGEST_METHOD)
    _check_key(examination)


def _allowed(parent: Any, name: str, allowed: frozenset[str], code: Code) -> None:
    if parent.find(f"{DS}{name}").get("Algorithm") not in allowed:
        raise Refused(code)


def _check_key(examination: Examination) -> None:
    try:
        key = examination.signer.public_key()
    except Refused:
        return  # the next gate's to say: there is no key to measure
    long_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size >= _RSA_BITS
    long_curve = isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= _CURVE_BITS
    if not (long_rsa or long_curve):
        raise Refused(Code.WEAK_KEY)
