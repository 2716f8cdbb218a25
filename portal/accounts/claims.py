"""What VNeID says of a person, read strictly: a claim that is not understood signs nobody in."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import CharField

from portal.accounts.models import Citizen
from portal.people.names import NotAName, clean_name
from portal.people.personal_numbers import NotANumber, clean_personal_number
from portal.people.phones import NotAPhone, clean_phone
from portal.people.sex import Sex

MOST_OF_SUBJECT = 191  # what allauth's table can keep of an identity's name


class ClaimsUnusable(Exception):
    """The claims sign nobody in; `code` is what the sign-in page explains."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class PersonClaims:
    """A person as the population data know them."""

    personal_number: str
    full_name: str
    born_on: date
    sex: str
    residence_kind: str = ""
    commune_code: str = ""
    address_line: str = ""
    phone: str = ""
    email: str = ""


def read_claims(claims: Mapping[str, Any], *, nonce: str) -> PersonClaims:
    """Return the person of a checked answer; raises ClaimsUnusable.

    `claims` holds `id_token`, whose signature, issuer, audience and expiry were checked, and
    `userinfo`, which counts only if it speaks of the same subject.
    """
    signed, told = claims.get("id_token") or {}, claims.get("userinfo") or {}
    if not nonce or not hmac.compare_digest(str(signed.get("nonce", "")), nonce):
        raise ClaimsUnusable("nonce")
    if told and told.get("sub") != signed.get("sub"):
        raise ClaimsUnusable("subject")
    if not 1 <= len(str(signed.get("sub", ""))) <= MOST_OF_SUBJECT:
        raise ClaimsUnusable("subject")
    if str(signed.get("acr", "")) != settings.VNEID_LEVEL:
        raise ClaimsUnusable("level")
    return _person({**told, **signed})


def _person(said: Mapping[str, Any]) -> PersonClaims:
    address = said.get("address")
    lives = address if isinstance(address, Mapping) else {}
    try:
        return PersonClaims(
            personal_number=clean_personal_number(str(said["personal_number"])),
            full_name=_name(str(said["name"])),
            born_on=date.fromisoformat(str(said["birthdate"])),
            sex=Sex(str(said["gender"])).value,
            residence_kind=_kept(said.get("residence_kind"), "residence_kind"),
            commune_code=_kept(lives.get("commune_code"), "commune_code"),
            address_line=_kept(lives.get("street_address"), "address_line"),
            phone=_phone(said.get("phone_number")),
            email=_email(said.get("email")),
        )
    except (KeyError, NotANumber, NotAName, ValueError) as error:
        raise ClaimsUnusable("person") from error


def _name(said: str) -> str:
    """Return who it is; a name that cannot be kept whole signs nobody in."""
    name = clean_name(said)
    if not _fits(name, "full_name"):
        raise ValueError("a name longer than any we can keep")
    return name


def _kept(said: Any, column: str) -> str:
    """Return what helps to fill a form in, "" rather than a part of it; it is asked again there."""
    words = str(said or "")
    return words if _fits(words, column) else ""


def _fits(words: str, column: str) -> bool:
    most = cast("CharField[str, str]", Citizen._meta.get_field(column)).max_length or 0
    return "\x00" not in words and len(words) <= most


def _email(said: Any) -> str:
    address = _kept(said, "email")
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def _phone(said: Any) -> str:
    try:
        return clean_phone(str(said)) if said else ""
    except NotAPhone:
        return ""  # a foreign number signs in all the same; notices then go elsewhere
