"""Tokens of machines: we keep checksums only, so a copy of the table opens nothing."""

import hashlib
import secrets

from portal.accounts.models import AgencyClient, FacilityClient

BYTES = 32
_LONGEST = 200


def new_token() -> str:
    """Return a fresh token; whoever asked for it is the only one who will ever have it."""
    return secrets.token_urlsafe(BYTES)


def checksum(raw: str) -> str:
    """Return what the table keeps of a token.

    A plain SHA-256 is enough: 256 random bits cannot be guessed, so nothing has to be slow.
    """
    return hashlib.sha256(raw.encode()).hexdigest()


def agency_by_token(raw: str) -> AgencyClient | None:
    """Return the active agency client that holds this token, or None."""
    if not raw or len(raw) > _LONGEST:
        return None
    return AgencyClient.objects.filter(token_sha256=checksum(raw), is_active=True).first()


def facility_by_token(raw: str) -> FacilityClient | None:
    """Return the active client of a hospital that holds this token, or None."""
    if not raw or len(raw) > _LONGEST:
        return None
    return FacilityClient.objects.filter(token_sha256=checksum(raw), is_active=True).first()
