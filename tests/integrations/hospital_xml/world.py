"""An invented country of authorities and hospitals, good and bad, for the corpus."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from integrations.hospital_xml.authority import Authority, certify, name, new_key, new_root
from integrations.hospital_xml.revocation import RevocationList
from integrations.hospital_xml.signing import Signer
from integrations.hospital_xml.spelling import VIETNAM
from integrations.hospital_xml.trust import Anchor, Facility, TrustStore

NOW = datetime(2026, 11, 22, 12, tzinfo=VIETNAM)
SIGNED = datetime(2026, 11, 11, 10, tzinfo=VIETNAM)
START, END = datetime(2026, 1, 1, tzinfo=VIETNAM), datetime(2027, 12, 31, tzinfo=VIETNAM)
DAY = timedelta(days=1)
A, B, ENDED, UNLISTED = "99901", "99902", "99903", "99909"
TAX_A, TAX_B = "0100000001", "0100000002"


class OldSigner(Signer):
    """Also signs with what nobody may sign with any more."""

    def sign(self, content: bytes, method: str) -> bytes:
        """Return the value, weak or not."""
        if method.endswith("hmac-sha256"):
            certificate = self.certificates[0].public_bytes(Encoding.DER)
            return hmac.new(certificate, content, hashlib.sha256).digest()
        old = {"rsa-sha1": hashes.SHA1(), "rsa-md5": hashes.MD5()}.get(method.rpartition("#")[2])
        if old is None:
            return super().sign(content, "rsa-sha256")
        assert isinstance(self.key, rsa.RSAPrivateKey)
        return self.key.sign(content, padding.PKCS1v15(), old)


@dataclass
class World:
    """Everything is made once, when it is first asked for."""

    @cached_property
    def root(self) -> Authority:
        return new_root(name("CA Gốc Ví Dụ"), new_key(), start=START, end=END)

    @cached_property
    def issuing(self) -> Authority:
        return self.under(self.root, "CA Cấp Ví Dụ", path_length=0)

    @cached_property
    def stranger(self) -> Authority:
        return new_root(name("CA Gốc Ví Dụ"), new_key(), start=START, end=END)

    @cached_property
    def key(self) -> rsa.RSAPrivateKey:
        return new_key()

    @cached_property
    def other_key(self) -> rsa.RSAPrivateKey:
        return new_key()

    def under(self, parent: Authority, title: str, **options: Any) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = parent.issue(
            name(title), key, start=START, end=END, is_authority=True, **options
        )
        return Authority(key, certificate)

    def signer(
        self, *, tax: str = TAX_A, key: Any = None, issuer: Authority | None = None, **options: Any
    ) -> Signer:
        """Return a hospital's signer, good unless told otherwise."""
        options = {"start": START, "end": END, **options}
        subject = options.pop("subject", None) or name(f"Bệnh viện {tax}", user_id=f"MST:{tax}")
        key = key or self.key
        return Signer(key, (certify(subject, key, issuer or self.issuing, **options),))

    @cached_property
    def good(self) -> Signer:
        return self.signer()

    @cached_property
    def trust(self) -> TrustStore:
        lists = [one.revocation_list(NOW - DAY) for one in (self.issuing, self.root)]
        return TrustStore(
            anchors=(Anchor(self.root.certificate),),
            intermediates=(self.issuing.certificate,),
            revocation_lists=tuple(RevocationList(one) for one in lists),
            facilities={
                A: Facility(A, "Bệnh viện A", "Hà Nội", TAX_A),
                B: Facility(B, "Bệnh viện B", "Hà Nội", TAX_B),
                ENDED: Facility(ENDED, "Trạm cũ", "Hà Nội", TAX_A, valid_to=date(2026, 1, 1)),
            },
        )

    def believing(self, **changes: Any) -> TrustStore:
        """Return other beliefs, with a memory of their own."""
        kept = {
            field: getattr(self.trust, field)
            for field in ("anchors", "intermediates", "revocation_lists", "facilities")
        }
        return TrustStore(**{**kept, **changes})

    def listing(self, *lists: x509.CertificateRevocationList) -> TrustStore:
        """Believe these lists alone."""
        return self.believing(revocation_lists=tuple(RevocationList(one) for one in lists))

    def with_certificates(self, signer: Signer, *certificates: x509.Certificate) -> Signer:
        return replace(signer, certificates=certificates)

    def self_signed(self) -> Signer:
        subject = name("Bệnh viện A", user_id=f"MST:{TAX_A}")
        return Signer(self.key, (certify(subject, self.key, None, start=START, end=END),))

    def two_tax_codes(self) -> x509.Name:
        both = [x509.NameAttribute(NameOID.USER_ID, f"MST:{tax}") for tax in (TAX_A, TAX_B)]
        return x509.Name([*name("Bệnh viện A"), *both])


def base64_of(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
