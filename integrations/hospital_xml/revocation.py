"""Revocation lists: what they say of a chain at a moment, and what they cannot say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from cryptography import x509

from integrations.hospital_xml.codes import Code, Refused, Revocation

_WORST_FIRST = (Revocation.UNKNOWN, Revocation.EXPIRED, Revocation.GOOD)
# A list that speaks of a part only, or continues another one, cannot say "not revoked".
_PARTIAL = (x509.IssuingDistributionPoint, x509.DeltaCRLIndicator)


class RevocationList:
    """One CRL, of whichever issuer signed it."""

    def __init__(self, crl: x509.CertificateRevocationList) -> None:
        self.crl = crl
        self.made_at = crl.last_update_utc
        self.speaks_until = crl.next_update_utc

    @cached_property
    def is_partial(self) -> bool:
        """Tell whether it leaves certificates of its issuer out, or may."""
        try:
            return any(_limits(one) for one in self.crl.extensions)
        except (ValueError, x509.DuplicateExtension):
            return True

    @cached_property
    def revoked_at(self) -> dict[int, datetime]:
        """Since when each serial number is revoked; the earliest moment that is said counts."""
        found: dict[int, datetime] = {}
        for one in self.crl:
            if not _is_given_back(one):
                serial, since = one.serial_number, _since(one)
                found[serial] = min(since, found.get(serial, since))
        return found

    def is_of(self, issuer: x509.Certificate) -> bool:
        """Tell whether this issuer made and signed the list."""
        if self.crl.issuer != issuer.subject or not _may_sign(issuer):
            return False
        try:
            # A key of a kind that signs no list raises TypeError, which is an answer too.
            return bool(self.crl.is_signature_valid(issuer.public_key()))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return False

    def reaches(self, moment: datetime) -> bool:
        """Tell whether the list still spoke at that moment."""
        return self.speaks_until is not None and moment <= self.speaks_until


@dataclass(frozen=True, slots=True)
class Watched:
    """A certificate's serial number, and the lists its issuer signed."""

    serial_number: int
    lists: tuple[RevocationList, ...]


def watched(
    path: Sequence[x509.Certificate], lists: Sequence[RevocationList]
) -> tuple[Watched, ...]:
    """Return what there is to ask of every certificate of a path but its anchor."""
    return tuple(
        Watched(one.serial_number, tuple(crl for crl in lists if crl.is_of(issuer)))
        for one, issuer in pairwise(path)
    )


def standing(path: Sequence[Watched], moment: datetime, at: datetime) -> Revocation:
    """Return what is known of a path; the worst counts.

    Raises Refused where one of its certificates was revoked at that moment. A list made after
    `at` is none.
    """
    found = {_standing_of(one, moment, at) for one in path}
    return next((one for one in _WORST_FIRST if one in found), Revocation.UNKNOWN)


def _standing_of(one: Watched, moment: datetime, at: datetime) -> Revocation:
    lists = [crl for crl in one.lists if crl.made_at <= at]
    for crl in lists:
        since = crl.revoked_at.get(one.serial_number)
        if since is not None and since <= moment:
            raise Refused(Code.REVOKED)
    whole = [crl for crl in lists if not crl.is_partial]
    if any(crl.reaches(moment) for crl in whole):
        return Revocation.GOOD
    return Revocation.EXPIRED if whole else Revocation.UNKNOWN


def _limits(extension: x509.Extension[x509.ExtensionType]) -> bool:
    """Tell whether an extension takes something out of a list, or could: RFC 5280, 5.2."""
    unknown = isinstance(extension.value, x509.UnrecognizedExtension)
    return isinstance(extension.value, _PARTIAL) or (unknown and extension.critical)


def _is_given_back(revoked: x509.RevokedCertificate) -> bool:
    """Tell whether an entry of a delta list ends a suspension instead of beginning one."""
    try:
        stated = revoked.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, ValueError, x509.DuplicateExtension):
        return False
    return stated is x509.ReasonFlags.remove_from_crl


def _since(revoked: x509.RevokedCertificate) -> datetime:
    try:
        stated = revoked.extensions.get_extension_for_class(x509.InvalidityDate).value
        return min(revoked.revocation_date_utc, stated.invalidity_date_utc)
    except (x509.ExtensionNotFound, ValueError, x509.DuplicateExtension):
        return revoked.revocation_date_utc


def _may_sign(issuer: x509.Certificate) -> bool:
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True
