"""The hospital's signed paper beside a declaration: what it says, and by what it is believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from portal.hospital_papers.services import Held, held_by
from portal.people.sex import Sex
from portal.pipeline.procedures import Difference
from portal.pipeline.registry import registry

Rows = Sequence[tuple[str, str]]
# What was known of the certificate when the paper was checked, by the verdict's code.
REVOCATION = {
    "accepted": "Chưa bị thu hồi vào lúc ký",
    "accepted.revocation_unknown": "Chưa biết: chưa có danh sách thu hồi của nơi cấp",
    "accepted.revocation_expired": "Chưa biết: danh sách thu hồi đang có đã hết hạn",
}


@dataclass(frozen=True, slots=True)
class HospitalPaper:
    """What the desk reads of the paper a case rests on, and where the declaration differs."""

    facility: str
    said: Rows
    proof: Rows
    differences: Sequence[Difference]


def paper_for(procedure: str, step_id: int) -> HospitalPaper | None:
    """Return the paper a case rests on, None if it rests on none; two queries at most."""
    if not registry[procedure].paper_page:
        return None
    held = held_by([step_id]).get(step_id)
    if held is None:
        return None
    differing = registry[procedure].against_papers({step_id: held.notice})
    return HospitalPaper(
        facility=held.notice.facility_name or held.notice.facility_code,
        said=_filled(_said(held)),
        proof=_filled(_proof(held)),
        differences=differing.get(step_id, ()),
    )


def _said(held: Held) -> Rows:
    notice = held.notice
    sex = dict(Sex.choices).get(notice.sex, "")
    return (
        ("Số giấy", notice.printed_number),
        ("Ngày cấp", f"{notice.issued_on:%d/%m/%Y}"),
        ("Lúc sinh" if notice.event == "birth" else "Lúc mất", _moment(notice.event_at)),
        ("Giới tính", str(sex)),
        ("Nơi sinh" if notice.event == "birth" else "Nơi mất", notice.place),
        ("Mẹ hoặc người nuôi dưỡng" if notice.event == "birth" else "Người mất", _person(held)),
        ("Cha", notice.father.name if notice.father else ""),
        ("Dự định đặt tên con", notice.intended_name),
        ("Nguyên nhân", notice.cause),
    )


def _proof(held: Held) -> Rows:
    proof = held.proof
    version = f"Bản thứ {proof.version}" if proof.version > 1 else ""
    return (
        ("Ký lúc", _moment(proof.signed_at) or "Bộ tệp này không ghi giờ ký"),
        ("Nhận lúc", _moment(proof.received_at)),
        ("Chứng thư", REVOCATION.get(proof.code, proof.code)),
        ("Cấp lại", version),
        ("SHA-256 của tệp", proof.sha256),
    )


def _person(held: Held) -> str:
    person = held.notice.person
    born = f"sinh {person.born_on:%d/%m/%Y}" if person.born_on else ""
    return " · ".join(one for one in (person.name, born, person.document_number) if one)


def _moment(at: datetime | None) -> str:
    return f"{localtime(at):%H:%M %d/%m/%Y}" if at else ""


def _filled(rows: Rows) -> Rows:
    return [(label, text) for label, text in rows if text]
