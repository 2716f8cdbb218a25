"""What the child takes from which parent."""

from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms.base import (
    BirthPage,
    Declared,
    has_father,
    has_parents,
    radio,
)
from civil_registry.birth.models import FromParent
from portal.people.form_fields import LineField
from portal.pipeline.manifests.counters import counter
from portal.pipeline.procedures import Counter
from portal.places.form_fields import CommuneField


class OriginPage(BirthPage):
    """From which parent the child takes surname, ethnicity and hometown."""

    code = "origin"
    title = _("Họ, dân tộc, quê quán của bé")
    lead = _("Chọn theo cha hoặc theo mẹ.")
    renamed = {
        "surname": "surname_from",
        "ethnicity": "ethnicity_from",
        "hometown": "hometown_from",
    }
    official = {
        "surname": "Ho",
        "ethnicity": "MaDanToc",
        "hometown": "QqDiaChi",
        "hometown_commune": "QqDiaChi",
        "hometown_line": "QqDiaChi",
    }

    surname = radio(
        _("Họ của bé"),
        [
            (FromParent.FATHER, _("Theo họ cha")),
            (FromParent.MOTHER, _("Theo họ mẹ")),
            ("custom", _("Họ khác theo tập quán")),
        ],
    )
    ethnicity = radio(
        _("Dân tộc của bé"), [*FromParent.choices, ("undecided", _("Chưa thống nhất"))]
    )
    hometown = radio(
        _("Quê quán của bé"),
        [(FromParent.FATHER, _("Theo quê cha")), (FromParent.MOTHER, _("Theo quê mẹ"))],
    )
    hometown_commune = CommuneField(
        label=_("Xã, phường của quê"),
        as_it_was=True,
        help_text=_("Tên cũ cũng tìm được; xã đã sáp nhập được ghi theo tên nay."),
    )
    hometown_line = LineField(label=_("Thôn, tổ"), required=False)

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask when there is a parent to follow."""
        return has_parents(declared)

    def prepare(self) -> None:
        """Where only the mother is declared there is nothing to choose."""
        if not has_father(self.declared):
            for name in ("surname", "ethnicity", "hometown"):
                del self.fields[name]

    def leads_to_counter(self) -> Counter | None:
        """Return B23 or B24."""
        if self.answer("surname") == "custom":
            return counter(rules.OTHER_SURNAME)
        return counter(rules.NO_AGREEMENT if self.answer("ethnicity") == "undecided" else None)
