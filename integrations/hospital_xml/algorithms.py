"""Gate 3, algorithms: an allow-list; what is not on it is refused, however strong."""

import hashlib
from collections.abc import Callable, Container
from typing import Any

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.examination import Examination

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


def check_algorithms(examination: Examination) -> None:
    """Gate 3: canonicalisation, signature and digests are on the list, and the key is long."""
    canonicalization, method, *references = examination.signed_info
    _allowed(canonicalization, CANONICALIZATIONS, Code.CANONICALIZATION)
    _allowed(method, SIGNATURE_METHODS, Code.SIGNATURE_METHOD)
    for reference in references:
        _allowed(reference[-2], DIGEST_METHODS, Code.DIGEST_METHOD)
    _check_key(examination)


def _allowed(method: Any, allowed: Container[str], code: Code) -> None:
    if method.get("Algorithm") not in allowed:
        raise Refused(code)


def _check_key(examination: Examination) -> None:
    try:
        signer = examination.signer
    except Refused:
        return  # the next gate's to say: there is no key to measure
    if not signer.is_strong:
        raise Refused(Code.WEAK_KEY)
