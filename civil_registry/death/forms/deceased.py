"""The person who died."""

from collections.abc import Sequence

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civil_registry.death.forms.base import DeathPage
from civil_registry.death.models import DeathDeclaration
from portal.people.ethnicities import Ethnicity
from portal.people.form_fields import BirthDateField, PersonalNumberField, PersonNameField
from portal.people.pages import radio
from portal.people.sex import DECLARABLE
from portal.pipeline.procedures import Counter

OWN_STEPS = "own_steps"  # among what was offered: the steps of a declaration that is mended


class DeceasedPage(DeathPage):
    """The person who died; a number nobody remembers is not demanded."""

    code = "deceased"
    title = _("Người đã mất")
    about = _("Người đã mất")
    official = {
        "surname": "NdktHo",
        "middle_name": "NdktChuDem",
        "given_name": "NdktTen",
        "born_on": "NdktNgaySinh",
        "sex": "NdktGioiTinh",
        "personal_number": "NdktSoGiayto",
        "ethnicity": "NdktMaDantoc",
    }

    surname = PersonNameField(label=_("Họ"), required=False)
    middle_name = PersonNameField(label=_("Chữ đệm"), required=False)
    given_name = PersonNameField(label=_("Tên"))
    born_on = BirthDateField(
        label=_("Ngày sinh"),
        help_text=_("Ghi như 05/11/1946, hoặc 11/1946, hoặc 1946 nếu không nhớ."),
    )
    sex = radio(_("Giới tính"), DECLARABLE)
    personal_number = PersonalNumberField(
        label=_("Số định danh"),
        old_id_allowed=True,
        sex_field="sex",
        birth_field="born_on",
        required=False,
        help_text=_(
            "12 chữ số, hoặc 9 chữ số nếu là chứng minh cũ. Không nhớ thì để trống; không phải"
            " nộp căn cước."
        ),
    )
    ethnicity = forms.ChoiceField(
        label=_("Dân tộc"), choices=[("", "–"), *Ethnicity.choices], required=False
    )

    def leads_to_counter(self) -> Counter | None:
        """Return D23: the number stands in a declaration that counts, other than this one."""
        own = self.said("offered", OWN_STEPS) or ()
        sentence = declared_before(self.answer("personal_number") or "", besides=own)
        return Counter("D23", sentence) if sentence else None

    def clean(self) -> None:
        """Refuse the number of whoever is signed in: they are alive."""
        own = getattr(self.applicant, "personal_number", "")
        if own and self.answer("personal_number") == own:
            self.add_error(
                "personal_number", _("Đây là số của ông/bà. Xin ghi số của người đã mất.")
            )


def declared_before(personal_number: str, besides: Sequence[int] = ()) -> str:
    """Return what a second family reads of the declaration that counts, "" if there is none.

    That there is one, and since when; nothing else of it.
    """
    that_counts = DeathDeclaration.objects.that_counts(personal_number).exclude(pk__in=besides)
    filed_at = that_counts.values_list("step__dossier__filed_at", flat=True).first()
    if filed_at is None:
        return ""
    day = f"{timezone.localdate(filed_at):%d/%m/%Y}"
    return gettext("Đã có hồ sơ khai tử cho người này, nộp ngày {day}.").format(day=day)
