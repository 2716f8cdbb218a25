"""How somebody whose number the family does not know takes up a request: by a code they are given.

The code is made from the request's id with the site's secret, so it can be shown again at any time
and stands in no table.
"""

import base64
import binascii

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.consents import changing
from portal.consents.answering import NoSuchConsent
from portal.consents.models import WAITING, Consent
from portal.consents.posting import put_on_the_way
from portal.people.names import name_key

_NUMBER, _SEAL, _GROUP = 8, 12, 4  # signs: of the id, of the seal (60 bits), between hyphens
# What is read out over the telephone: the id has digits only where the seal has letters only.
_AS_DIGITS = str.maketrans("OIL", "011")
_AS_LETTERS = str.maketrans("01", "OI")


def code_for(consent: Consent) -> str:
    """Return the invitation to a request that names nobody, "0000-0012-ABCD-…", else ""."""
    if consent.personal_number or consent.handle:
        return ""
    plain = f"{consent.pk:0{_NUMBER}X}" + _seal(consent.pk)
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))


@transaction.atomic
def take_up(*, code: str, personal_number: str, full_name: str) -> Consent:
    """Bind a request to the signed-in person who brings its invitation.

    The name must be the one the family gave, if it gave any. Raises NoSuchConsent for whatever is
    wrong, and for a request somebody has taken up.
    """
    consent_id = _opened(code)
    # Who is known by a handle is asked on VNeID alone.
    waiting = Consent.objects.select_for_update().filter(
        pk=consent_id, status__in=WAITING, handle=""
    )
    consent = waiting.filter(Q(personal_number="") | Q(personal_number=personal_number)).first()
    if consent is None or not personal_number:
        raise NoSuchConsent
    if consent.full_name and name_key(consent.full_name) != name_key(full_name):
        raise NoSuchConsent
    if not consent.personal_number:
        consent.personal_number, consent.full_name = personal_number, full_name
        changing.save([consent])
        put_on_the_way([consent])  # from now on there is somebody to remind
    return consent


def _opened(code: str) -> int:
    plain = code.replace("-", "").replace(" ", "").upper()
    number = plain[:_NUMBER].translate(_AS_DIGITS)
    seal = plain[_NUMBER:].translate(_AS_LETTERS)
    try:
        consent_id = int.from_bytes(binascii.unhexlify(number), "big")
    except (ValueError, binascii.Error) as error:
        raise NoSuchConsent from error
    if not seal.isascii() or not constant_time_compare(seal, _seal(consent_id)):
        raise NoSuchConsent
    return consent_id


def _seal(consent_id: int) -> str:
    digest = salted_hmac("portal.consents.invitation", str(consent_id), algorithm="sha256").digest()
    return base64.b32encode(digest).decode()[:_SEAL]
