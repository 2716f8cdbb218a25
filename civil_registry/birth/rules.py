"""What the law says about registering a birth: plain functions of plain values."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from portal.pipeline.manifests.with_an_official import WithAnOfficial

MOTHER, FATHER, GUARDIAN = "mother", "father", "guardian"


def _(words: str) -> str:
    """Mark words for translation; they are translated where they are shown."""
    return words


ACKNOWLEDGEMENT = WithAnOfficial(
    "B02",
    _("Cha và mẹ chưa đăng ký kết hôn nên cần làm thủ tục nhận cha, con cùng lúc với khai sinh."),
    _(
        "Giấy tờ, thư từ, ảnh hoặc kết quả giám định chứng minh quan hệ cha con, nếu có;"
        " cả cha và mẹ cùng đến."
    ),
)
MARRIED_ABROAD = WithAnOfficial(
    "B04", _("Việc kết hôn ở nước ngoài cần được ghi vào sổ hộ tịch trước.")
)
FOREIGN_PARENT = WithAnOfficial(
    "B07",
    _("Khai sinh có cha hoặc mẹ là người nước ngoài làm theo thủ tục riêng."),
    _("Hộ chiếu của người cha, mẹ nước ngoài; văn bản thỏa thuận chọn quốc tịch, nếu có."),
)
BORN_ABROAD = WithAnOfficial(
    "B08",
    _("Trẻ sinh ở nước ngoài làm theo thủ tục riêng."),
    _("Giấy tờ khai sinh của nước ngoài (nếu có), giấy tờ nhập cảnh của trẻ."),
)
NO_NUMBER = WithAnOfficial(
    "B16",
    _("Mẹ của bé chưa có số định danh nên chưa khai qua mạng được. Cán bộ sẽ giúp cả hai việc."),
)
NO_RESIDENCE = WithAnOfficial(
    "B19", _("Cha, mẹ chưa có nơi thường trú, tạm trú; xin khai báo cư trú tại Công an xã.")
)
OTHER_SURNAME = WithAnOfficial("B23", _("Họ của bé theo họ cha hoặc họ mẹ do cha mẹ thỏa thuận."))
NO_AGREEMENT = WithAnOfficial("B24", _("Dân tộc của bé theo cha hoặc mẹ do cha mẹ thỏa thuận."))
SIX_OR_OLDER = WithAnOfficial("B29", _("Nhóm thủ tục này dành cho trẻ dưới 6 tuổi."))
RELATIVE = WithAnOfficial(
    "B31",
    _("Ông, bà, người thân được đi khai sinh khi cha mẹ không thể; việc này làm tại UBND."),
)
PARENT_SIGNS_IN = WithAnOfficial(
    "B31",
    _("Xin cha hoặc mẹ của bé đăng nhập bằng VNeID của mình và khai."),
    way="another_person",
)
INSTITUTION = WithAnOfficial(
    "B32",
    _("Cơ sở đang nuôi dưỡng bé đăng ký khai sinh cùng cán bộ tại UBND."),
    _("Giấy tờ về việc tiếp nhận bé."),
)
BY_SITUATION = {
    "registered": WithAnOfficial(
        "B30",
        _(
            "Bé đã có giấy khai sinh. Ông/bà chỉ cần làm việc còn thiếu: đăng ký thường trú, thẻ"
            " bảo hiểm y tế."
        ),
        way="other_legs",
    ),
    "sex_undetermined": WithAnOfficial(
        "B36", _("Giới tính của bé chưa xác định; cán bộ sẽ hướng dẫn.")
    ),
    "surrogacy": WithAnOfficial(
        "B11",
        _(
            "Trẻ sinh do mang thai hộ: cha, mẹ là vợ chồng bên nhờ mang thai hộ; cán bộ sẽ đối"
            " chiếu giấy của bệnh viện."
        ),
        _("Giấy xác nhận của cơ sở y tế đã thực hiện kỹ thuật."),
    ),
    "found": WithAnOfficial("B09", _("Xin báo ngay cho UBND hoặc Công an xã nơi thấy trẻ.")),
    "mother_unknown": WithAnOfficial("B10", ACKNOWLEDGEMENT.reason, ACKNOWLEDGEMENT.bring),
    "stillborn": WithAnOfficial(
        "B12",
        _(
            "Chúng tôi xin chia buồn cùng gia đình. Trường hợp này không phải đăng ký khai sinh,"
            " khai tử."
        ),
        way="nothing",
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
}


def last_day_on_time(born_on: date, limit_days: int) -> date:
    """Return the last day on which a birth is registered on time.

    Luật Hộ tịch 2014 Đ15 k1: within 60 days of the birth; the day of birth is not counted.
    """
    return born_on + timedelta(days=limit_days)


def is_late(born_on: date, filed_on: date, limit_days: int) -> bool:
    """Tell whether a birth filed on that day is registered late (quá hạn).

    Luật Hộ tịch 2014 Đ15 k1. Being late never stops a registration.
    """
    return filed_on > last_day_on_time(born_on, limit_days)


def is_in_group(born_on: date, on: date, below_years: int) -> bool:
    """Tell whether the child is still of the age the linked procedures are for.

    NĐ 63/2024/NĐ-CP: the group is for children under 6; the sixth birthday is no longer in it.
    """
    return years_old(born_on, on) < below_years


def years_old(born_on: date, on: date) -> int:
    """Return full years of age; who was born on 29 February is a year older on 1 March.

    BLDS 2015 Đ148: a term in years ends with the same day of its last year.
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def husband_is_father(marriage_ended_on: date, born_on: date, within_days: int) -> bool:
    """Tell whether a former or late husband stands as father without acknowledgement.

    Luật Hôn nhân và gia đình 2014 Đ88 k1: born within 300 days after the marriage ended.
    """
    return born_on <= marriage_ended_on + timedelta(days=within_days)


def names_father(married: str, father_part: str) -> bool:
    """Tell whether the father is declared at all.

    NĐ 123/2015/NĐ-CP Đ15 k2: without a marriage the part about the father is left blank, unless
    he acknowledges the child, which is another procedure.
    """
    return married in ("yes", "unsure") or father_part == "former_husband"


def number_is_needed(*, deceased: bool) -> bool:
    """Tell whether a parent's number must be given: never of one who has died.

    NĐ 63/2024/NĐ-CP, declaration 01 (`MeIsDaChet`, `ChaIsDaChet`).
    """
    return not deceased


def is_possible_parent(parent_earliest: date, child_born_on: date) -> bool:
    """Tell whether a parent can have been born before the child; age is nobody's business here.

    Luật Hộ tịch 2014 Đ15: a mother under 18 registers like any other.
    """
    return parent_earliest < child_born_on


def repeated(texts: Sequence[str]) -> set[int]:
    """Return the positions of what stands there already; blanks are never a repetition.

    Luật Hộ tịch 2014 Đ4 k8, TT 22/2025/TT-BYT: each child of one birth has a name and a paper of
    its own.
    """
    return {place for place, text in enumerate(texts) if text and text in texts[:place]}


def differing(
    declared: Mapping[str, str], on_paper: Mapping[str, str], vouched: Collection[str]
) -> set[str]:
    """Return what both state, and state differently; nobody explains what is `vouched` for.

    NĐ 63/2024/NĐ-CP Đ5: the signed notice is the dossier's; parents' data come from the population
    database. Silence is no difference, and neither is a day (ISO) of which only the year is known.
    """
    both = {one for one in declared if declared[one] and on_paper.get(one)}
    return {
        one
        for one in both.difference(vouched)
        if declared[one] != on_paper[one]
        and not (one.endswith("_on") and _is_vaguer(declared[one], on_paper[one]))
    }


def _is_vaguer(one: str, other: str) -> bool:
    return one.startswith(f"{other}-") or other.startswith(f"{one}-")


def papers_in_order(
    found: Sequence[tuple[str, date]], born_on: date, within_days: int = 100
) -> list[str]:
    """Return the ids of papers of one birth, found as (id, day of birth), in their order.

    A mother bears again no sooner: another day nearby is this birth with a day mistyped.
    """
    near = [one for one in found if abs((one[1] - born_on).days) <= within_days]
    exact = [one for one in near if one[1] == born_on]
    return [key for key, _day in (exact or near)]


def of_applicant(
    relation: str, *, parent_can_sign_in: str, nationality: str, mother_number: str
) -> WithAnOfficial | None:
    """Return why this applicant, or these parents, cannot declare here alone.

    Luật Hộ tịch 2014 Đ15 (who applies), Đ35-36 (a parent of another nationality).
    """
    if relation == "relative":
        return PARENT_SIGNS_IN if parent_can_sign_in == "yes" else RELATIVE
    if relation == "institution":
        return INSTITUTION
    if nationality == "foreign":
        return FOREIGN_PARENT
    return NO_NUMBER if mother_number == "none" else None


def of_marriage(
    married: str, father_part: str, *, in_vietnam: bool, stands_as_father: bool
) -> WithAnOfficial | None:
    """Return why the part about the father needs an official.

    NĐ 123/2015/NĐ-CP Đ15 k2-k3; Luật Hôn nhân và gia đình 2014 Đ88.
    """
    if married == "yes" and not in_vietnam:
        return MARRIED_ABROAD
    if father_part == "to_be_named":
        return ACKNOWLEDGEMENT
    if father_part == "former_husband" and not stands_as_father:
        return ACKNOWLEDGEMENT
    return None
