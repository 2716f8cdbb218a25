"""Names as people write them: one word or seven, with the letters of every people of Việt Nam."""

import re
import unicodedata

from django.utils.translation import gettext as _

APOSTROPHES = "'’ʼ‘"
HYPHENS = "-‐‑"
MARKS_ON_A_LETTER = 3
LONG_PART, LONG_WHOLE = 25, 50


class NotAName(ValueError):
    """The text cannot be anyone's name; `sentence` says so to the person who wrote it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def clean_name(text: str) -> str:
    """Return `text` in NFC with single blanks, or raise NotAName.

    Letters of any script, combining marks on a letter (Ơ̆), apostrophes and hyphens pass; digits,
    other signs, hidden characters and a name without any letter do not.
    Source: BLDS 2015 Đ26 k3 [V2]; TT 04/2020/TT-BTP Đ6 [R].
    """
    name = unicodedata.normalize("NFC", _BLANKS.sub(" ", text).strip(" "))
    marks = 0
    for before, sign in zip(" " + name, name, strict=False):
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind[0] == "M" else 0
        if kind[0] == "C":
            raise NotAName(_("Tên có ký tự ẩn, có thể do sao chép. Xin gõ lại."))
        if kind[0] == "N":
            raise NotAName(_("Tên không có chữ số. Xin ghi bằng chữ."))
        if not _may_stand(sign, kind, before) or marks > MARKS_ON_A_LETTER:
            raise NotAName(_("Tên chỉ gồm chữ, dấu nháy và gạch nối. Xin ghi lại."))
    if name and not any(unicodedata.category(sign)[0] == "L" for sign in name):
        raise NotAName(_("Tên phải có chữ. Xin ghi lại."))
    return name


def is_unusually_long(name: str) -> bool:
    """Tell whether to ask, without blocking, if `name` is meant: a long part or a long whole."""
    longest = max((len(word) for word in name.split()), default=0)
    return len(name) > LONG_WHOLE or longest > LONG_PART


def has_foreign_script(name: str) -> bool:
    """Tell whether `name` holds a letter outside the Latin alphabet, which no register prints."""
    letters = (sign for sign in name if unicodedata.category(sign)[0] == "L")
    return any(
        not unicodedata.name(letter, "").startswith(("LATIN", "MODIFIER LETTER APOSTROPHE"))
        for letter in letters
    )


def name_key(name: str) -> str:
    """Return the key under which two spellings of one name are equal.

    Unicode form, case, blanks, kinds of apostrophe and of hyphen do not count; marks do.
    """
    folded = unicodedata.normalize("NFC", " ".join(name.split()).casefold())
    return folded.translate(_ONE_SIGN)


def join_name(surname: str, middle_name: str, given_name: str) -> str:
    """Return the whole name in Vietnamese order; absent parts leave no blank."""
    return " ".join(part for part in (surname, middle_name, given_name) if part)


# every kind of blank, but not the control characters that Python also takes for blanks
_BLANKS = re.compile(r"[^\S\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_ONE_SIGN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-"))


def _may_stand(sign: str, kind: str, before: str) -> bool:
    if kind[0] == "M":
        return unicodedata.category(before)[0] in "LM"
    return kind[0] == "L" or sign == " " or sign in APOSTROPHES + HYPHENS
