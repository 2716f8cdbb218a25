"""Which database role a process works as: the owner migrates, the desk serves, the worker runs."""

import hashlib
import hmac
import os
from urllib.parse import urlsplit, urlunsplit

RUNTIME_ROLES = ("portal_worker", "portal_desk")


def role_password(secret_key: str, role: str) -> str:
    """Derive the login password of a runtime role, so that one DATABASE_URL is enough."""
    return hmac.new(secret_key.encode(), f"role:{role}".encode(), hashlib.sha256).hexdigest()


def url_for_role(owner_url: str, role: str, secret_key: str) -> str:
    """Return `owner_url` with the credentials of `role`; an unknown role keeps the owner's."""
    if role not in RUNTIME_ROLES:
        return owner_url
    given = os.environ.get(f"DATABASE_URL_{role.removeprefix('portal_').upper()}")
    if given:
        return given
    parts = urlsplit(owner_url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{role}:{role_password(secret_key, role)}@{host}"
    return urlunsplit(parts._replace(netloc=netloc))


def role_passwords(owner_url: str, secret_key: str) -> dict[str, str]:
    """Return the password each runtime role signs in with, as its URL says."""
    urls = {role: url_for_role(owner_url, role, secret_key) for role in RUNTIME_ROLES}
    return {role: urlsplit(url).password or "" for role, url in urls.items()}
