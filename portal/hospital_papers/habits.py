"""Papers as an invented hospital sends them: signed well, badly, or not at all."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from integrations.hospital_xml import papers
from integrations.hospital_xml.layouts import BIRTH, DEATH
from integrations.hospital_xml.signing import Signer, sign_envelope, sign_packet
from integrations.hospital_xml.spelling import VIETNAM
from portal.hospital_papers.demonstration import FACILITIES, DemoFolder, Habit

_NAMESPACE = UUID("5d1b5c0e-9a3c-4c55-9a55-6f0f6c1d9a11")


class Kind(StrEnum):
    """What can be signed."""

    BIRTH = "birth"
    DEATH = "death"
    TABLE_9 = "table9"


# Papers are issued this long after what they tell of.
BEFORE_ISSUE = timedelta(hours=6)


def paper_of(
    folder: DemoFolder, code: str, kind: Kind, serial: int, at: datetime, values: dict[str, str]
) -> bytes:
    """Return the packet facility `code` sends at `at`; `values` replace the invented ones.

    The same arguments name the same paper, so that a packet can be sent twice.
    """
    signer, habit = folder.signer(code), FACILITIES[code].habit
    content = _signed(signer, code, kind, serial, at.astimezone(VIETNAM), values)
    if habit is Habit.NOT_AT_ALL:
        return re.sub(rb"<Signature .*</Signature>", b"", content, flags=re.DOTALL)
    if habit is Habit.CHANGES_AFTERWARDS:
        return content.replace(b"><CHUKYDONVI>", b">\n<CHUKYDONVI>").replace(b"</MA_", b" </MA_", 1)
    return content


def number_of(code: str, kind: Kind, serial: int, at: datetime) -> str:
    """Return the number of the paper that `paper_of` makes of the same arguments."""
    letters = "GBT" if kind is Kind.DEATH else "GCS"
    return f"{serial:05}.{letters}.{code}.{at.astimezone(VIETNAM):%y}"


def _signed(
    signer: Signer, code: str, kind: Kind, serial: int, at: datetime, values: dict[str, str]
) -> bytes:
    event = at - BEFORE_ISSUE
    issued = f"{at:%Y%m%d}"
    identifier = f"Id-{uuid5(_NAMESPACE, f'{code} {kind} {serial} {at:%Y%m%d%H%M%S}')}"
    if kind is Kind.BIRTH:
        given = papers.BIRTH_VALUES | {
            "MA_GCS": number_of(code, kind, serial, at),
            "NGAY_SINH_CON": f"{event:%Y%m%d%H%M%S}",
            "NGAY_CT": issued,
        }
        names, layout = papers.field_names("hsdlgcs"), BIRTH
    elif kind is Kind.DEATH:
        given = papers.DEATH_VALUES | {
            "MA_GBT": number_of(code, kind, serial, at),
            "NGAYGIO_VV": f"{event - timedelta(days=1):%Y%m%d%H%M}",
            "NGAY_TV": f"{event:%Y%m%d%H%M}",
            "NGAY_CAPGIAYBT": issued,
            "MACSKCB": code,
        }
        names, layout = papers.field_names("hsdlgbt"), DEATH
    else:
        return _envelope(signer, code, serial, at, values)
    data = papers.packet_data(layout.data, identifier, names, given | values)
    return sign_packet(layout.root, data, identifier, signer, at)


def _envelope(
    signer: Signer, code: str, serial: int, at: datetime, values: dict[str, str]
) -> bytes:
    event = at - timedelta(hours=6)
    given = papers.TABLE_9_VALUES | {
        "SO": f"{serial:05}",
        "NGAY_SINH_CON": f"{event:%Y%m%d%H%M}",
        "NGAY_CT": f"{at:%Y%m%d}",
    }
    table = papers.table_9(papers.field_names("xml9_qd130_qd4750"), [given | values])
    return sign_envelope(papers.envelope(code, f"{at:%Y%m%d}", [("XML9", table)]), signer)
