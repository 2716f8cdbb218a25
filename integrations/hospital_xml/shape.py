"""Gate 2, shape: one signature where the profile puts it, and nothing the profile lacks."""

from collections.abc import Sequence
from typing import Any

from lxml import etree

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.examination import Examination
from integrations.hospital_xml.layouts import DS, Profile
from integrations.hospital_xml.plain import is_plain
from integrations.hospital_xml.signature_shape import check_signature_element, only_children

_SIGNATURE = [f"{DS}Signature"]


def check_shape(examination: Examination) -> None:
    """Gate 2: the file is one of the layouts, built exactly as its profile writes it.

    It stands before xmlsec, which would open what a reference names.
    """
    root, layout = examination.root, examination.layout
    # Only where the bytes may hold one is the tree searched.
    content = examination.content
    instructions = content.count(b"<?") - content.startswith(b"<?xml ")
    if (b"<!--" in content or instructions) and not is_plain(root):
        raise Refused(Code.NOT_PLAIN)
    _check_signature_count(root)
    place = only_children(root, list(layout.children))[-1]
    if len(place) == 0:
        raise Refused(Code.UNSIGNED)
    only_children(place, _SIGNATURE)
    marked = [(element, said) for element in root.iter("*") if (said := element.items())]
    _check_identifiers(marked)
    allowed = check_signature_element(examination)
    if layout.profile is Profile.TWO_REFERENCES:
        allowed[examination.data] = {"Id"}
    for element, attributes in marked:
        names = allowed.get(element, ())
        if any(name not in names for name, _ in attributes):
            raise Refused(Code.UNEXPECTED_ATTRIBUTE, _local(element))


def _check_signature_count(root: Any) -> None:
    count = sum(1 for _ in root.iter("{*}Signature"))
    if count == 0:
        raise Refused(Code.UNSIGNED)
    if count > 1:
        raise Refused(Code.SEVERAL_SIGNATURES)


def _check_identifiers(marked: Sequence[tuple[Any, Sequence[tuple[str, str]]]]) -> None:
    """Refuse an identifier used twice, whatever the case of its name or value."""
    used = [
        value.casefold()
        for _, attributes in marked
        for name, value in attributes
        if name.rpartition("}")[2].lower() == "id"
    ]
    if len(set(used)) < len(used):
        raise Refused(Code.DUPLICATE_ID)


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)[:40]
