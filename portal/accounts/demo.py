"""Invented people and machines for a demonstration; nobody here exists."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from portal.accounts import otp, tokens
from portal.accounts.models import AgencyClient, FacilityClient, Official, Role, User

OFFICIALS = (
    ("canbo.badinh", "Cán bộ Mẫu Một", Role.OFFICER, ("00004",)),
    ("canbo.sapa", "Cán bộ Mẫu Hai", Role.OFFICER, ("03006",)),
    ("canbo.nhatrang", "Cán bộ Mẫu Ba", Role.OFFICER, ("22390",)),
    ("phutrach.hanoi", "Phụ trách Mẫu Bốn", Role.SUPERVISOR, ("00004", "00070")),
)
_FUNERAL = ("funeral_benefits.allowance",)
# Named as the systems that push to our inbox; the supervisor derives the same tokens for them.
# Where a procedure stands in several rows each sees the cases that come to it.
AGENCIES = (
    (
        "civil_status_register",
        "Hệ thống hộ tịch (mẫu)",
        ("civil_registry.birth", "civil_registry.death"),
    ),
    (
        "residence_register",
        "Hệ thống cư trú (mẫu)",
        ("residence.registration", "residence.deregistration"),
    ),
    (
        "social_insurance",
        "Bảo hiểm xã hội (mẫu)",
        (
            "insurance.health_card",
            "insurance.coverage_end",
            *_FUNERAL,
            "funeral_benefits.survivors",
        ),
    ),
    ("commune_welfare", "Bảo trợ xã hội của xã (mẫu)", _FUNERAL),
    ("home_affairs", "Nội vụ (mẫu)", _FUNERAL),
)
_SEVERAL = {"social_insurance", "commune_welfare", "home_affairs"}


@dataclass(frozen=True, slots=True)
class Card:
    """What to show of one invented account: how it signs in."""

    name: str
    secrets: tuple[tuple[str, str], ...]


@transaction.atomic
def make_people() -> Iterator[Card]:
    """Create the invented officials and agency clients, or renew their secrets."""
    cards = [_official(*row) for row in OFFICIALS]
    cards += [_agency(*row) for row in AGENCIES]
    return iter(cards)


def _official(username: str, name: str, role: Role, communes: tuple[str, ...]) -> Card:
    password = _derived("password", username)[:20]
    user, _created = User.objects.get_or_create(username=username)
    user.last_name, user.is_staff, user.is_active = name, True, True
    if not user.check_password(password):
        user.set_password(password)
    user.save()
    Official.objects.update_or_create(
        user=user, defaults={"role": role, "communes": list(communes)}
    )
    device = otp.enrol(user)
    shown = (
        ("role", f"{role.label}, {', '.join(communes)}"),
        ("user name", username),
        ("password", password),
        ("TOTP", device.config_url),
    )
    return Card(name, shown)


def _agency(code: str, title: str, procedures: tuple[str, ...]) -> Card:
    token = _derived("token", code)
    AgencyClient.objects.update_or_create(
        code=code,
        defaults={
            "title": title,
            "procedures": list(procedures),
            "agencies": [code] if code in _SEVERAL else [],
            "token_sha256": tokens.checksum(token),
            "is_active": True,
        },
    )
    return Card(title, (("client", code), ("token", token)))


@transaction.atomic
def make_hospital_machines(hospitals: Iterable[tuple[str, str]]) -> Iterator[Card]:
    """Create a machine for each invented hospital, code and name, or renew its secret."""
    return iter([_hospital_machine(code, name) for code, name in hospitals])


def _hospital_machine(code: str, name: str) -> Card:
    client, token = f"facility-{code}", hospital_token(code)
    FacilityClient.objects.update_or_create(
        code=client,
        defaults={
            "title": name,
            "facilities": [code],
            "token_sha256": tokens.checksum(token),
            "is_active": True,
        },
    )
    return Card(name, (("client", client), ("token", token)))


def hospital_token(code: str) -> str:
    """Return what an invented hospital's machine shows in this installation."""
    return _derived("token", f"facility-{code}")


def _derived(kind: str, name: str) -> str:
    """Return a secret that stays the same for this installation, and is another at the next."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"demo:{kind}:{name}".encode(), hashlib.sha256).hexdigest()
