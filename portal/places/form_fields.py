"""The form field about places: a commune by its code, or by its name as people write it."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.places.models import Commune
from portal.places.selectors import communes_by_code, communes_on, search_communes
from portal.places.sorting import sort_key

LONGEST_PLACE = 150


class CommuneField(forms.CharField):
    """A commune; cleans to its code.

    One that has ended becomes the one that stands for it on the form's today, unless
    `as_it_was=True`: places of the past keep the code they had. A name is looked up among today's.
    """

    today: date = date.max  # given by the page: a field never looks at the clock

    def __init__(self, *, as_it_was: bool = False, **kwargs: Any) -> None:
        self.as_it_was = as_it_was
        kwargs.setdefault("help_text", _("Ghi tên xã, phường và tỉnh."))
        super().__init__(max_length=LONGEST_PLACE, **kwargs)
        self.widget.attrs.setdefault("data-places", "commune")

    def to_python(self, value: Any) -> str:
        """Return the code, "" for none."""
        typed = unicodedata.normalize("NFC", super().to_python(value) or "")
        if any(unicodedata.category(sign)[0] == "C" for sign in typed):
            hidden = gettext("Có ký tự ẩn, có thể do sao chép. Xin gõ lại.")
            raise ValidationError(hidden, code="hidden")
        if not typed or len(typed) > LONGEST_PLACE:
            return typed  # what is too long is said by the field itself
        found = self._by_code(typed) if re.fullmatch("[0-9]{5}", typed) else self._by_name(typed)
        if len(found) == 1:
            return found[0].code
        if not found:
            nowhere = gettext("Chưa thấy nơi này. Ghi như: phường Hà Giang 1, Tuyên Quang.")
            raise ValidationError(nowhere, code="nowhere")
        several = "; ".join(f"{one.title}, {one.province.title}" for one in found[:5])
        sentence = gettext("Có nhiều nơi tên này: {several}. Xin ghi cả tên tỉnh.")
        raise ValidationError(sentence.format(several=several), code="several")

    def _by_code(self, code: str) -> list[Commune]:
        known = communes_by_code([code]) if self.as_it_was else communes_on([code], on=self.today)
        return list(known.values())

    def _by_name(self, typed: str) -> list[Commune]:
        name, _comma, province = (part.strip() for part in typed.partition(","))
        if not any(sign.isalpha() for sign in name):
            return []  # a mistyped code begins the name of nothing
        found = search_communes(name, on=self.today, limit=50)
        wanted = sort_key(province)
        if wanted:
            found = [one for one in found if sort_key(one.province.title).endswith(wanted)]
        names = sort_key(name)
        exact = [one for one in found if names in (sort_key(one.name), sort_key(one.title))]
        return exact or found
