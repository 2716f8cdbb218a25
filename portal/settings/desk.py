"""How the desk of officials looks."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy

AXES_LOCKOUT_TEMPLATE = "officials/locked.html"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

_GREENS = {
    "50": "#f1f8f8",
    "100": "#e0eff0",
    "200": "#c2dfe1",
    "300": "#95c7cb",
    "400": "#5aa3aa",
    "500": "#22808b",
    "600": "#0b6470",
    "700": "#0a5661",
    "800": "#0b4a5a",
    "900": "#0a3a46",
    "950": "#06262f",
}
_GREYS = {
    "50": "#f4f8f8",
    "100": "#e8eef0",
    "200": "#cbd8da",
    "300": "#a9bbc0",
    "400": "#7d949b",
    "500": "#5a6f76",
    "600": "#46585f",
    "700": "#33474e",
    "800": "#1f3138",
    "900": "#14272e",
    "950": "#0c171b",
}


def _item(title: str, icon: str, link: str, allowed: str) -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(link),
        "permission": f"portal.officials.navigation.{allowed}",
    }


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Liên thông",
    "SITE_HEADER": "Liên thông",
    "SITE_SUBHEADER": "Bàn làm việc của cán bộ",
    "SITE_ICON": lambda _request: static("brand/mark.svg"),
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _request: static("brand/favicon.svg"),
        }
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "THEME": "light",
    "BORDER_RADIUS": "8px",
    "COLORS": {"primary": _GREENS, "base": _GREYS},
    "STYLES": [lambda _request: static("officials/desk.css")],
    "LOGIN": {"form": "portal.officials.signing_in.DeskSignIn"},
    "SIDEBAR": {
        "navigation": [
            {
                "title": "Hồ sơ",
                "items": [
                    _item("Cần làm hôm nay", "inbox", "admin:desk_queue", "reads_cases"),
                    _item("Đang mắc", "link_off", "admin:desk_stalled", "sends_again"),
                    _item("Có người mất", "info", "admin:desk_mourning", "reads_cases"),
                    _item("Chờ ý kiến", "gavel", "admin:desk_demands", "allows_demands"),
                    _item("Câu cần xem lại", "rate_review", "admin:desk_review", "allows_demands"),
                    _item("Gia đình báo", "campaign", "admin:desk_reports", "allows_demands"),
                    _item("Chênh lệch", "difference", "admin:desk_back_claims", "reads_cases"),
                    _item(
                        "Nhật ký",
                        "history",
                        "admin:officials_record_changelist",
                        "reads_journal",
                    ),
                    _item("Cán bộ", "badge", "admin:accounts_official_changelist", "manages_staff"),
                ],
            },
            {
                "title": "Quy định theo ngày",
                "items": [
                    _item(title, icon, f"admin:statutes_{table}_changelist", "reads_law")
                    for title, icon, table in (
                        ("Lý do sửa, từ chối", "rule", "returnreason"),
                        ("Giấy không được yêu cầu", "block", "forbiddenpaper"),
                        ("Thời hạn", "timer", "timelimit"),
                        ("Mức tiền", "payments", "amount"),
                        ("Lịch nghỉ, làm bù", "event", "calendaroverride"),
                        ("Mã thủ tục", "tag", "procedurecode"),
                        ("Mẫu giấy tờ", "description", "formversion"),
                        ("Câu theo luật", "format_quote", "statutetext"),
                        ("Công tắc", "toggle_on", "switch"),
                    )
                ],
            },
            {
                "title": "Địa bàn",
                "items": [
                    _item(title, icon, f"admin:places_{table}_changelist", "reads_law")
                    for title, icon, table in (
                        ("Xã, phường, đặc khu", "location_city", "commune"),
                        ("Nơi làm việc", "apartment", "office"),
                        ("Tỉnh, thành phố", "map", "province"),
                    )
                ],
            },
            {
                "title": "Giấy của cơ sở y tế",
                "items": [
                    _item("Cơ sở ký số", "leaderboard", "facilities:league", "reads_journal"),
                ]
                + [
                    _item(title, icon, f"admin:hospital_papers_{table}_changelist", "reads_law")
                    for title, icon, table in (
                        ("Cơ sở y tế", "local_hospital", "facility"),
                        ("Tổ chức chứng thực", "verified_user", "authority"),
                        ("Danh sách thu hồi", "block", "revocationlist"),
                    )
                ],
            },
        ],
    },
}
