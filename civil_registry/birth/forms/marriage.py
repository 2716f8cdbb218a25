"""Where the marriage may be found in the registers."""

from django.utils.translation import gettext_lazy as _

from civil_registry.birth.forms.base import BirthPage, Declared, has_father
from portal.people.form_fields import LineField, PartialDateField


class MarriagePage(BirthPage):
    """Where the marriage may be found in the registers; all of it may stay blank."""

    code = "marriage"
    title = _("Nơi đã đăng ký kết hôn")
    lead = _("Nếu nhớ thì ghi, để cơ quan tra cứu nhanh hơn. Không phải nộp giấy.")
    columns = "marriage_"
    official = {
        "number": "GiayCNKHSo",
        "book": "GiayCNKHQuyenSo",
        "registered_on": "GiayCNKHNgayCap",
        "registered_at": "GiayCNKHNoiCap",
    }

    number = LineField(label=_("Số đăng ký"), max_length=50, required=False)
    book = LineField(label=_("Quyển số"), max_length=50, required=False)
    registered_on = PartialDateField(label=_("Ngày đăng ký"), past=True, required=False)
    registered_at = LineField(label=_("Nơi đăng ký"), max_length=200, required=False)

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask when the father is named because of a marriage."""
        return has_father(declared)
