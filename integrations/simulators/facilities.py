"""Places of first care near a commune: three invented ones anywhere, one of them full."""

from typing import Any

STATION, HOSPITAL, CLINIC = "station", "hospital", "clinic"


def near(commune_code: str) -> list[dict[str, Any]]:
    """Return the facilities of a commune; the clinic takes nobody new."""
    stem = commune_code[-4:]
    return [
        _facility(f"{stem}1", f"Trạm y tế mô phỏng {commune_code}", STATION),
        _facility(f"{stem}2", f"Bệnh viện mô phỏng {commune_code}", HOSPITAL),
        _facility(f"{stem}3", f"Phòng khám mô phỏng {commune_code}", CLINIC, is_open=False),
    ]


def chosen(commune_code: str, facility_code: str) -> dict[str, Any] | None:
    """Return the facility that was asked for, the station if none was, None if it is full."""
    for facility in near(commune_code):
        if facility_code in ("", facility["code"]):
            return facility if facility["open"] else None
    return {"code": facility_code, "name": f"Cơ sở mô phỏng {facility_code}"}


def _facility(code: str, name: str, kind: str, *, is_open: bool = True) -> dict[str, Any]:
    return {"code": code, "name": name, "kind": kind, "open": is_open}
