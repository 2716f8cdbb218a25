"""The book of deaths: what an entry holds, what officials object to, what the extract says."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from integrations.simulators import ethnicities
from integrations.simulators.cases import REFUSED, RETURNED, Case, Verdict
from integrations.simulators.chance import pick
from integrations.simulators.controls import Controls

PAPER = "death_certificate"
COMES_LATER = ("giayKhaiTuFrom",)

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_NEVER = 4_000_000_000.0  # in the year 2096
_NEW_TITLE_FROM = date(2027, 3, 1)  # Luật Hộ tịch 03/2026/QH16

_GOOD_RETURNS = (
    ("Năm sinh của người đã mất chưa khớp dữ liệu. Xin kiểm tra lại.", ["nktNgaySinh"]),
    ("Ngày mất khai khác ngày ghi trong giấy báo tử. Xin kiểm tra lại.", ["nktNgayChet"]),
    ("Nơi cư trú cuối cùng chưa khớp dữ liệu dân cư. Xin kiểm tra lại.", ["nktNoiCuTru"]),
    ("Số giấy báo tử ghi thiếu. Xin xem lại giấy.", ["gbtSo"]),
)
_POOR_RETURNS = ("", ".", "Thiếu giấy tờ", "Bổ sung hồ sơ theo quy định", "Sai thông tin")
_FORBIDDEN = "Bổ sung căn cước công dân và sổ hộ khẩu của người chết."
_REFUSALS = ("Việc này đã được đăng ký khai tử tại nơi khác.",)


def title_on(day: date) -> str:
    """Return what the paper is called on that day."""
    return "Giấy chứng tử" if day >= _NEW_TITLE_FROM else "Trích lục khai tử"


def objection(case: Case, controls: Controls) -> Verdict | None:
    """Return why officials send this case back or refuse it, as often as they do."""
    what = (case.key, case.revision)
    if controls.falls("refused", *what):
        return Verdict(REFUSED, {"reason": pick(_REFUSALS, controls.seed, *what)})
    if not controls.falls("returned" if case.revision == 1 else "returned_again", *what):
        return None
    if controls.falls("forbidden_paper", *what):
        return Verdict(RETURNED, {"reason": _FORBIDDEN})
    if controls.falls("poor_reason", *what):
        return Verdict(RETURNED, {"reason": pick(_POOR_RETURNS, controls.seed, *what)})
    reason, items = pick(_GOOD_RETURNS, controls.seed, *what)
    return Verdict(RETURNED, {"reason": reason, "items": items})


def enter(case: Case, controls: Controls) -> dict[str, Any]:
    """Return a new entry; `giayKhaiTuFrom` says when its e-copy becomes visible."""
    what = (case.key, case.revision)
    now, today = time.time(), datetime.now(_VIETNAM)
    entry = {
        "ngayDangKy": today.strftime("%d/%m/%Y"),
        "soDangKy": str(case.serial),
        "quyenSo": f"01/{today.year}",
        "trangSo": str(1 + case.serial % 200),
        "maGiayToKetQua": f"KT-{case.serial:07}",
        "giayKhaiTuFrom": now,
    }
    if controls.falls("e_copy_never", *what):
        entry["giayKhaiTuFrom"] = _NEVER
    elif controls.falls("e_copy_late", *what):
        entry["giayKhaiTuFrom"] = now + 2 * controls.delay(*what, "later")
    return entry


def shown(case: Case, e_copy: Callable[[], str]) -> dict[str, Any]:
    """Return `ketQuaXuLy` of a registered death, with what of it has become visible."""
    kept = dict(case.result)
    del kept["e_copy"]
    kept["giayKhaiTu"] = e_copy() if kept.pop("giayKhaiTuFrom") <= time.time() else ""
    data = case.body["data"]
    echoed = ("nktHoTen", "nktGioiTinh", "nktNgaySinh", "nktNgayChet", "nktSoDDCN")
    return kept | {name: data.get(name, "") for name in echoed}


def rows(data: Mapping[str, Any], result: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return what stands on the extract."""
    place = data.get("nktNoiChet") or {}
    when = " ".join(
        part for part in (_day(data, "nktNgayChet"), data.get("nktGioPhutChet")) if part
    )
    return [
        ("Số", f"{result['soDangKy']} · Quyển {result['quyenSo']} · Trang {result['trangSo']}"),
        ("Họ, chữ đệm, tên người chết", str(data.get("nktHoTen", ""))),
        ("Ngày, tháng, năm sinh", _day(data, "nktNgaySinh")),
        ("Giới tính", {"1": "Nam", "2": "Nữ"}.get(str(data.get("nktGioiTinh")), "")),
        ("Dân tộc", ethnicities.name_of(str(data.get("nktDanToc", "")))),
        ("Quốc tịch", str(data.get("nktQuocTich", ""))),
        ("Số định danh cá nhân", str(data.get("nktSoDDCN", ""))),
        ("Đã chết vào lúc", when),
        ("Ghi bằng chữ", str(data.get("nktNgayChetBangChu", ""))),
        ("Nơi chết", str(data.get("nktNoiChetDVHC") or place.get("dcChiTiet", ""))),
        ("Nguyên nhân chết", str(data.get("nktNguyenNhanChet", ""))),
        ("Nơi đăng ký", str(data.get("noiDangKy", ""))),
        ("Ngày đăng ký", str(result["ngayDangKy"])),
    ]


def _day(data: Mapping[str, Any], field: str) -> str:
    """Return a day of the wire, which has dots, as papers write it."""
    return str(data.get(field, "")).replace(".", "/")
