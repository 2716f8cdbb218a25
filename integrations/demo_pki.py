"""Signing keys for demonstration and tests, made at first start and kept in a state folder."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_YEARS = 10


@dataclass(frozen=True, slots=True)
class SigningIdentity:
    """A private key, the signing certificate for it and the anchor that vouches for both; PEM."""

    key: bytes
    signing_certificate: bytes
    anchor: bytes


def identity_in(folder: Path, organisation: str) -> SigningIdentity:
    """Return the identity kept in `folder`, made now if there is none.

    `folder/anchor.pem` is what others must trust. The authority's own key is thrown away.
    """
    if not (folder / "anchor.pem").exists():
        _keep(folder, new_identity(organisation))
    return SigningIdentity(
        key=(folder / "key.pem").read_bytes(),
        signing_certificate=(folder / "signing_certificate.pem").read_bytes(),
        anchor=(folder / "anchor.pem").read_bytes(),
    )


def new_identity(organisation: str) -> SigningIdentity:
    """Return a fresh authority's anchor and one signing certificate issued under it."""
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority_name = _name("CA thử nghiệm của cổng Liên thông", organisation)
    authority = _certificate(authority_name, authority_name, authority_key, authority_key)
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = _certificate(_name(organisation, organisation), authority_name, key, authority_key)
    return SigningIdentity(
        key=key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        signing_certificate=leaf.public_bytes(serialization.Encoding.PEM),
        anchor=authority.public_bytes(serialization.Encoding.PEM),
    )


def _keep(folder: Path, identity: SigningIdentity) -> None:
    # Written aside and renamed at once, so that a crash leaves all three files or none.
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder.parent))
    (aside / "key.pem").touch(mode=0o600)
    (aside / "key.pem").write_bytes(identity.key)
    (aside / "signing_certificate.pem").write_bytes(identity.signing_certificate)
    (aside / "anchor.pem").write_bytes(identity.anchor)
    try:
        aside.rename(folder)
    except OSError:
        # Another process was first: its identity counts.
        shutil.rmtree(aside)


def _name(common_name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    is_authority = subject == issuer
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(
            x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None),
            critical=True,
        )
        .add_extension(_key_usage(is_authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .sign(issuer_key, hashes.SHA256())
    )


def _key_usage(is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
