"""OAuth2 client credentials (RFC 6749, section 4.4) of hospitals' machines: ten-minute tokens.

An access token is signed and kept nowhere: it names the client and the secret it was issued on,
so it ends when either changes.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from urllib.parse import unquote_plus

from django.core import signing

from portal.accounts.models import FacilityClient
from portal.accounts.tokens import facility_by_token

LIFETIME = 600  # seconds
GRANT = "client_credentials"
_SALT = "portal.accounts.client_credentials"
_MARK = 16  # letters of the secret's checksum
_LONGEST = 400


class NotGranted(Exception):
    """No token is issued; the text is the error code of RFC 6749, section 5.2."""


def client_of(form: Mapping[str, str], authorization: str) -> FacilityClient:
    """Return the client that shows its id and secret, by Basic or in the form, but not by both.

    Raises NotGranted.
    """
    if form.get("grant_type") != GRANT:
        raise NotGranted("unsupported_grant_type" if form.get("grant_type") else "invalid_request")
    scheme, _, packed = authorization.partition(" ")
    shown = _basic(packed) if scheme.lower() == "basic" else ("", "")
    written = form.get("client_id", ""), form.get("client_secret", "")
    if all(shown) and any(written):
        raise NotGranted("invalid_request")
    code, secret = shown if all(shown) else written
    client = facility_by_token(secret)
    if client is None or not hmac.compare_digest(client.code.encode(), code.encode()):
        raise NotGranted("invalid_client")
    return client


def issue(client: FacilityClient) -> str:
    """Return an access token good for ten minutes."""
    return signing.dumps([client.code, client.token_sha256[:_MARK]], salt=_SALT)


def facility_by_bearer(raw: str) -> FacilityClient | None:
    """Return the active client of an access token, or of a secret shown as it is; else None."""
    if not raw or len(raw) > _LONGEST:
        return None
    try:
        code, mark = signing.loads(raw, salt=_SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError):
        return facility_by_token(raw)
    return FacilityClient.objects.filter(
        code=code, token_sha256__startswith=mark, is_active=True
    ).first()


def _basic(packed: str) -> tuple[str, str]:
    """Return id and secret of a Basic header (RFC 6749, section 2.3.1)."""
    try:
        code, _, secret = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return unquote_plus(code), unquote_plus(secret)
