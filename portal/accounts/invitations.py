"""How an official's account begins: a one-time password, then an own one and a second factor."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django_otp import devices_for_user
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts import otp
from portal.accounts.models import Official, User

COUNTS_FOR = timedelta(hours=72)
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read for another
GROUPS, IN_A_GROUP = 4, 4


class NameTaken(Exception):
    """Somebody signs in under this name already."""


class NotInvited(Exception):
    """The one-time password is over, or this account has its second factor already."""


@transaction.atomic
def invite(
    *, username: str, full_name: str, role: str, communes: Sequence[str], at: datetime
) -> tuple[Official, str]:
    """Make an official and return the one-time password, to be shown once. Raises NameTaken."""
    user = User(username=User.normalize_username(username), last_name=full_name, is_staff=True)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as taken:
        raise NameTaken(username) from taken
    official = Official.objects.create(user=user, role=role, communes=sorted(communes))
    return official, renew(official, at=at)


@transaction.atomic
def renew(official: Official, *, at: datetime) -> str:
    """Take password and second factor away and return a new one-time password.

    Whoever is signed in with the old ones is signed out.
    """
    password = one_time_password()
    User.objects.select_for_update().get(pk=official.user_id)
    for device in devices_for_user(official.user, confirmed=None):
        device.delete()
    official.user.set_password(password)
    official.user.save(update_fields=["password"])
    official.invited_until = at + COUNTS_FOR
    official.save(update_fields=["invited_until"])
    return password


def one_time_password() -> str:
    """Return about 79 bits that a person can read out."""
    groups = (
        "".join(secrets.choice(SIGNS) for _one in range(IN_A_GROUP)) for _all in range(GROUPS)
    )
    return "-".join(groups)


def device_to_confirm(user: User, *, at: datetime) -> TOTPDevice:
    """Return the second factor that the first sign-in sets up; raises NotInvited."""
    _invited(user, at=at)
    device, _created = TOTPDevice.objects.get_or_create(
        user=user, name="totp", defaults={"confirmed": False}
    )
    return device


@transaction.atomic
def set_up(*, user: User, password: str, at: datetime) -> list[str]:
    """Give an invited official an own password, confirm the device; return recovery codes.

    The device's digits must have been asked before (`is_code_of`). Raises NotInvited, also if
    the one-time password was replaced since `user` was read.
    """
    now = User.objects.select_for_update().get(pk=user.pk)
    if now.password != user.password:
        raise NotInvited
    official = _invited(user, at=at)
    device = TOTPDevice.objects.select_for_update().get(user=user, name="totp")
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    user.set_password(password)
    user.save(update_fields=["password"])
    official.invited_until = None
    official.save(update_fields=["invited_until"])
    return otp.new_recovery_codes(user)


def is_code_of(user: User, code: str) -> bool:
    """Say whether these are the digits of the device that is being set up; throttled."""
    device = TOTPDevice.objects.filter(user=user, name="totp", confirmed=False).first()
    if device is None or not device.verify_is_allowed()[0]:
        return False
    return bool(device.verify_token(code))


def _invited(user: User, *, at: datetime) -> Official:
    official = Official.objects.filter(user=user, user__is_active=True).first()
    until = official.invited_until if official else None
    confirmed = any(True for _one in devices_for_user(user))
    if official is None or until is None or until < at or confirmed:
        raise NotInvited
    return official
