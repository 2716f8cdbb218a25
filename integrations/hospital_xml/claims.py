"""What a refused file claims to be about: to tell a family of it, and never as a value."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree

from integrations.hospital_xml.codes import Refused
from integrations.hospital_xml.layouts import BIRTH, CLAIMS, DEATH
from integrations.hospital_xml.parsing import check_plain, parse
from integrations.hospital_xml.payload import table_9_blocks
from integrations.hospital_xml.spelling import date_of

# A file claims a handful of papers; one that claims thousands is not heard out.
_MOST_CLAIMS = 20
_NUMBER = re.compile(r"[0-9A-Za-z./ -]{1,40}", re.ASCII)
_PERSON = re.compile(r"[0-9]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Claim:
    """One paper a refused file says it holds; nobody vouches for any of it."""

    event: str
    number: str
    person_number: str
    event_on: date


def claims_of(content: bytes) -> tuple[Claim, ...]:
    """Return the papers a file claims to hold, at most 20; none where it cannot be read.

    The bytes pass gate 1 again before they are parsed. Raises nothing, opens nothing.
    """
    found: list[Claim] = []
    try:
        check_plain(content)
        for claim in _claims(parse(content)):
            found.append(claim)
            if len(found) == _MOST_CLAIMS:
                break
    except (Refused, ValueError, etree.LxmlError):
        pass  # what was readable before the file went wrong is still what it claims
    return tuple(found)


def _claims(root: Any) -> Iterator[Claim]:
    if root.tag == BIRTH.root:
        data = root.findall(BIRTH.data)
        yield from _each("birth", data, "MA_GCS", "SO_CCCD_NND", "NGAY_SINH_CON")
    elif root.tag == DEATH.root:
        data = root.findall(DEATH.data)
        yield from _each("death", data, "MA_GBT", "SO_GIAYTO", "NGAY_TV")
    elif root.tag == CLAIMS.root:
        blocks = table_9_blocks(root)
        yield from _each("birth", blocks, "SO", "SO_CCCD_NND", "NGAY_SINH_CON")


def _each(event: str, data: list[Any], number: str, person: str, day: str) -> Iterator[Claim]:
    for one in data[:_MOST_CLAIMS]:
        named, of, on = (_text(one, field) for field in (number, person, day))
        if _NUMBER.fullmatch(named) and _PERSON.fullmatch(of) and on:
            event_on = date_of(on, day)
            if event_on is not None:
                yield Claim(event, named, of, event_on)


def _text(data: Any, field: str) -> str:
    return (data.findtext(field) or "").strip()
