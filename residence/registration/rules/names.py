"""Names as far as somebody may read them, and numbers as far as somebody can be asked by them."""

import re
import unicodedata

from portal.people.families import Person

_HIDES, _HIDDEN = "…", re.compile(r"[*•…]+")


def half_masked(full_name: str) -> str:
    """Return a name its bearer's family recognises and a stranger cannot read.

    What came half hidden already only gets our own sign, which does not tell how long a word is.
    Source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 [R].
    """
    if _HIDDEN.search(full_name):
        return _HIDDEN.sub(_HIDES, full_name)
    words = full_name.split()
    return " ".join(word[: (len(word) + 1) // 2] + _HIDES * (len(word) > 1) for word in words)


def may_be(masked: str, full_name: str) -> bool:
    """Say whether a half-hidden name fits this person's, word for word."""
    shown = folded(_HIDDEN.sub(" ", masked)).split()
    whole = folded(full_name).split()
    return len(shown) == len(whole) and all(map(str.startswith, whole, shown))


def number_to_ask(person: Person) -> str:
    """Return the number under which somebody is asked, "" if only an invitation reaches them.

    An old identity card of nine digits is no personal number. Source: Luật Căn cước 2023 Đ12 [V2].
    """
    return person.personal_number if len(person.personal_number) == 12 else ""


def folded(text: str) -> str:
    """Return a text in the form in which two are compared: one Unicode form, no case, no gaps."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
