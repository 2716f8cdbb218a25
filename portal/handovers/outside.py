"""How the systems of others are reached: where, as whom, and by whose word we know them."""

from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypedDict
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks


class Reach(TypedDict):
    """What every client is made with; `authorities` is a file of certificates, None the usual."""

    base_url: str
    token: str | None
    authorities: str | None


def reach(system: str) -> Reach:
    """Return how a system is reached in this installation."""
    return Reach(
        base_url=settings.OUTSIDE_SYSTEMS[system],
        token=settings.OUTSIDE_TOKENS.get(system) or None,
        authorities=settings.OUTSIDE_TLS_AUTHORITIES or None,
    )


def spoken_to_in_private(app_configs: Any, **kwargs: Any) -> Sequence[checks.CheckMessage]:
    """Report every outside address that is not https, unless one machine is excepted."""
    return [
        checks.Error(
            f"{system.upper()}_URL is not an https address.",
            hint="OUTSIDE_PLAIN_HTTP excepts addresses of this very machine.",
            id="handovers.E001",
        )
        for system, url in settings.OUTSIDE_SYSTEMS.items()
        if not _is_private(url)
    ]


def authorities_are_there(app_configs: Any, **kwargs: Any) -> Sequence[checks.CheckMessage]:
    """Report a file of authorities that is not there: no partner could be called."""
    path = settings.OUTSIDE_TLS_AUTHORITIES
    if not path or Path(path).is_file():
        return []
    return [checks.Error(f"PORTAL_TLS_AUTHORITIES: no file {path}.", id="handovers.E002")]


def register_checks() -> None:
    """Register the checks with Django; the first is one of `check --deploy`."""
    checks.register(spoken_to_in_private, checks.Tags.security, deploy=True)
    checks.register(authorities_are_there)


def _is_private(url: str) -> bool:
    address = urlsplit(url)
    if address.scheme == "https":
        return True
    return bool(settings.OUTSIDE_PLAIN_HTTP) and _is_this_machine(address.hostname or "")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
