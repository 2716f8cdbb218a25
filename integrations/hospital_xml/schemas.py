"""The written schemas of each layout, compiled once, and what their errors mean in our codes."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from lxml import etree

from integrations.hospital_xml.codes import Code, Refused

FOLDER = Path(__file__).parent / "xsd"
_ASKED = Lock()
_ERRORS = etree.ErrorTypes
_CODES = {
    _ERRORS.SCHEMAV_CVC_MAXLENGTH_VALID: Code.TOO_LONG,
    _ERRORS.SCHEMAV_CVC_MINLENGTH_VALID: Code.MISSING_VALUE,
    _ERRORS.SCHEMAV_CVC_PATTERN_VALID: Code.VALUE,
    _ERRORS.SCHEMAV_CVC_ENUMERATION_VALID: Code.VALUE,
    _ERRORS.SCHEMAV_CVC_DATATYPE_VALID_1_2_1: Code.VALUE,
}


@cache
def schema(name: str) -> Any:
    """Return the compiled schema of this name."""
    return etree.XMLSchema(file=str(FOLDER / f"{name}.xsd"))


def validate(root: Any, names: Sequence[str]) -> None:
    """Refuse what none of the variants allows; the first variant says why, and where."""
    # A validator keeps its last errors on itself: one thread at a time may ask it.
    with _ASKED:
        validators = [schema(name) for name in names]
        if any(validator.validate(root) for validator in validators):
            return
        raise _refusal(validators[0], root)


def _refusal(validator: Any, root: Any) -> Refused:
    try:
        validator.assertValid(root)
    except etree.DocumentInvalid as invalid:
        first = invalid.error_log[0]
        field = (first.path or "").rpartition("/")[2].partition("[")[0]
        return Refused(_CODES.get(first.type, Code.FIELDS), field[:40])
    return Refused(Code.FIELDS)
