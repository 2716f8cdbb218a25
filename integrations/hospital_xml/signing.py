"""The signing side, for demonstrations and tests: packets as hospitals' software writes them."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from integrations.hospital_xml.layouts import DS, DSIG, ENVELOPED_TRANSFORM, SIGNATURE_PLACE
from integrations.hospital_xml.parsing import canonical, canonical_without, parse
from integrations.hospital_xml.spelling import VIETNAM

C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_DIGEST = re.compile(r"~digest:(\w+):([^~]*)~")
_VALUE = "~value~"


@dataclass(frozen=True)
class Signer:
    """A private key and the certificate that goes into the packet, perhaps with its issuers."""

    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificates: tuple[x509.Certificate, ...]

    @property
    def method(self) -> str:
        """The algorithm this key signs with."""
        return RSA_SHA256 if isinstance(self.key, rsa.RSAPrivateKey) else ECDSA_SHA256

    def sign(self, content: bytes, method: str) -> bytes:
        """Return the signature value of these bytes."""
        algorithm: Any = getattr(hashes, method.rpartition("-")[2].upper())()
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(content, padding.PKCS1v15(), algorithm)
        r, s = utils.decode_dss_signature(self.key.sign(content, ec.ECDSA(algorithm)))
        size = (self.key.key_size + 7) // 8
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def sign_packet(root: str, data: str, identifier: str, signer: Signer, at: datetime) -> bytes:
    """Return an HSDLGCS or HSDLGBT around `data`, the text of an element with this Id."""
    return seal(packet_template(root, data, identifier, signer, at), signer)


def sign_envelope(content: str, signer: Signer) -> bytes:
    """Return a GIAMDINHHS around `content`, which is all but the signature's place."""
    return seal(envelope_template(content, signer), signer)


def packet_template(root: str, data: str, identifier: str, signer: Signer, at: datetime) -> str:
    """Return the packet before it is sealed."""
    own = f"{SIGNATURE_PLACE}-{identifier}"
    named = [(f"Object-{own}", f".//{DS}Object"), (identifier, f"./*[@Id='{identifier}']")]
    references = "".join(reference(f"#{name}", path) for name, path in named)
    stated = at.astimezone(VIETNAM).strftime("%Y-%m-%dT%H:%M:%S")
    # `xmlns=""` has to be written out: the profile's properties are in no namespace.
    holder = (
        f'<Object Id="Object-{own}"><SignatureProperties xmlns=""><SignatureProperty '
        f'Id="SignatureProperty-{own}" Target="#{own}"><SigningTime>{stated}</SigningTime>'
        "</SignatureProperty></SignatureProperties></Object>"
    )
    signature = signature_text(references, signer, f' Id="{own}"', holder)
    place = f"<{SIGNATURE_PLACE}>{signature}</{SIGNATURE_PLACE}>"
    return f"{_DECLARATION}<{root}>{data}{place}</{root}>"


def envelope_template(content: str, signer: Signer) -> str:
    """Return the envelope before it is sealed."""
    transform = f'<Transforms><Transform Algorithm="{ENVELOPED_TRANSFORM}"/></Transforms>'
    signature = signature_text(reference("", "", transform), signer)
    return (
        f'{_DECLARATION}<GIAMDINHHS xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xmlns:xsd="http://www.w3.org/2001/XMLSchema">{content}<{SIGNATURE_PLACE}>'
        f"{signature}</{SIGNATURE_PLACE}></GIAMDINHHS>"
    )


def reference(uri: str, path: str, transforms: str = "") -> str:
    """Return one Reference whose digest `seal` will fill in; an empty path is the whole file."""
    return (
        f'<Reference URI="{uri}">{transforms}<DigestMethod Algorithm="{SHA256}"/>'
        f"<DigestValue>~digest:sha256:{path}~</DigestValue></Reference>"
    )


def signature_text(references: str, signer: Signer, attributes: str = "", holder: str = "") -> str:
    """Return a Signature element, its digests and value still to be filled in by `seal`."""
    certificates = "".join(
        f"<X509Certificate>{base64.b64encode(one.public_bytes(Encoding.DER)).decode()}"
        "</X509Certificate>"
        for one in signer.certificates
    )
    subject = signer.certificates[0].subject.rfc4514_string() if signer.certificates else ""
    name = subject.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<Signature xmlns="{DSIG}"{attributes}><SignedInfo>'
        f'<CanonicalizationMethod Algorithm="{C14N}"/>'
        f'<SignatureMethod Algorithm="{signer.method}"/>{references}</SignedInfo>'
        f"<SignatureValue>{_VALUE}</SignatureValue><KeyInfo><X509Data>"
        f"<X509SubjectName>{name}</X509SubjectName>{certificates}</X509Data></KeyInfo>"
        f"{holder}</Signature>"
    )


def seal(template: str, signer: Signer) -> bytes:
    """Fill in `~digest:<hash>:<path>~` and `~value~`, whatever the document around them is."""
    bare = parse(_DIGEST.sub("", template).replace(_VALUE, "").encode())
    digested = _DIGEST.sub(lambda found: _digest(bare, found[1], found[2]), template)
    signed_info = parse(digested.replace(_VALUE, "").encode()).find(f".//{DS}SignedInfo")
    method = signed_info.find(f"{DS}SignatureMethod").get("Algorithm")
    value = signer.sign(_canonical_signed_info(signed_info), method)
    return digested.replace(_VALUE, base64.b64encode(value).decode()).encode()


def _digest(root: Any, name: str, path: str) -> str:
    form = canonical(root.find(path)) if path else canonical_without(root, f"{DS}Signature")
    return base64.b64encode(hashlib.new(name, form).digest()).decode()


def _canonical_signed_info(signed_info: Any) -> bytes:
    method = signed_info.find(f"{DS}CanonicalizationMethod").get("Algorithm")
    if "exc-c14n" not in method:
        return canonical(signed_info)
    alone = parse(etree.tostring(signed_info, with_tail=False))
    return bytes(etree.tostring(alone, method="c14n", exclusive=True))
