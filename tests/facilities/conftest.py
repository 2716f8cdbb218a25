"""Hospitals' machines with a token each, in a database that believes the invented authority."""

from portal.accounts.models import FacilityClient
from portal.accounts.tokens import checksum
from tests.hospital_papers.conftest import believed, country

__all__ = ["believed", "country"]


def token_of(code: str) -> str:
    """Return what a hospital's machine shows in tests."""
    return f"token-of-{code}"


def make_machine(code: str, *facilities: str) -> FacilityClient:
    """Make the client of one hospital."""
    return FacilityClient.objects.create(
        code=f"facility-{code}",
        title=code,
        facilities=list(facilities or (code,)),
        token_sha256=checksum(token_of(code)),
    )
