"""Gate 8, schema: the covered bytes say what the layout's table asks for, and it can be true."""

from typing import Any

from integrations.hospital_xml import birth_fields, death_fields
from integrations.hospital_xml.examination import Examination
from integrations.hospital_xml.fields import Fields
from integrations.hospital_xml.layouts import BIRTH, DEATH
from integrations.hospital_xml.payload import table_9_blocks
from integrations.hospital_xml.plausible import check_birth, check_death, check_past
from integrations.hospital_xml.schemas import validate


def check_schema(examination: Examination) -> None:
    """Gate 8: fields, lengths, digits, numbers, and days that can be true at the time of checking.

    Afterwards `notices` holds what the file says, in our own words.
    """
    covered = examination.covered
    if examination.layout is BIRTH:
        _check_birth(examination, covered)
    elif examination.layout is DEATH:
        _check_death(examination, covered)
    else:
        _check_claims(examination, covered)


def _check_birth(examination: Examination, covered: Any) -> None:
    validate(covered, ("hsdlgcs",))
    fields = Fields(covered)
    examination.numbers = [fields.text("MA_GCS")]
    check_birth(examination, fields, "GCS")
    examination.notices = (birth_fields.from_packet(fields),)


def _check_death(examination: Examination, covered: Any) -> None:
    validate(covered, ("hsdlgbt",))
    fields = Fields(covered)
    examination.numbers = [fields.text("MA_GBT")]
    check_death(examination, fields)
    examination.notices = (death_fields.from_packet(fields),)


def _check_claims(examination: Examination, covered: Any) -> None:
    validate(covered, ("giamdinhhs",))
    check_past(examination, covered.findtext("THONGTINHOSO/NGAYLAP"), "NGAYLAP")
    blocks = [Fields(block) for block in table_9_blocks(covered)]
    examination.numbers = [block.text("SO") for block in blocks]
    for block in blocks:
        check_birth(examination, block, "")
    examination.notices = tuple(
        birth_fields.from_table_9(block, examination.facility) for block in blocks
    )
