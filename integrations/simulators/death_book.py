"""The book of deaths: what an entry holds, what officials object to, what the extract says."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from integrations.simulators import ethnicities
from integrations.simulators.cases import Case, Verdict
from integrations.simulators.civil_status_books import Objections, day_told, entered
from integrations.simulators.controls import Controls

PAPER = "death_certificate"
COMES_LATER = ("giayKhaiTuFrom",)

_NEW_TITLE_FROM = date(2027, 3, 1)  # Luật Hộ tịch 03/2026/QH16

_OBJECTIONS = Objections(
    good=(
        ("Năm sinh của người đã mất chưa khớp dữ liệu. Xin kiểm tra lại.", ["nktNgaySinh"]),
        ("Ngày mất khai khác ngày ghi trong giấy báo tử. Xin kiểm tra lại.", ["nktNgayChet"]),
        ("Nơi cư trú cuối cùng chưa khớp dữ liệu dân cư. Xin kiểm tra lại.", ["nktNoiCuTru"]),
        ("Số giấy báo tử ghi thiếu. Xin xem lại giấy.", ["gbtSo"]),
    ),
    forbidden="Bổ sung căn cước công dân và sổ hộ khẩu của người chết.",
    refusals=("Việc này đã được đăng ký khai tử tại nơi khác.",),
)


def title_on(day: date) -> str:
    """Return what the paper is called on that day."""
    return "Giấy chứng tử" if day >= _NEW_TITLE_FROM else "Trích lục khai tử"


def objection(case: Case, controls: Controls) -> Verdict | None:
    """Return why officials send this case back or refuse it, as often as they do."""
    return _OBJECTIONS.to(case, controls)


def enter(case: Case, controls: Controls) -> dict[str, Any]:
    """Return a new entry; `giayKhaiTuFrom` says when its e-copy becomes visible."""
    return entered(case, controls, series="KT", visible_from="giayKhaiTuFrom")


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
        part for part in (day_told(data, "nktNgayChet"), data.get("nktGioPhutChet")) if part
    )
    return [
        ("Số", f"{result['soDangKy']} · Quyển {result['quyenSo']} · Trang {result['trangSo']}"),
        ("Họ, chữ đệm, tên người chết", str(data.get("nktHoTen", ""))),
        ("Ngày, tháng, năm sinh", day_told(data, "nktNgaySinh")),
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
