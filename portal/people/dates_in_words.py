"""Dates written out in Vietnamese words, as a birth certificate shows them."""

from portal.people.partial_dates import PartialDate

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def date_in_words(known: PartialDate) -> str:
    """Return "Ngày mười lăm tháng mười một năm hai nghìn không trăm hai mươi sáu".

    What is not known is left out: "Tháng tư năm …", "Năm …". The form's `NgaySinhChu`.
    """
    parts = []
    if known.day:
        parts.append(f"ngày {below_hundred(known.day)}")
    if known.month:
        # April alone among the months has a name of its own in speech and in the registers
        parts.append("tháng tư" if known.month == 4 else f"tháng {below_hundred(known.month)}")
    parts.append(f"năm {year_in_words(known.year)}")
    words = " ".join(parts)
    return words[0].upper() + words[1:]


def year_in_words(year: int) -> str:
    """Return a four-digit year in words: 2005 is "hai nghìn không trăm linh năm"."""
    thousands, rest = divmod(year, 1000)
    hundreds, tail = divmod(rest, 100)
    words = [f"{DIGITS[thousands]} nghìn"]
    if rest:
        words.append(f"{DIGITS[hundreds]} trăm")
    if tail:
        words.append(f"linh {DIGITS[tail]}" if tail < 10 else below_hundred(tail))
    return " ".join(words)


def below_hundred(number: int) -> str:
    """Return a number from 0 to 99 in words, with the sound changes of mốt, tư and lăm."""
    tens, unit = divmod(number, 10)
    if not tens:
        return DIGITS[unit]
    words = ["mười"] if tens == 1 else [f"{DIGITS[tens]} mươi"]
    if unit:
        changed = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
        words.append(changed.get(unit, DIGITS[unit]))
    return " ".join(words)
