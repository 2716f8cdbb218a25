"""What a family should know before it begins, for each life event; figures come from the law."""

from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.citizens.journeys import may_be_left_out, shown, silent
from portal.statutes.selectors import time_limit

TITLES = {
    "birth": (
        _("Trước khi bắt đầu: em bé mới sinh"),
        _("Một lần khai cho ba việc: khai sinh, thường trú, thẻ bảo hiểm y tế."),
    ),
    "death": (
        _("Trước khi bắt đầu: người thân qua đời"),
        _(
            "Chúng tôi xin chia buồn cùng gia đình. Có thể khai từng phần và dừng lại bất cứ"
            " lúc nào."
        ),
    ),
}
NEEDED = {
    "birth": (
        _("Tài khoản VNeID mức 2 của cha hoặc mẹ"),
        _(
            "Giấy chứng sinh: bệnh viện đã ký số và gửi thì không phải chụp. Chưa có thì chụp một"
            " ảnh rõ"
        ),
    ),
    "death": (
        _("Tài khoản VNeID mức 2 của người đi khai"),
        _("Mất tại nhà: UBND nơi mất cấp giấy báo tử, chọn “Chưa có”"),
        _("Mất tại bệnh viện: số giấy báo tử; bệnh viện chưa gửi thì chụp một ảnh"),
    ),
}
NEVER = {
    "birth": (
        _("căn cước"),
        _("giấy đăng ký kết hôn"),
        _("sổ hộ khẩu"),
        _("bản chụp giấy khai sinh"),
    ),
    "death": (_("căn cước"), _("sổ hộ khẩu"), _("bản sao công chứng")),
}
AGREE = {
    "birth": (
        _("Chủ hộ và chủ nhà xác nhận trên VNeID"),
        _("Khai sinh và thẻ bảo hiểm không phải chờ việc này"),
    ),
    "death": (_("Không ai phải đồng ý thêm"),),
}

APART = {
    "birth": (
        _("Thẻ căn cước cho bé: xin làm tại Công an xã, phường; chưa nằm trong lần khai này."),
    ),
}


def words_for(life_event: str, *, on: date) -> dict[str, Any]:
    """Return title, lead and boxes of the page before a declaration."""
    legs = shown(life_event)
    title, lead = TITLES.get(life_event, (legs[0].title, ""))
    boxes = [
        {
            "title": _("Không phải nộp"),
            "icon": "never",
            "never": True,
            "lines": NEVER.get(life_event, NEVER["death"]),
        },
        {"title": _("Cần có"), "icon": "list", "lines": NEEDED.get(life_event, ())},
        {"title": _("Ai phải đồng ý"), "icon": "people", "lines": AGREE.get(life_event, ())},
        {"title": _("Bao lâu"), "icon": "clock", "lines": _how_long(life_event, on)},
        {"title": _("Chi phí"), "icon": "coins", "lines": (_("0 đ"),)},
        {
            "title": _("Tự làm, không phải chọn"),
            "icon": "info",
            "lines": tuple(one.title for one in silent(life_event)),
        },
        {"title": _("Làm riêng"), "icon": "info", "lines": APART.get(life_event, ())},
    ]
    return {"title": title, "lead": lead, "boxes": [box for box in boxes if box["lines"]]}


def _how_long(life_event: str, on: date) -> list[Any]:
    lines = []
    for procedure in shown(life_event):
        limit = time_limit(procedure.time_limit, on) if procedure.time_limit else None
        if limit is None:
            continue
        words = _("{leg}: {days} {unit}") if limit.value else _("{leg}: trong ngày")
        if may_be_left_out(procedure):
            words = format_lazy("{words} {later}", words=words, later=_("(có thể để lại sau)"))
        lines.append(
            format_lazy(words, leg=procedure.title, days=limit.value, unit=limit.get_unit_display())
        )
    if lines:
        lines.append(_("Ngày làm việc không tính thứ Bảy, Chủ nhật, ngày lễ."))
    return lines
