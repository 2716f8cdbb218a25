"""The admin site of officials: two factors, our own name, and the desk in front of the tables."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.utils import translation
from unfold.sites import UnfoldAdminSite

from portal.accounts.access import Act, may_enter, visitor_of
from portal.accounts.otp import TwoFactorMixin
from portal.officials.models import Case
from portal.officials.queue import CaseAdmin
from portal.officials.views import (
    accepting,
    cases,
    computing,
    demands,
    drafts,
    first_sign_in,
    issuing,
    mourning,
    proving,
    refusing,
    reports,
    returning,
    reviewing,
    stalled,
    transferring,
    verifying,
)

LANGUAGE = "vi"
CASE = "ho-so/<int:pk>/"
DOORS = (
    ("ho-so/tim/", cases.find, "desk_find"),
    ("ho-so/tiep-nhan/", accepting.accept_many, "desk_accept_many"),
    (CASE, cases.case, "desk_case"),
    (f"{CASE}tep/<int:attachment_pk>/", cases.attachment, "desk_attachment"),
    (f"{CASE}tiep-nhan/", accepting.accept, "desk_accept"),
    (f"{CASE}hoan-tac/", accepting.undo, "desk_undo"),
    (f"{CASE}chuyen-ngay/", accepting.send_now, "desk_send_now"),
    (f"{CASE}gui-xem-truoc/", proving.send, "desk_send_proof"),
    (f"{CASE}de-nghi-sua/", returning.return_to_family, "desk_return"),
    (f"{CASE}rut-lai/", returning.recall, "desk_recall"),
    (f"{CASE}cap-giay/", issuing.issue, "desk_issue"),
    (f"{CASE}dong-y-tai-xa/", cases.agree, "desk_agree"),
    (f"{CASE}cach-tinh/", computing.confirm, "desk_confirm"),
    (f"{CASE}tra-cuu/", verifying.look_up, "desk_look_up"),
    (f"{CASE}trinh/", demands.ask, "desk_ask_supervisor"),
    (f"{CASE}xac-minh/", verifying.verify, "desk_verify"),
    (f"{CASE}ket-qua-xac-minh/", verifying.answer, "desk_answer"),
    (f"{CASE}chuyen-noi-khac/", transferring.transfer, "desk_transfer"),
    (f"{CASE}tu-choi/", refusing.refuse, "desk_refuse"),
    (f"{CASE}da-xem/", mourning.seen, "desk_bereavement_seen"),
    (f"{CASE}khai-tu-nham/", mourning.retract, "desk_retract_death"),
    ("co-nguoi-mat/", mourning.listed, "desk_mourning"),
    ("dang-mac/", stalled.stalled, "desk_stalled"),
    ("dang-mac/<int:pk>/", stalled.stalled_one, "desk_stalled_one"),
    ("dang-mac/<int:pk>/gui-lai/", stalled.send_again, "desk_send_again"),
    ("ban-nhap/<uuid:key>/", drafts.kept, "desk_draft"),
    ("bao-yeu-cau-sai/", reports.listed, "desk_reports"),
    ("bao-yeu-cau-sai/<int:pk>/", reports.read, "desk_report_read"),
    ("xem-lai/", reviewing.listed, "desk_review"),
    ("xem-lai/<int:pk>/", reviewing.reviewed, "desk_reviewed"),
    ("chenh-lech/", computing.listed, "desk_back_claims"),
    ("chenh-lech/tinh-lai/", computing.look, "desk_look_back"),
    ("chenh-lech/<int:pk>/", computing.decide, "desk_decide_back"),
    ("cho-y-kien/", demands.listed, "desk_demands"),
    ("cho-y-kien/<int:pk>/", demands.decide, "desk_decide"),
)

# In front of the sign-in: whoever comes here has no second factor yet.
FIRST_DOORS = (
    ("lan-dau/", first_sign_in.invited, "desk_invited"),
    ("lan-dau/thiet-lap/", first_sign_in.set_up, "desk_set_up"),
)


def speak_vietnamese(request: HttpRequest) -> None:
    """Draw this request's page in the language officials write to families in."""
    translation.activate(LANGUAGE)
    request.LANGUAGE_CODE = LANGUAGE


def in_vietnamese(view: Callable[..., Any]) -> Callable[..., Any]:
    """Draw a view in Vietnamese whatever the browser asks for."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        speak_vietnamese(request)
        return view(request, *args, **kwargs)

    return spoken


def without_nul(view: Callable[..., Any]) -> Callable[..., Any]:
    """Take out of an address the sign that PostgreSQL does not: lists are filtered by it."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "\x00" in "".join(one for _name, words in request.GET.lists() for one in words):
            cleaned = request.GET.copy()
            for name, words in request.GET.lists():
                cleaned.setlist(name, [one.replace("\x00", "") for one in words])
            request.GET = cleaned  # type: ignore[assignment]  # written to no more
        return view(request, *args, **kwargs)

    return asked


class DeskSite(TwoFactorMixin, UnfoldAdminSite):
    """What `django.contrib.admin.site` is in this installation."""

    login_template = "officials/sign_in.html"
    index_title = "Quản trị"

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Open a page of the desk, in Vietnamese whatever the browser asks for."""
        return in_vietnamese(without_nul(super().admin_view(view, cacheable)))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the sign-in, which stands before every other page."""
        speak_vietnamese(request)
        return super().login(request, extra_context)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Put the desk's own doors before those of the tables."""
        queue = CaseAdmin(Case, self)
        return [
            path("ho-so/", self.admin_view(queue.changelist_view), name="desk_queue"),
            *(path(route, self.admin_view(view), name=name) for route, view, name in DOORS),
            *(path(route, in_vietnamese(view), name=name) for route, view, name in FIRST_DOORS),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> Any:
        """Lead officials to their queue; administrators find the tables."""
        if may_enter(visitor_of(request.user), Act.READ_CASE):
            return redirect("admin:desk_queue")
        return super().index(request, extra_context)
