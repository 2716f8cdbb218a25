"""The book of births: what an entry holds, what officials object to, what a certificate says."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from integrations.simulators import ethnicities
from integrations.simulators.cases import REFUSED, RETURNED, Case, Verdict
from integrations.simulators.chance import pick
from integrations.simulators.controls import Controls

PAPER = "birth_certificate"
COMES_LATER = ("giayKhaiSinhFrom", "soDinhDanhFrom")

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_NEVER = 4_000_000_000.0  # in the year 2096
_PREFIX = "000"  # no province has it: see people.py

# What officials write: some of it helps, the rest is what half of the returns looked like.
_GOOD_RETURNS = (
    ("Ngày sinh khai khác ngày ghi trong giấy chứng sinh. Xin kiểm tra lại.", ["nksNgaySinh"]),
    ("Quê quán của trẻ theo quê cha hoặc quê mẹ. Xin chọn lại.", ["nksQueQuan"]),
    ("Dân tộc của trẻ theo dân tộc cha hoặc mẹ. Xin chọn lại.", ["nksDanToc"]),
    ("Thông tin của mẹ chưa khớp dữ liệu dân cư. Xin kiểm tra lại số.", ["meSoDDCN"]),
)
_POOR_RETURNS = ("", ".", "Thiếu giấy tờ", "Bổ sung hồ sơ theo quy định", "Sai thông tin")
# Against NĐ 63/2024; the letter counted 28 of these.
_FORBIDDEN = "Bổ sung căn cước công dân và giấy đăng ký kết hôn của cha mẹ."
_REFUSALS = ("Trẻ đã được đăng ký khai sinh tại nơi khác.",)


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
    """Return a new entry; the names ending in From say when a part of it becomes visible."""
    what = (case.key, case.revision)
    now = time.time()
    today = datetime.now(_VIETNAM)
    later = now + 2 * controls.delay(*what, "later")
    entry = {
        "soDinhDanh": _personal_number(case.body["data"], case.serial),
        "soDinhDanhFrom": later if controls.falls("number_late", *what) else now,
        "ngayDangKy": today.strftime("%d/%m/%Y"),
        "soDangKy": str(case.serial),
        "quyenSo": f"01/{today.year}",
        "trangSo": str(1 + case.serial % 200),
        "maGiayToKetQua": f"KS-{case.serial:07}",
        "giayKhaiSinhFrom": now,
    }
    if controls.falls("e_copy_never", *what):
        entry["giayKhaiSinhFrom"] = _NEVER
    elif controls.falls("e_copy_late", *what):
        entry["giayKhaiSinhFrom"] = later
    return entry


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


def _day(told: object) -> str:
    """Return a day of the wire, which has dots, as papers write it."""
    return str(told).replace(".", "/")


def rows(data: Mapping[str, Any], result: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return what stands on the certificate."""
    place = data.get("nksNoiSinh") or {}
    return [
        ("Số", f"{result['soDangKy']} · Quyển {result['quyenSo']} · Trang {result['trangSo']}"),
        ("Họ, chữ đệm, tên", str(data.get("nksHoTen", ""))),
        ("Ngày, tháng, năm sinh", _day(data.get("nksNgaySinh", ""))),
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
