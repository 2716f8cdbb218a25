"""Where the child will live."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.form_fields import LineField
from portal.pipeline.procedures import Counter
from portal.places.form_fields import CommuneField
from residence.registration.forms.base import (
    ResidencePage,
    counter,
)
from residence.registration.models import DWELLING, WITH_WHOM
from residence.registration.rules.places import branch_of_place, place_known, places_offered


class PlacePage(ResidencePage):
    """Where the child will live."""

    code = "place"
    title = _("Bé sẽ thường trú ở đâu?")

    official = {"commune": "DkttDiaChi", "address_line": "DkttDiaChi"}

    with_whom = forms.ChoiceField(label=_("Nơi thường trú của bé"), widget=forms.RadioSelect)
    dwelling = forms.ChoiceField(
        label=_("Loại chỗ ở"), choices=DWELLING, widget=forms.RadioSelect, initial="family"
    )
    commune = CommuneField(
        label=_("Xã, phường và tỉnh"),
        required=False,
        help_text=_("Chỉ ghi khi chưa khai nơi này ở phần cha, mẹ."),
    )
    address_line = LineField(label=_("Số nhà, đường, thôn"), max_length=250, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = places_offered(self.family)
        labels = dict(WITH_WHOM)
        known = [one.value for one in offered if place_known(self.family, one)]
        self.offer("with_whom", [(one.value, labels[one]) for one in offered], *known[-1:])

    def clean(self) -> dict[str, Any]:
        """Fill in the place declared before; else it must be named."""
        said = self.cleaned_data
        if "with_whom" not in said:
            return said
        known = place_known(self.family, said["with_whom"])
        if known is None:
            self.demand("commune", "address_line")
            return said
        for name in ("commune", "address_line"):
            self.errors.pop(name, None)
        return said | {"commune": known[0], "address_line": known[1]}

    def leads_to_counter(self) -> Counter | None:
        """Return why the police must see the dwelling first; birth and card go on."""
        said = self.cleaned_data
        return counter(branch_of_place(said["with_whom"], said["dwelling"]))
