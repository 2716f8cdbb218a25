"""A small certification authority for demonstrations and tests; real ones are not made here."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def new_key() -> rsa.RSAPrivateKey:
    """Return a key of the kind hospitals' tokens hold."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def name(common_name: str, **more: str) -> x509.Name:
    """Return a subject; `user_id="MST:…"` carries a tax code."""
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    attributes += [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    attributes += [
        x509.NameAttribute(getattr(NameOID, oid.upper()), value) for oid, value in more.items()
    ]
    return x509.Name(attributes)


@dataclass
class Authority:
    """A key with its certificate, which issues others and a list of those it takes back."""

    key: Key
    certificate: x509.Certificate
    revoked: dict[int, datetime] = field(default_factory=dict)

    def issue(
        self, subject: x509.Name, key: Key, *, start: datetime, end: datetime, **options: Any
    ) -> x509.Certificate:
        """Return a signing certificate, or an authority's with `is_authority=True`."""
        return certify(subject, key, self, start=start, end=end, **options)

    def revoke(self, certificate: x509.Certificate, at: datetime) -> None:
        """Take a certificate back from a moment on."""
        self.revoked[certificate.serial_number] = at

    def revocation_list(
        self, made_at: datetime, lasts: timedelta = timedelta(days=7)
    ) -> x509.CertificateRevocationList:
        """Return the signed list of what was taken back."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(made_at)
            .next_update(made_at + lasts)
        )
        for serial, at in self.revoked.items():
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
            )
        return builder.sign(self.key, hashes.SHA256())


def new_root(subject: x509.Name, key: Key, *, start: datetime, end: datetime) -> Authority:
    """Return an authority that vouches for itself."""
    certificate = certify(subject, key, None, start=start, end=end, is_authority=True)
    return Authority(key, certificate)


def certify(
    subject: x509.Name,
    key: Key,
    issuer: Authority | None,
    *,
    start: datetime,
    end: datetime,
    is_authority: bool = False,
    path_length: int | None = None,
    signs: bool = True,
    says_usage: bool = True,
) -> x509.Certificate:
    """Return a certificate for `key`, by `issuer` or by itself; `signs` sets digitalSignature."""
    issuer_key = issuer.key if issuer else key
    issuer_name = issuer.certificate.subject if issuer else subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(is_authority, path_length), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if says_usage:
        usage = _usage(is_authority, signs and not is_authority)
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(is_authority: bool, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
