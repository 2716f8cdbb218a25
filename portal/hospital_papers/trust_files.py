"""Reading what an operator hands over: certificates, revocation lists, the facility register."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from integrations.hospital_xml.signers import is_authority
from integrations.hospital_xml.trust import Facility

_PEM_LIST = re.compile(rb"-----BEGIN X509 CRL-----.+?-----END X509 CRL-----", re.DOTALL)


class NotReadable(Exception):
    """A file of the operator's is not what it should be; the text names it."""


def certificates_in(paths: Iterable[Path]) -> list[x509.Certificate]:
    """Return every authority's certificate in these files and folders, each once.

    A folder is read without its subfolders; a file in it that holds no certificate is passed
    over, but one that says it is a certificate in PEM has to be one.
    """
    found: dict[x509.Certificate, None] = {}
    for path in paths:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if file.is_file() or not path.is_dir():
                found.update(dict.fromkeys(_certificates_of(file, strict=not path.is_dir())))
    return [one for one in found if is_authority(one)]


def is_anchor(certificate: x509.Certificate) -> bool:
    """Tell whether an authority signed its own certificate."""
    try:
        certificate.verify_directly_issued_by(certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def revocation_lists_in(paths: Iterable[Path]) -> list[x509.CertificateRevocationList]:
    """Return every CRL in these files, PEM or DER."""
    return [crl for path in paths for crl in _lists_of(path)]


def facilities_in(path: Path) -> dict[str, Facility]:
    """Return the register: columns facility_code, name, province, tax_code, perhaps two days."""
    found: dict[str, Facility] = {}
    try:
        with open(path, encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not {"facility_code", "tax_code"} <= set(rows.fieldnames or ()):
                raise NotReadable(f"{path}: not a register of facilities")
            for row in rows:
                facility = _facility(row)
                if found.setdefault(facility.code, facility) != facility:
                    raise NotReadable(f"{path}: {facility.code} stands there twice")
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, ValueError) as error:
        raise NotReadable(f"{path}: not a register of facilities") from error
    return found


def _facility(row: dict[str, str | None]) -> Facility:
    texts = {name: (value or "").strip() for name, value in row.items() if name}
    if not texts["facility_code"]:
        raise ValueError("a row without a code")
    return Facility(
        texts["facility_code"],
        texts.get("name", ""),
        texts.get("province", ""),
        texts["tax_code"],
        _day(texts.get("valid_from", "")),
        _day(texts.get("valid_to", "")),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _certificates_of(file: Path, *, strict: bool) -> Iterator[x509.Certificate]:
    content = _read(file)
    written = b"-----BEGIN CERTIFICATE-----" in content
    try:
        if written:
            yield from x509.load_pem_x509_certificates(content)
        else:
            yield x509.load_der_x509_certificate(content)
    except ValueError as error:
        if strict or written:
            raise NotReadable(f"{file}: not a certificate") from error


def _lists_of(file: Path) -> Iterator[x509.CertificateRevocationList]:
    content = _read(file)
    blocks = _PEM_LIST.findall(content)
    try:
        if not blocks:
            yield x509.load_der_x509_crl(content)
        for block in blocks:
            yield x509.load_pem_x509_crl(block)
    except ValueError as error:
        raise NotReadable(f"{file}: not a revocation list") from error


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NotReadable(f"{file}: cannot be read") from error
