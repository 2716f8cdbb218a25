"""What the law says about registering a death: plain functions of plain values."""

from datetime import date, timedelta

from portal.pipeline.manifests.with_an_official import WithAnOfficial

ON_TIME, LATE, LONG_DEAD = "on_time", "late", "long_dead"
DEREGISTRATION = "residence.deregistration"
BENEFITS = ("funeral_benefits.allowance", "funeral_benefits.survivors")


def _(words: str) -> str:
    """Mark words for translation; they are translated where they are shown."""
    return words


FOREIGNER = WithAnOfficial(
    "D15",
    _("Khai tử cho người nước ngoài làm theo thủ tục riêng."),
    _("Hộ chiếu của người đã mất, giấy báo tử."),
)
DIED_ABROAD = WithAnOfficial(
    "D16",
    _("Việc khai tử ở nước ngoài được ghi vào sổ hộ tịch theo thủ tục riêng."),
    _("Giấy tờ khai tử của nước ngoài đã dịch, hợp pháp hóa."),
)
ORGANISATION = WithAnOfficial("D22", _("Cơ quan, tổ chức lo tang lễ xin nộp tại UBND."))
SERVING = WithAnOfficial("D20", _("Chế độ do cơ quan bảo hiểm của đơn vị giải quyết."))
BY_SITUATION = {
    "missing": WithAnOfficial("D10", _("Tuyên bố mất tích chưa phải là khai tử.")),
    "alive": WithAnOfficial("D11", _("Xin đến ngay UBND; mọi khoản chi đang chờ được dừng.")),
    "unidentified": WithAnOfficial(
        "D12", _("Xin báo ngay cho UBND hoặc Công an xã nơi tìm thấy; cán bộ sẽ đăng ký.")
    ),
    "lived_hours": WithAnOfficial(
        "B13",
        _(
            "Không bắt buộc đăng ký; nếu cha hoặc mẹ mong muốn, cán bộ sẽ đăng ký cả khai sinh và"
            " khai tử."
        ),
    ),
    "lived_days": WithAnOfficial(
        "B14",
        _("Cán bộ sẽ đăng ký khai sinh và khai tử trong cùng một lần, gia đình không phải đi lại."),
    ),
    "stillborn": WithAnOfficial(
        "B12",
        _(
            "Chúng tôi xin chia buồn cùng gia đình. Trường hợp này không phải đăng ký khai sinh,"
            " khai tử."
        ),
        way="nothing",
    ),
    "by_authority": WithAnOfficial(
        "D19", _("Việc này do cơ quan đã báo tin và UBND đăng ký; cán bộ sẽ hướng dẫn gia đình.")
    ),
}


def of_beginning(situation: str, *, is_vietnamese: bool, in_vietnam: bool) -> WithAnOfficial | None:
    """Return why this death cannot be declared here at all.

    Luật Hộ tịch 2014 Đ32, Đ51 (where, and with a foreign element); BLDS 2015 Đ30 k3 (newborns),
    Đ68 (declared missing), Đ73 (declared dead, but alive).
    """
    if situation in BY_SITUATION:
        return BY_SITUATION[situation]
    if not is_vietnamese:
        return FOREIGNER
    return None if in_vietnam else DIED_ABROAD


def last_day_on_time(died_latest: date, limit_days: int) -> date:
    """Return the last day on which a death is registered on time.

    Luật Hộ tịch 2014 Đ33 k1: within 15 days of the death; the day of death is not counted.
    """
    return died_latest + timedelta(days=limit_days)


def is_late(died_latest: date, filed_on: date, limit_days: int) -> bool:
    """Tell whether a death filed on that day is registered late; never stops a registration.

    Luật Hộ tịch 2014 Đ33 k1. Of a day not wholly known the last possible one counts.
    """
    return filed_on > last_day_on_time(died_latest, limit_days)


def is_long_dead(
    died_latest: date, filed_on: date, limit_years: int | None, *, has_notice: bool
) -> bool:
    """Tell whether someone died long ago and left no notice (người chết đã lâu).

    TT 04/2020/TT-BTP: then other evidence of the death is sent. None: no limit is on record.
    """
    if has_notice or limit_years is None:
        return False
    return years_between(died_latest, filed_on) >= limit_years


def registration(*, late: bool, long_dead: bool) -> str:
    """Return the kind of registration (`loaiDangKy`): on time, late, or long dead."""
    if long_dead:
        return LONG_DEAD
    return LATE if late else ON_TIME


def years_between(first: date, then: date) -> int:
    """Return the full years from one day to another (BLDS 2015 Đ148)."""
    return then.year - first.year - ((then.month, then.day) < (first.month, first.day))


def commune_issues_notice(place_kind: str, *, sudden: bool) -> bool:
    """Tell whether the commune where the person died issues the death notice itself.

    NĐ 123/2015/NĐ-CP Đ4 k2: a facility for who died in it (a), police or forensic doctors for a
    sudden or suspicious death (d), the commune of the place of death for all others (đ).
    """
    return place_kind != "facility" and not sudden


def likely_papers(place_kind: str, *, sudden: bool) -> tuple[str, ...]:
    """Return which papers stand first in the list for such a death (NĐ 123/2015/NĐ-CP Đ4 k2)."""
    if sudden:
        return "police_statement", "forensic_result"
    if commune_issues_notice(place_kind, sudden=False):
        return "none", "death_notice"
    return ("death_notice",)


def is_possible_death(born_earliest: date | None, died_latest: date) -> bool:
    """Tell whether someone can have been born before they died."""
    return born_earliest is None or born_earliest <= died_latest


def is_child(born_earliest: date | None, died_latest: date, below_years: int | None) -> bool:
    """Tell whether the person who died was a child, whose family is asked nothing about money.

    Luật Trẻ em 2016 Đ1. Someone whose birth date is not known counts as grown up.
    """
    if born_earliest is None or below_years is None:
        return False
    return years_between(born_earliest, died_latest) < below_years


def offered_legs(chosen: tuple[str, ...], *, has_permanent: bool, child: bool) -> tuple[str, ...]:
    """Return which of the legs a family may choose are worth asking about.

    D03: without a permanent residence there is nothing to remove; D04: a child's death raises no
    question about money.
    """
    return tuple(
        code
        for code in chosen
        if not (code == DEREGISTRATION and not has_permanent) and not (child and code in BENEFITS)
    )
