"""What a sign-in through VNeID leaves behind: the citizen, as the population data say today."""

import secrets
from dataclasses import asdict

from django.db import IntegrityError, transaction

from portal.accounts import deceased
from portal.accounts.claims import PersonClaims
from portal.accounts.models import Citizen, User


class AccountClosed(Exception):
    """The account may not sign in (any more)."""

    code = "closed"


class NumberTaken(Exception):
    """VNeID says this account has a personal number that another account here holds."""

    code = "person"


def citizen_signed_in(claims: PersonClaims, *, known: User | None = None) -> Citizen:
    """Return the citizen of these claims, created or refreshed.

    `known` is the account this VNeID identity opened before; its personal number may have been
    corrected since. Raises AccountClosed, NumberTaken.
    """
    try:
        return _written(claims, known)
    except IntegrityError as taken:
        if known is not None:
            raise NumberTaken from taken
    # The same person's other window was faster: what it made is found now.
    try:
        return _written(claims, known)
    except IntegrityError as taken:
        raise NumberTaken from taken


@transaction.atomic
def _written(claims: PersonClaims, known: User | None) -> Citizen:
    if deceased.dead_among([claims.personal_number]):
        raise AccountClosed
    citizen = _citizen_of(claims, known)
    if citizen is None:
        citizen = Citizen(user=_new_user())
    if not citizen.user.is_active:
        raise AccountClosed
    for name, value in asdict(claims).items():
        setattr(citizen, name, value)
    citizen.save()
    return citizen


def _citizen_of(claims: PersonClaims, known: User | None) -> Citizen | None:
    citizens = Citizen.objects.select_related("user").select_for_update(of=("self",))
    if known is not None:
        return citizens.get(user=known)
    # A dossier filed at the commune with an official's help may have made the citizen already.
    return citizens.filter(personal_number=claims.personal_number).first()


def _new_user() -> User:
    user = User(username=f"citizen-{secrets.token_hex(8)}")
    user.set_unusable_password()
    user.save()
    return user
