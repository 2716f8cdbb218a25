"""Writing what an operator hands over into the tables; loading twice changes nothing."""

from collections.abc import Iterable, Mapping

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from integrations.hospital_xml.trust import Facility as KnownFacility
from portal.hospital_papers.models import Authority, Facility, RevocationList
from portal.hospital_papers.trust_files import is_anchor

_MOST_LETTERS = 500


def load_authorities(certificates: Iterable[x509.Certificate]) -> int:
    """Add certificates that are not there yet; what an operator narrowed stays narrowed."""
    rows = [
        Authority(
            fingerprint=one.fingerprint(hashes.SHA256()).hex(),
            subject=one.subject.rfc4514_string()[:_MOST_LETTERS],
            is_anchor=is_anchor(one),
            pem=one.public_bytes(Encoding.PEM).decode(),
            valid_from=one.not_valid_before_utc,
            valid_to=one.not_valid_after_utc,
        )
        for one in certificates
    ]
    Authority.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def load_revocation_lists(lists: Iterable[x509.CertificateRevocationList]) -> int:
    """Add lists that are not there yet."""
    rows = [
        RevocationList(
            fingerprint=one.fingerprint(hashes.SHA256()).hex(),
            issuer=one.issuer.rfc4514_string()[:_MOST_LETTERS],
            pem=one.public_bytes(Encoding.PEM).decode(),
            made_at=one.last_update_utc,
            speaks_until=one.next_update_utc,
            revoked_count=len(one),
        )
        for one in lists
    ]
    RevocationList.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def load_facilities(facilities: Mapping[str, KnownFacility]) -> int:
    """Add or renew the facilities of a register; others stay as they are."""
    fields = ("name", "province", "tax_code", "valid_from", "valid_to")
    Facility.objects.bulk_create(
        [
            Facility(code=one.code, **{field: getattr(one, field) for field in fields})
            for one in facilities.values()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=fields,
    )
    return len(facilities)
