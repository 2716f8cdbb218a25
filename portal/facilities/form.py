"""The form a hospital's software posts, read strictly and within a bound of memory."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.http import UnreadablePostError
from rest_framework.request import Request

# A packet has at most 5,000,000 bytes: in base64, each sign of it escaped where need be.
MOST_PACKET_BYTES = 5_000_000
MOST_FORM_BYTES = 8_000_000
FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 20  # the old form has seven
_LONGEST = {"maCskcb": 20, "loaiHs": 10}
# 60 giấy báo tử, 61 giấy chứng sinh, 39 chứng từ, 130 hồ sơ giám định with table 9.
KINDS = frozenset({"39", "60", "61", "130"})


class NotTaken(Exception):
    """A form that is no packet; `reason` is one of `replies`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sent:
    """What was posted; `sender_code` is claimed, the caller compares it with the token."""

    sender_code: str
    kind: str
    content: bytes


def read_form(request: Request) -> Mapping[str, str]:
    """Return the fields of the body; raises NotTaken. Nothing too long is ever read."""
    raw = _body(request)
    if request.content_type.partition(";")[0].strip().lower() != FORM:
        raise NotTaken("form.not_a_form")
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise NotTaken("form.unreadable") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise NotTaken("form.twice")
    return fields


def packet_in(fields: Mapping[str, str]) -> Sent:
    """Return what a form says; raises NotTaken. Fields of the old way to sign in are ignored."""
    for name, longest in _LONGEST.items():
        value = fields.get(name, "")
        if len(value) > longest:
            raise NotTaken("form.too_long")
        if not value.isascii() or not value.isalnum():
            raise NotTaken("form.missing")
    if fields["loaiHs"] not in KINDS:
        raise NotTaken("form.kind")
    return Sent(fields["maCskcb"], fields["loaiHs"], _content(fields.get("fileBase64Str", "")))


def _body(request: Request) -> bytes:
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or len(length) > 19:
        raise NotTaken("form.length")
    if int(length) > MOST_FORM_BYTES:
        raise NotTaken("form.too_large")
    stream: Any = request.stream
    try:
        return bytes(stream.read(int(length))) if stream else b""
    except UnreadablePostError as error:
        raise NotTaken("form.cut") from error


def _content(text: str) -> bytes:
    if not text:
        raise NotTaken("form.missing")
    # Lines are broken by some, and a plus that was not escaped arrives as a blank.
    plain = text.replace("\r", "").replace("\n", "").replace(" ", "+")
    try:
        content = base64.b64decode(plain, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotTaken("form.base64") from error
    if not content:
        raise NotTaken("form.base64")
    if len(content) > MOST_PACKET_BYTES:
        raise NotTaken("form.too_large")
    return content
