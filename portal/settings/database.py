"""Which database role a process works as: the owner migrates, the desk serves, the worker runs."""

import hashlib
import hmac
import os
from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

OWNER_ROLE = "portal_owner"
RUNTIME_ROLES = ("portal_worker", "portal_desk")


def known_role(name: str) -> str:
    """Return `name` if it is a role; raise ImproperlyConfigured for a slip of the pen.

    A misspelt role would otherwise work as the owner, past row security and the grants.
    """
    roles = (OWNER_ROLE, *RUNTIME_ROLES)
    if name not in roles:
        raise ImproperlyConfigured(f"PORTAL_ROLE is {name!r}; it is one of {', '.join(roles)}.")
    return name


def own_url_of(role: str) -> str:
    """Return the name of the variable that holds the whole address of a role."""
    if role == OWNER_ROLE:
        return "DATABASE_URL"
    return f"DATABASE_URL_{role.removeprefix('portal_').upper()}"


def role_password(secret_key: str, role: str) -> str:
    """Derive the login password of a runtime role, so that one DATABASE_URL is enough."""
    return hmac.new(secret_key.encode(), f"role:{role}".encode(), hashlib.sha256).hexdigest()


def url_for_role(owner_url: str, role: str, secret_key: str) -> str:
    """Return the address of its own that `role` was given, else `owner_url` as `role`."""
    if role == OWNER_ROLE:
        return owner_url
    given = os.environ.get(own_url_of(role))
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
