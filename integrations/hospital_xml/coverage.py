"""Gate 6, coverage: the signed node is the element that is read, and its signed bytes are read."""

import base64
import binascii
from typing import Any

from integrations.hospital_xml.algorithms import DIGEST_METHODS
from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.examination import Examination
from integrations.hospital_xml.layouts import DS, Profile
from integrations.hospital_xml.parsing import canonical, canonical_without, parse


def check_coverage(examination: Examination) -> None:
    """Gate 6: each reference names what the profile says, and values come from its bytes alone.

    The canonical form is made here a second time, compared with the digest that was signed, and
    parsed anew: `covered` is its root.
    """
    if examination.layout.profile is Profile.TWO_REFERENCES:
        _check_targets(examination)
    written = canonical_forms(examination)
    if not all(written):
        raise Refused(Code.NOTHING_COVERED)
    if digests_differ(examination, written):
        raise Refused(Code.DIGEST)
    examination.covered = parse(written[-1])


def digests_differ(examination: Examination, written: list[bytes] | None = None) -> bool:
    """Tell whether any reference's digest is not that of what the profile means by it."""
    forms = canonical_forms(examination) if written is None else written
    return any(
        not _is_digest(reference, form)
        for reference, form in zip(_references(examination), forms, strict=True)
    )


def canonical_forms(examination: Examination) -> list[bytes]:
    """Return the bytes the profile's references mean, in their order; the data's come last."""
    if examination.layout.profile is Profile.TWO_REFERENCES:
        return [canonical(examination.signed_object), canonical(examination.data)]
    return [canonical_without(examination.root, f"{DS}Signature")]


def _check_targets(examination: Examination) -> None:
    meant = [examination.signed_object.get("Id"), examination.data.get("Id")]
    if [one.get("URI") for one in _references(examination)] != [f"#{name}" for name in meant]:
        raise Refused(Code.OTHER_TARGET)


def _references(examination: Examination) -> list[Any]:
    return examination.signed_info[2:]


def _is_digest(reference: Any, form: bytes) -> bool:
    method, value = reference[-2], reference[-1]
    try:
        stated = base64.b64decode("".join((value.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    digest = DIGEST_METHODS[method.get("Algorithm")](form).digest()
    return bool(digest == stated)
