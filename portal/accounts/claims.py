"""What VNeID says of a person, read strictly: a claim that is not understood signs nobody in."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from portal.people.names import NotAName, clean_name
from portal.people.personal_numbers import NotANumber, clean_personal_number
from portal.people.phones import NotAPhone, clean_phone
from portal.people.sex import Sex


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
    if str(signed.get("acr", "")) != settings.VNEID_LEVEL:
        raise ClaimsUnusable("level")
    return _person({**told, **signed})


def _person(said: Mapping[str, Any]) -> PersonClaims:
    address = said.get("address") or {}
    try:
        return PersonClaims(
            personal_number=clean_personal_number(str(said["personal_number"])),
            full_name=clean_name(str(said["name"])),
            born_on=date.fromisoformat(str(said["birthdate"])),
            sex=Sex(str(said["gender"])).value,
            residence_kind=str(said.get("residence_kind") or ""),
            commune_code=str(address.get("commune_code") or ""),
            address_line=str(address.get("street_address") or ""),
            phone=_phone(said.get("phone_number")),
            email=str(said.get("email") or ""),
        )
    except (KeyError, NotANumber, NotAName, ValueError) as error:
        raise ClaimsUnusable("person") from error


def _phone(said: Any) -> str:
    try:
        return clean_phone(str(said)) if said else ""
    except NotAPhone:
        return ""  # a foreign number signs in all the same; notices then go elsewhere
