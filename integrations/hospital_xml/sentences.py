"""What a verdict says in words, to the facility and to the family, in Vietnamese and English."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from integrations.hospital_xml.codes import Code

_FILE = Path(__file__).with_name("sentences.toml")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in both languages."""

    vietnamese: str
    english: str


def for_facility(code: Code) -> Sentence:
    """Return what to tell whoever runs the facility's software."""
    return Sentence(*_read()["facility"][code.value])


def for_family(code: Code) -> Sentence:
    """Return what to tell the family; it names no fault of theirs, since there is none."""
    return Sentence(*_read()["family"][code.gate.value if code.gate else "accepted"])


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text("utf-8"))
