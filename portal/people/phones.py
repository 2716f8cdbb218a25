"""Telephone numbers in Việt Nam: ten digits, the first a zero."""

import re

from django.utils.translation import gettext_lazy as _


class NotAPhone(ValueError):
    """The text is no telephone number of Việt Nam."""

    sentence = _("Số điện thoại có 10 chữ số, bắt đầu bằng 0.")


def clean_phone(text: str) -> str:
    """Return the ten digits of `text`, or raise NotAPhone; a leading +84 becomes 0."""
    digits = re.sub(r"[\s.\-()]", "", text)
    digits = re.sub(r"^\+84", "0", digits)
    if not re.fullmatch(r"0[0-9]{9}", digits):
        raise NotAPhone(text)
    return digits
