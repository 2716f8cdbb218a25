"""The trust store: from files an operator names, or from the tables an operator filled."""

from collections.abc import Iterable
from pathlib import Path

from cryptography import x509

from integrations.hospital_xml.revocation import RevocationList as KnownList
from integrations.hospital_xml.trust import Anchor, TrustStore
from integrations.hospital_xml.trust import Facility as KnownFacility
from portal.hospital_papers.models import Authority, Facility, RevocationList
from portal.hospital_papers.trust_files import (
    certificates_in,
    facilities_in,
    is_anchor,
    revocation_lists_in,
)


def store_from_files(
    anchors: Iterable[Path], lists: Iterable[Path], facilities: Path | None
) -> TrustStore:
    """Return what these files say and nothing else; raises NotReadable."""
    certificates = certificates_in(anchors)
    return TrustStore(
        anchors=tuple(Anchor(one) for one in certificates if is_anchor(one)),
        intermediates=tuple(one for one in certificates if not is_anchor(one)),
        revocation_lists=tuple(KnownList(crl) for crl in revocation_lists_in(lists)),
        facilities=facilities_in(facilities) if facilities else {},
    )


def store_from_tables() -> TrustStore:
    """Return what the operator loaded, in three queries; keep it for many files."""
    authorities = [
        (one, x509.load_pem_x509_certificate(one.pem.encode())) for one in Authority.objects.all()
    ]
    return TrustStore(
        anchors=tuple(
            Anchor(certificate, one.trusted_from, one.trusted_to)
            for one, certificate in authorities
            if one.is_anchor
        ),
        intermediates=tuple(certificate for one, certificate in authorities if not one.is_anchor),
        revocation_lists=tuple(
            KnownList(x509.load_pem_x509_crl(one.pem.encode()))
            for one in RevocationList.objects.all()
        ),
        facilities={
            one.code: KnownFacility(
                one.code, one.name, one.province, one.tax_code, one.valid_from, one.valid_to
            )
            for one in Facility.objects.all()
        },
    )
