"""What is answered where no view can: too much, unreadable, not here, the database away."""

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.template import loader
from django.utils.http import parse_header_parameters
from django.views import defaults

API = "/api/"
MEDIA_TYPE = "application/problem+json"
MOST_BYTES = 64 * 1024 * 1024  # of one request: some photos at once, before they are shrunk
RETRY_SECONDS = 30
TITLES = {
    400: ("bad-request", "Yêu cầu chưa đúng dạng"),
    404: ("not-found", "Không tìm thấy"),
    413: ("too-large", "Nội dung quá lớn"),
    500: ("error", "Không thực hiện được"),
    503: ("unavailable", "Tạm thời chưa phục vụ được"),
}
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class TooMuch:
    """Turn away what is too much before it is taken in; stands before the check for forgery.

    The visitor stays on the page: the answer leads back to it, and says what to send instead.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Judge the length by what is announced, and the number of files and boxes by reading."""
        if _length(request.META) > MOST_BYTES:
            return _page(request, 413, "413.html", most=MOST_BYTES // (1024 * 1024))
        if request.method == "POST" and not request.path.startswith(API):
            try:
                request.POST  # noqa: B018  reading it takes the body in
            except TooManyFilesSent:
                return _page(request, 400, "400_too_many.html", files=True)
            except TooManyFieldsSent:
                return _page(request, 400, "400_too_many.html", files=False)
            except UnreadablePostError:  # the check for forgery would go on with what has come
                return _page(request, 400, "400.html")
        return self.get_response(request)


class KnownCharacters:
    """Turn away a body in any character set but UTF-8, which Django would stumble over."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer 400 by itself, else go on."""
        if is_readable(environ.get("CONTENT_TYPE", "")):
            return self.application(environ, start_response)
        if environ.get("PATH_INFO", "").startswith(API):
            answer: HttpResponse = _problem(400)
        else:
            answer = HttpResponse(loader.render_to_string("400.html"), status=400)
        start_response("400 Bad Request", list(answer.items()))
        return [answer.content]


class CutOff(OSError):
    """The connection ended before the body announced had come; Django makes it unreadable."""


class WholeBodies:
    """Let nobody take part of a body for the whole: reading past a cut raises.

    A server hands over what came before the connection was cut, and then an end like any other.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Go on with a body that is held against the length announced."""
        if announced := _length(environ):
            environ["wsgi.input"] = _Body(environ["wsgi.input"], announced)
        return self.application(environ, start_response)


class _Body:
    """A body of a known length."""

    def __init__(self, stream: Any, missing: int) -> None:
        self._stream, self._missing = stream, missing

    def read(self, size: int | None = -1) -> bytes:
        """Read as much as is asked for, or to the end announced."""
        wanted = self._missing if size is None or size < 0 else min(size, self._missing)
        parts: list[bytes] = []
        while wanted:
            parts.append(self._come(self._stream.read(wanted)))
            wanted -= len(parts[-1])
        return b"".join(parts)

    def readline(self, size: int | None = -1) -> bytes:
        """Read to the end of a line."""
        wanted = self._missing if size is None or size < 0 else min(size, self._missing)
        parts: list[bytes] = []
        while wanted and not (parts and parts[-1].endswith(b"\n")):
            parts.append(self._come(self._stream.readline(wanted)))
            wanted -= len(parts[-1])
        return b"".join(parts)

    def _come(self, part: bytes) -> bytes:
        if not part:
            raise CutOff("the body ended early")
        self._missing -= len(part)
        return part


def is_readable(content_type: str) -> bool:
    """Say whether a body of this type can be read as far as its characters go."""
    try:
        _type, parts = parse_header_parameters(content_type)
        # Spelled as Django has it, which refuses forms in "utf8" as well, and late.
        return str(parts.get("charset", "utf-8")).lower() == "utf-8"
    except (LookupError, ValueError):
        return False


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer what cannot be read."""
    return _problem(400) if _is_api(request) else defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer an address that is none."""
    return _problem(404) if _is_api(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer an error of ours; while the database is away, say that it passes."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if away else 500
    answer: HttpResponseBase
    if _is_api(request):
        answer = _problem(status)
    else:
        answer = HttpResponse(loader.render_to_string(f"{status}.html"), status=status)
    if away:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def _problem(status: int) -> JsonResponse:
    code, title = TITLES[status]
    body = {"type": f"/api/problems/{code}", "title": title, "status": status, "code": code}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)


def _page(request: HttpRequest, status: int, template: str, **words: Any) -> HttpResponseBase:
    if _is_api(request):
        return _problem(status)
    context = {**words, "back_to": request.path}
    return HttpResponse(loader.render_to_string(template, context), status=status)


def _length(meta: Mapping[str, Any]) -> int:
    announced = str(meta.get("CONTENT_LENGTH") or "0")
    return int(announced) if announced.isdecimal() and len(announced) < 20 else 0
