"""Personal numbers: the length is law, the structure inside is only a hint."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from portal.people.partial_dates import PartialDate
from portal.people.provinces63 import PROVINCES_BY_PREFIX
from portal.people.sex import Sex


class NotANumber(ValueError):
    """The text is no personal number; `sentence` says so to the person who wrote it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NumberParts(NamedTuple):
    """What the twelve digits say: PPP C YY NNNNNN."""

    prefix: str
    sex: Sex
    birth_year: int
    serial: str


def clean_personal_number(text: str, *, old_id_allowed: bool = False) -> str:
    """Return the digits of `text`, or raise NotANumber.

    Twelve digits; nine as well where an old identity card may still be named. Blanks, dots and
    hyphens between digits are dropped. Source: Luật Căn cước 2023 Đ12 [V2].
    """
    digits = re.sub(r"[\s.\-]", "", text)
    if not re.fullmatch(r"[0-9]*", digits):
        raise NotANumber(_("Số định danh chỉ gồm chữ số. Xin ghi lại."))
    if len(digits) == 12 or (old_id_allowed and len(digits) == 9):
        return digits
    raise NotANumber(_length_sentence(len(digits), old_id_allowed))


def parts(number: str) -> NumberParts | None:
    """Return what a 12-digit number says, or None for an old one of nine digits.

    Source: NĐ 137/2015/NĐ-CP Đ13 and TT 59/2021/TT-BCA [V2].
    """
    if len(number) != 12:
        return None
    century = int(number[3])
    return NumberParts(
        prefix=number[:3],
        sex=Sex.FEMALE if century % 2 else Sex.MALE,
        birth_year=1900 + century // 2 * 100 + int(number[4:6]),
        serial=number[6:],
    )


def personal_number_warnings(
    number: str,
    *,
    sex: str | None = None,
    born_on: PartialDate | None = None,
    exists: bool = False,
) -> list[str]:
    """Return what is unusual about a clean number, beside what else the form says.

    Never a reason to block: numbers were issued by hand for years, and their owners know them.
    """
    said = parts(number)
    if said is None:
        return []
    warnings: list[str] = []
    if sex in (Sex.MALE, Sex.FEMALE) and sex != said.sex:
        usual = said.sex.label.lower()
        warnings.append(_say(_("Số này thường của {usual}. Đúng thì cứ tiếp tục."), usual))
    if born_on is not None and born_on.year != said.birth_year:
        sentence = _("Số này thường của người sinh năm {usual}. Đúng thì cứ tiếp tục.")
        warnings.append(_say(sentence, str(said.birth_year)))
    if not exists and said.prefix not in PROVINCES_BY_PREFIX:
        sentence = _("Chưa có tỉnh nào mang mã {usual}. Xin xem lại ba số đầu.")
        warnings.append(_say(sentence, said.prefix))
    return warnings


def _length_sentence(count: int, old_id_allowed: bool) -> str:
    if old_id_allowed:
        sentence = _(
            "Số định danh có 12 chữ số; ông/bà mới ghi {usual}. (9 chữ số nếu là chứng minh cũ.)"
        )
    else:
        sentence = _("Số định danh có 12 chữ số; ông/bà mới ghi {usual}.")
    if count > 12:
        sentence = _("Số định danh có 12 chữ số; ông/bà ghi {usual}, dài hơn.")
    return _say(sentence, str(count))


def _say(sentence: str, usual: str) -> str:
    return sentence.format(usual=usual)
