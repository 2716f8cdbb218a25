"""The book of births: what an entry holds, what officials object to, what a certificate says."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from integrations.simulators import ethnicities
from integrations.simulators.cases import Case, Verdict
from integrations.simulators.civil_status_books import Objections, day_told, entered, later
from integrations.simulators.controls import Controls

PAPER = "birth_certificate"
COMES_LATER = ("giayKhaiSinhFrom", "soDinhDanhFrom")

_PREFIX = "000"  # no province has it: see people.py

_OBJECTIONS = Objections(
    good=(
        ("Ngày sinh khai khác ngày ghi trong giấy chứng sinh. Xin kiểm tra lại.", ["nksNgaySinh"]),
        ("Quê quán của trẻ theo quê cha hoặc quê mẹ. Xin chọn lại.", ["nksQueQuan"]),
        ("Dân tộc của trẻ theo dân tộc cha hoặc mẹ. Xin chọn lại.", ["nksDanToc"]),
        ("Thông tin của mẹ chưa khớp dữ liệu dân cư. Xin kiểm tra lại số.", ["meSoDDCN"]),
    ),
    forbidden="Bổ sung căn cước công dân và giấy đăng ký kết hôn của cha mẹ.",
    refusals=("Trẻ đã được đăng ký khai sinh tại nơi khác.",),
)


def objection(case: Case, controls: Controls) -> Verdict | None:
    """Return why officials send this case back or refuse it, as often as they do."""
    return _OBJECTIONS.to(case, controls)


def enter(case: Case, controls: Controls) -> dict[str, Any]:
    """Return a new entry; the names ending in From say when a part of it becomes visible."""
    is_late = controls.falls("number_late", case.key, case.revision)
    return {
        "soDinhDanh": _personal_number(case.body["data"], case.serial),
        "soDinhDanhFrom": later(case, controls) if is_late else time.time(),
        **entered(case, controls, series="KS", visible_from="giayKhaiSinhFrom"),
    }


def shown(case: Case, e_copy: Callable[[], str]) -> dict[str, Any]:
    """Return `ketQuaXuLy` of a registered birth, with what of it has become visible."""
    now, kept = time.time(), dict(case.result)
    del kept["e_copy"]
    if kept.pop("soDinhDanhFrom") > now:
        kept["soDinhDanh"] = ""
    kept["giayKhaiSinh"] = e_copy() if kept.pop("giayKhaiSinhFrom") <= now else ""
    data = case.body["data"]
    echoed = ("nksHoTen", "nksGioiTinh", "nksNgaySinh")
    return kept | {name: data.get(name, "") for name in echoed}


def _personal_number(data: Mapping[str, Any], serial: int) -> str:
    """Return twelve digits of the legal shape whose province does not exist."""
    year = str(data.get("nksNgaySinh", ""))[-2:]
    female = data.get("nksGioiTinh") == "2"
    return f"{_PREFIX}{3 if female else 2}{year:0>2}{serial % 1_000_000:06}"


def rows(data: Mapping[str, Any], result: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return what stands on the certificate."""
    place = data.get("nksNoiSinh") or {}
    return [
        ("Số", f"{result['soDangKy']} · Quyển {result['quyenSo']} · Trang {result['trangSo']}"),
        ("Họ, chữ đệm, tên", str(data.get("nksHoTen", ""))),
        ("Ngày, tháng, năm sinh", day_told(data, "nksNgaySinh")),
        ("Ghi bằng chữ", str(data.get("nksNgaySinhBangChu", ""))),
        ("Giới tính", {"1": "Nam", "2": "Nữ"}.get(str(data.get("nksGioiTinh")), "")),
        ("Dân tộc", ethnicities.name_of(str(data.get("nksDanToc", "")))),
        ("Quốc tịch", str(data.get("nksQuocTich", ""))),
        ("Nơi sinh", str(data.get("nksNoiSinhDVHC") or place.get("dcChiTiet", ""))),
        ("Số định danh cá nhân", str(result["soDinhDanh"])),
        ("Người mẹ", str(data.get("meHoTen", ""))),
        ("Người cha", str(data.get("chaHoTen", ""))),
        ("Nơi đăng ký", str(data.get("noiDangKy", ""))),
        ("Ngày đăng ký", str(result["ngayDangKy"])),
    ]
