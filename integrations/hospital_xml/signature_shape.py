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
_SUBJECT = f"{DS}X509SubjectName"
_KEY_MATERIAL = {_SUBJECT, f"{DS}X509Certificate"}
_KEY_HOLDERS = [f"{DS}X509Data"]


def _named(*names: str) -> list[str]:
    return [f"{DS}{name}" for name in names]


_REFERENCE, _TRANSFORMS = _named("Reference", "Transforms")
_METHODS = _named("CanonicalizationMethod", "SignatureMethod")
_DIGEST = _named("DigestMethod", "DigestValue")
_TRANSFORMED = [_TRANSFORMS, *_DIGEST]
_ONE_TRANSFORM = _named("Transform")
_ENVELOPED = _named("SignedInfo", "SignatureValue", "KeyInfo")
_WITH_OBJECT = [*_ENVELOPED, *_named("Object")]
_PROPERTIES, _PROPERTY, _TIME = ["SignatureProperties"], ["SignatureProperty"], ["SigningTime"]
_ID, _URI, _ALGORITHM, _ID_AND_TARGET = {"Id"}, {"URI"}, {"Algorithm"}, {"Id", "Target"}


def check_signature_element(examination: Examination) -> Allowed:
    """Check it against the profile; return which elements may carry which attributes."""
    signature = examination.signature
    has_object = examination.layout.profile is Profile.TWO_REFERENCES
    parts = only_children(signature, _WITH_OBJECT if has_object else _ENVELOPED)
    only_text(parts[1])
    _check_key_info(parts[2])
    allowed: Allowed = {signature: _ID}
    if has_object:
        _check_object(examination, parts[3], allowed)
        _check_signed_info(parts[0], [_check_named_reference] * 2, allowed)
    else:
        _check_name(signature)
        _check_signed_info(parts[0], [_check_whole_file_reference], allowed)
    return allowed


def only_children(element: Any, tags: list[str]) -> list[Any]:
    """Return the children, which must be these, in this order, with nothing but spaces between."""
    children = list(element)
    only_spaces(element, children)
    found = [child.tag for child in children]
    if found != tags:
        wrong = next((tag for tag in found if tag not in tags), element.tag)
        raise Refused(Code.UNEXPECTED_ELEMENT, str(etree.QName(wrong).localname)[:40])
    return children


def only_spaces(element: Any, children: Sequence[Any]) -> None:
    """Refuse text directly inside an element that holds elements."""
    beside = [element.text, *[child.tail for child in children]]
    if any(text and text.strip(" \t\r\n") for text in beside):
        raise Refused(Code.UNEXPECTED_TEXT, str(etree.QName(element).localname)[:40])


def only_text(element: Any) -> str:
    """Return the text of an element that may hold no elements, nor spell one."""
    if len(element) or "<" in (element.text or ""):
        raise Refused(Code.UNEXPECTED_ELEMENT, str(etree.QName(element).localname)[:40])
    return element.text or ""


def _check_key_info(key_info: Any) -> None:
    """Allow names and certificates alone: a bare key is never anybody's."""
    children = list(key_info)
    if [child.tag for child in children] != _KEY_HOLDERS:
        raise Refused(Code.KEY_MATERIAL)
    parts = list(children[0])
    only_spaces(key_info, children)
    only_spaces(children[0], parts)
    tags = [part.tag for part in parts]
    if not set(tags) <= _KEY_MATERIAL or tags.count(_SUBJECT) > 1:
        raise Refused(Code.KEY_MATERIAL)
    if len(tags) > _MOST_CERTIFICATES:
        raise Refused(Code.KEY_MATERIAL)
    for part in parts:
        only_text(part)


def _check_signed_info(signed_info: Any, checks: Sequence[Any], allowed: Allowed) -> None:
    if sum(1 for _ in signed_info.iterchildren(_REFERENCE)) != len(checks):
        raise Refused(Code.REFERENCES)
    methods = only_children(signed_info, [*_METHODS, *[_REFERENCE] * len(checks)])
    for method in methods[:2]:
        _check_method(method, allowed)
    for reference, check in zip(methods[2:], checks, strict=True):
        check(reference, allowed)


def _check_named_reference(reference: Any, allowed: Allowed) -> None:
    """Check a reference to one named element of the same file, without transforms."""
    address = _address(reference)
    if not address.startswith("#"):
        raise Refused(Code.EXTERNAL_REFERENCE if address else Code.REFERENCES)
    if not IDENTIFIER.fullmatch(address[1:]):
        raise Refused(Code.REFERENCES)
    if next(reference.iterchildren(_TRANSFORMS), None) is not None:
        raise Refused(Code.TRANSFORM)
    method, value = only_children(reference, _DIGEST)
    only_text(value)
    allowed[reference] = _URI
    _check_method(method, allowed)


def _check_whole_file_reference(reference: Any, allowed: Allowed) -> None:
    """Check the reference to the whole file, less the signature and nothing else."""
    address = _address(reference)
    if address:
        wrong = Code.REFERENCES if address.startswith("#") else Code.EXTERNAL_REFERENCE
        raise Refused(wrong)
    transforms = next(reference.iterchildren(_TRANSFORMS), ())
    if [one.get("Algorithm") for one in transforms] != [ENVELOPED_TRANSFORM]:
        raise Refused(Code.TRANSFORM)
    transforms, method, value = only_children(reference, _TRANSFORMED)
    only_text(value)
    (transform,) = only_children(transforms, _ONE_TRANSFORM)
    allowed[reference] = _URI
    _check_method(transform, allowed)
    _check_method(method, allowed)


def _check_name(signature: Any) -> None:
    """Check the one attribute no reference covers: a name, if it is there, and no sentence."""
    if not IDENTIFIER.fullmatch(signature.get("Id", SIGNATURE_PLACE)):
        raise Refused(Code.IDENTIFIER)


def _address(reference: Any) -> str:
    address = reference.get("URI")
    if address is None:
        raise Refused(Code.REFERENCES)
    return str(address)


def _check_method(method: Any, allowed: Allowed) -> None:
    only_children(method, [])
    allowed[method] = _ALGORITHM


def _check_object(examination: Examination, holder: Any, allowed: Allowed) -> None:
    """Check the Object with the signing time, and that every part is named after the data."""
    (properties,) = only_children(holder, _PROPERTIES)
    (stated,) = only_children(properties, _PROPERTY)
    (signing_time,) = only_children(stated, _TIME)
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
    allowed[holder], allowed[stated] = _ID, _ID_AND_TARGET
