"""Where the person who died last resided."""

from django.utils.translation import gettext_lazy as _

from civil_registry.death.forms.base import DeathPage
from civil_registry.death.models import LastResidence
from portal.people.form_fields import LineField
from portal.people.pages import radio
from portal.places.form_fields import CommuneField


class ResidencePage(DeathPage):
    """The last residence: it decides who registers the death, and whether there is one to end."""

    code = "residence"
    title = _("Nơi cư trú cuối cùng")
    about = _("Nơi cư trú cuối cùng")
    wanted = frozenset({"residence_commune", "residence_line"})
    official = {
        "residence_kind": "NctccLoaiCutru",
        "residence_commune": "NctccDiaChi",
        "residence_line": "NctccDiaChi",
    }

    residence_kind = radio(_("Người đã mất đăng ký cư trú thế nào?"), LastResidence.choices)
    residence_commune = CommuneField(label=_("Xã, phường"), required=False)
    residence_line = LineField(label=_("Số nhà, đường, thôn, tổ"), required=False)

    def clean(self) -> None:
        """Ask for the place where there is one; forget it where there is none (D13)."""
        kind = self.answer("residence_kind")
        if kind in (LastResidence.PERMANENT, LastResidence.TEMPORARY):
            self.require("residence_commune", "residence_line")
        elif kind == LastResidence.NONE:
            self.cleaned_data |= {"residence_commune": "", "residence_line": ""}
