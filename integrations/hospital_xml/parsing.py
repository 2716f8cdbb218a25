"""The one parser between bytes and values, and what bytes must be before they reach it."""

import re
from copy import deepcopy
from typing import Any

from lxml import etree

from integrations.hospital_xml.codes import Code, Refused

MOST_BYTES = 5_000_000
# Far above what one hospital's envelope holds; below what memory would feel.
MOST_PARTS = 40_000
# What is canonical costs elements times levels times namespaces: no layout has eight levels.
MOST_NAMESPACES = 32
MOST_LEVELS = 16

_DECLARATION = re.compile(rb"<\?xml\s([^?]*)\?>")
_VERSION = re.compile(rb"""\s*version\s*=\s*(["'])1\.0\1""")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
_DOCUMENT_TYPE = re.compile(rb"<!(?:doctype|entity)", re.IGNORECASE)
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MOST_LEVELS + 1)})")
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    attribute_defaults=False,
    huge_tree=False,
    recover=False,
)


def check_plain(content: bytes) -> None:
    """Refuse bytes that must not reach the parser; nothing is parsed here."""
    if len(content) > MOST_BYTES:
        raise Refused(Code.TOO_LARGE)
    _check_encoding(content)
    # lxml takes a document type however it is set up. No paper has a use for the words.
    if b"<!" in content and _DOCUMENT_TYPE.search(content):
        raise Refused(Code.DOCTYPE)
    if _is_crowded(content) or content.count(b"xmlns") > MOST_NAMESPACES:
        raise Refused(Code.TOO_MANY_PARTS)


def _is_crowded(content: bytes) -> bool:
    return len(content) > MOST_PARTS and (
        content.count(b"<") > MOST_PARTS or content.count(b"=") > MOST_PARTS
    )


def _check_encoding(content: bytes) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(Code.NOT_UTF8) from error
    if b"\0" in content:  # plain letters in UTF-16 are UTF-8 too
        raise Refused(Code.NOT_UTF8)
    declaration = _DECLARATION.match(content)
    if declaration is None:
        return
    if not _VERSION.match(declaration[1]):
        raise Refused(Code.XML_VERSION)
    encoding = _ENCODING.search(declaration[1])
    if encoding and encoding[1].lower() != b"utf-8":
        raise Refused(Code.NOT_UTF8)


def parse(content: bytes) -> Any:
    """Return the root of checked bytes: no entity, no network, at most 16 elements deep."""
    try:
        root = etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(Code.MALFORMED) from error
    if _TOO_DEEP(root):
        raise Refused(Code.MALFORMED)
    return root


def canonical(element: Any) -> bytes:
    """Return the element in inclusive C14N 1.0, as a reference without transforms means it.

    It is taken out of its tree first: of an element inside one lxml writes spurious `xmlns=""`
    on descendants. A copy loses the namespaces that ancestors declare and nothing uses, which
    the canonical form has: where any is in force, the element is serialised and parsed anew.
    """
    if element.nsmap:
        return _canonical_tree(parse(etree.tostring(element, with_tail=False)))
    alone = deepcopy(element)
    alone.tail = None  # a copy brings along what stood behind it
    return _canonical_tree(alone)


def canonical_without(root: Any, tag: str) -> bytes:
    """Return the document in inclusive C14N 1.0 less elements of this tag, keeping their tails.

    This is what an enveloped signature over URI="" covers, where there is one such element.
    """
    again = deepcopy(root)  # a root has no ancestors to inherit from
    etree.strip_elements(again, tag, with_tail=False)
    return _canonical_tree(again)


def _canonical_tree(root: Any) -> bytes:
    try:
        return bytes(etree.tostring(root.getroottree(), method="c14n", with_comments=False))
    except etree.C14NError as error:  # a relative namespace, for one, has no canonical form
        raise Refused(Code.NOTHING_COVERED) from error
