"""Every error of the API as RFC 9457 problem+json, with a Vietnamese title and a stable code."""

from typing import Any

from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: ("bad-request", "Yêu cầu chưa đúng dạng"),
    401: ("unauthenticated", "Chưa xác thực"),
    403: ("forbidden", "Không được phép"),
    404: ("not-found", "Không tìm thấy"),
    405: ("method-not-allowed", "Không có phép này ở địa chỉ này"),
    406: ("not-acceptable", "Không có dạng trả lời này"),
    410: ("gone", "Vị trí này thuộc dữ liệu trước khi khôi phục; xin đọc tiếp từ `resume`"),
    411: ("length-required", "Cần ghi độ dài nội dung (Content-Length)"),
    409: ("message-id-reused", "Mã tin này đã dùng cho một tin khác"),
    413: ("too-large", "Nội dung quá lớn"),
    415: ("unsupported-media-type", "Không nhận dạng nội dung này"),
    422: ("not-this-line", "Nội dung không thuộc dòng này hoặc khóa này"),
    429: ("throttled", "Gửi quá nhanh"),
}

# The same status for another reason than the usual one.
ACKNOWLEDGED_OTHERWISE = ("acknowledged-otherwise", "Dòng này đã được xác nhận với nội dung khác")


class LengthNeeded(exceptions.APIException):
    """The body came without its length, so nobody can say whether it came whole."""

    status_code = 411


class TooLarge(exceptions.APIException):
    """The body is larger than this door takes."""

    status_code = 413


def problem(
    status: int, *, detail: str = "", kind: tuple[str, str] | None = None, **members: Any
) -> Response:
    """Return a problem; `detail` never carries what the caller sent.

    `kind` is code and title where the status has several reasons.
    """
    code, title = kind or _TITLES.get(status, ("error", "Không thực hiện được"))
    body = {"type": f"/api/problems/{code}", "title": title, "status": status, "code": code}
    if detail:
        body["detail"] = detail
    return Response({**body, **members}, status=status, content_type=MEDIA_TYPE)


def as_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what REST framework raises into a problem; anything else stays an error of ours."""
    if isinstance(error, UnreadablePostError):  # cut on the way: send it again
        return problem(400)
    response = exception_handler(error, context)
    if response is None:
        return None
    made = problem(404 if isinstance(error, Http404) else response.status_code)
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in response.headers:
            made[name] = response.headers[name]
    return made
