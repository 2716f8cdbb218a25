"""What a hospital's machine is answered: the published codes, with our own reason beside them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework.response import Response

from portal.hospital_papers.services import Receipt, facility_sentence

RECEIVED, BAD_BASE64, UNAUTHORISED, FAILED, TOO_LONG = "200", "205", "401", "500", "1001"
RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was received: HTTP status, published code, and a sentence in both languages."""

    status: int
    result: str
    vietnamese: str
    english: str


REFUSALS = {
    "auth.token": Refusal(
        401,
        UNAUTHORISED,
        "Không có token, hoặc token không dùng được.",
        "There is no token, or it is not valid.",
    ),
    "auth.other_facility": Refusal(
        403,
        UNAUTHORISED,
        "maCskcb không phải mã cơ sở của token này.",
        "maCskcb is not a facility of this token.",
    ),
    "form.method": Refusal(
        405, FAILED, "Địa chỉ này chỉ nhận POST.", "This address takes POST only."
    ),
    "form.accept": Refusal(
        406, FAILED, "Địa chỉ này chỉ trả lời JSON.", "This address answers in JSON only."
    ),
    "form.length": Refusal(
        411, FAILED, "Cần ghi Content-Length.", "Content-Length has to be stated."
    ),
    "form.not_a_form": Refusal(
        415,
        FAILED,
        "Gửi dạng application/x-www-form-urlencoded.",
        "Send application/x-www-form-urlencoded.",
    ),
    "form.unreadable": Refusal(
        400, FAILED, "Không đọc được các trường đã gửi.", "The fields sent cannot be read."
    ),
    "form.cut": Refusal(
        400,
        FAILED,
        "Nội dung bị đứt giữa đường. Hãy gửi lại.",
        "The body was cut on its way. Send it again.",
    ),
    "form.twice": Refusal(400, FAILED, "Có trường gửi hai lần.", "A field was sent twice."),
    "form.missing": Refusal(
        400,
        FAILED,
        "Thiếu maCskcb, loaiHs hoặc fileBase64Str, hoặc viết chưa đúng dạng.",
        "maCskcb, loaiHs or fileBase64Str is missing or malformed.",
    ),
    "form.kind": Refusal(
        400, FAILED, "loaiHs phải là 39, 60, 61 hoặc 130.", "loaiHs has to be 39, 60, 61 or 130."
    ),
    "form.too_long": Refusal(
        400, TOO_LONG, "maCskcb hoặc loaiHs quá dài.", "maCskcb or loaiHs is too long."
    ),
    "form.too_large": Refusal(
        413,
        TOO_LONG,
        "Tệp lớn hơn 5 MB. Hãy tách thành nhiều tệp.",
        "The file is larger than 5 MB. Split it.",
    ),
    "form.base64": Refusal(
        400,
        BAD_BASE64,
        "fileBase64Str không phải base64.",
        "fileBase64Str is not base64.",
    ),
    "unavailable": Refusal(
        503,
        FAILED,
        "Tạm thời chưa nhận được. Hãy gửi lại sau ít phút.",
        "Nothing can be received for the moment. Send it again in a few minutes.",
    ),
}


def refused(reason: str) -> Response:
    """Return the answer for what was not received; it never repeats what was sent."""
    why = REFUSALS[reason]
    answer = Response(
        _body("", why.result, None, "", reason, why.vietnamese, why.english), status=why.status
    )
    if why.status == 503:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def received(receipt: Receipt) -> Response:
    """Return the answer for a packet that is kept, whatever the gates said of it."""
    vietnamese, english = facility_sentence(receipt.verdict_code)
    return Response(
        _body(
            receipt.transaction,
            receipt.result_code,
            receipt.received_at,
            receipt.gate,
            receipt.verdict_code,
            vietnamese,
            english,
        )
    )


def _body(
    transaction: str,
    result: str,
    at: datetime | None,
    gate: str,
    code: str,
    vietnamese: str,
    english: str,
) -> dict[str, Any]:
    return {
        "MaGD": transaction,
        "MaKetQua": result,
        "ThoiGianTiepNhan": f"{timezone.localtime(at):%Y%m%d%H%M%S}" if at else "",
        "gate": gate,
        "code": code,
        "sentence": vietnamese,
        "sentence_en": english,
    }
