"""The shape of the Signature element itself, in either profile, down to its last child."""

from collections.abc import Sequence
from typing import Any

from lxml import etree

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.examination import Examination
from integrations.hospital_xml.layouts import (
    DS,
    ENVELOPED_TRANSFORM,
    IDENTIFIER,
    SIGNATURE_PLACE,
    Profile,
)

Allowed = dict[Any, set[str]]

_MOST_CERTIFICATES = 5
_KEY_MATERIAL = {f"{DS}X509SubjectName", f"{DS}X509Certificate"}


def check_signature_element(examination: Examination) -> Allowed:
    """Check it against the profile; return which elements may carry which attributes."""
    signature, profile = examination.signature, examination.layout.profile
    names = ["SignedInfo", "SignatureValue", "KeyInfo"]
    if profile is Profile.TWO_REFERENCES:
        names.append("Object")
    parts = only_children(signature, [f"{DS}{name}" for name in names])
    only_text(parts[1])
    _check_key_info(parts[2])
    allowed: Allowed = {signature: {"Id"}}
    if profile is Profile.TWO_REFERENCES:
        allowed |= _check_object(examination, parts[3])
        allowed |= _check_signed_info(parts[0], [_check_named_reference] * 2)
    else:
        allowed |= _check_signed_info(parts[0], [_check_whole_file_reference])
    return allowed


def only_children(element: Any, tags: Sequence[str]) -> list[Any]:
    """Return the children, which must be these, in this order, with nothing but spaces between."""
    children = list(element)
    only_spaces(element, children)
    found = [child.tag for child in children]
    if found != list(tags):
        wrong = next((tag for tag in found if tag not in tags), element.tag)
        raise Refused(Code.UNEXPECTED_ELEMENT, str(etree.QName(wrong).localname)[:40])
    return children


def only_spaces(element: Any, children: Sequence[Any]) -> None:
    """Refuse text directly inside an element that holds elements."""
    beside = [element.text, *[child.tail for child in children]]
    if any(beside) and "".join(text or "" for text in beside).strip(" \t\r\n"):
        raise Refused(Code.UNEXPECTED_TEXT, str(etree.QName(element).localname)[:40])


def only_text(element: Any) -> str:
    """Return the text of an element that may hold no elements, nor spell one."""
    if len(element) or "<" in (element.text or ""):
        raise Refused(Code.UNEXPECTED_ELEMENT, str(etree.QName(element).localname)[:40])
    return element.text or ""


def _check_key_info(key_info: Any) -> None:
    """Allow names and certificates alone: a bare key is never anybody's."""
    children = list(key_info)
    if [child.tag for child in children] != [f"{DS}X509Data"]:
        raise Refused(Code.KEY_MATERIAL)
    parts = list(children[0])
    only_spaces(key_info, children)
    only_spaces(children[0], parts)
    tags = [part.tag for part in parts]
    if not set(tags) <= _KEY_MATERIAL or tags.count(f"{DS}X509SubjectName") > 1:
        raise Refused(Code.KEY_MATERIAL)
    if len(tags) > _MOST_CERTIFICATES:
        raise Refused(Code.KEY_MATERIAL)
    for part in parts:
        only_text(part)


def _check_signed_info(signed_info: Any, checks: Sequence[Any]) -> Allowed:
    tags = ["CanonicalizationMethod", "SignatureMethod", *["Reference"] * len(checks)]
    if [child.tag for child in signed_info].count(f"{DS}Reference") != len(checks):
        raise Refused(Code.REFERENCES)
    methods = only_children(signed_info, [f"{DS}{tag}" for tag in tags])
    allowed: Allowed = {}
    for method in methods[:2]:
        allowed |= _check_method(method)
    for reference, check in zip(methods[2:], checks, strict=True):
        allowed |= check(reference)
    return allowed


def _check_named_reference(reference: Any) -> Allowed:
    """Check a reference to one named element of the same file, without transforms."""
    address = _address(reference)
    if not address.startswith("#"):
        raise Refused(Code.EXTERNAL_REFERENCE if address else Code.REFERENCES)
    if not IDENTIFIER.fullmatch(address[1:]):
        raise Refused(Code.REFERENCES)
    if reference.find(f"{DS}Transforms") is not None:
        raise Refused(Code.TRANSFORM)
    parts = only_children(reference, [f"{DS}DigestMethod", f"{DS}DigestValue"])
    only_text(parts[1])
    return {reference: {"URI"}, **_check_method(parts[0])}


def _check_whole_file_reference(reference: Any) -> Allowed:
    """Check the reference to the whole file, less the signature and nothing else."""
    address = _address(reference)
    if address:
        wrong = Code.REFERENCES if address.startswith("#") else Code.EXTERNAL_REFERENCE
        raise Refused(wrong)
    transforms = reference.find(f"{DS}Transforms")
    if transforms is None or [one.get("Algorithm") for one in transforms] != [ENVELOPED_TRANSFORM]:
        raise Refused(Code.TRANSFORM)
    names = ("Transforms", "DigestMethod", "DigestValue")
    parts = only_children(reference, [f"{DS}{name}" for name in names])
    only_text(parts[2])
    (transform,) = only_children(transforms, [f"{DS}Transform"])
    return {reference: {"URI"}, **_check_method(transform), **_check_method(parts[1])}


def _address(reference: Any) -> str:
    address = reference.get("URI")
    if address is None:
        raise Refused(Code.REFERENCES)
    return str(address)


def _check_method(method: Any) -> Allowed:
    only_children(method, ())
    return {method: {"Algorithm"}}


def _check_object(examination: Examination, holder: Any) -> Allowed:
    """Check the Object with the signing time, and that every part is named after the data."""
    (properties,) = only_children(holder, ["SignatureProperties"])
    (stated,) = only_children(properties, ["SignatureProperty"])
    (signing_time,) = only_children(stated, ["SigningTime"])
    only_text(signing_time)
    _ = examination.signed_at  # refused here where it is none
    name = examination.data.get("Id", "")
    own = f"{SIGNATURE_PLACE}-{name}"
    if not IDENTIFIER.fullmatch(name) or [
        examination.signature.get("Id"),
        holder.get("Id"),
        stated.get("Id"),
        stated.get("Target"),
    ] != [own, f"Object-{own}", f"SignatureProperty-{own}", f"#{own}"]:
        raise Refused(Code.IDENTIFIER)
    return {holder: {"Id"}, stated: {"Id", "Target"}}
