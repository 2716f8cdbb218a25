"""The one page on the household of the person who died."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people.form_fields import PersonalNumberField, PersonNameField
from portal.people.names import name_key
from portal.people.pages import Declared, PageMixin, radio
from portal.pipeline.procedures import DeclarationPage
from residence.deregistration import rules
from residence.deregistration.models import HEAD_IS, RELATION
from residence.deregistration.rules import LEG, HeadIs


class HouseholdPage(PageMixin, DeclarationPage):
    """Who heads the household from which the person who died is removed."""

    code = "household"
    procedure = LEG
    title = _("Hộ của người đã mất")
    lead = _("Hộ cần có chủ hộ mới thì làm sau cũng được; việc này không phải chờ.")
    wanted = frozenset({"head_name", "relation_to_head"})
    official = {
        "head_is": "XoaChuhoIsNguoiDuocKhaiTu, XoaChuhoIsNyc",
        "head_name": "XoaChuhoHoten",
        "head_number": "XoaChuhoGiayto",
        "relation_to_head": "XoaChuhoQuanhe",
    }

    head_is = radio(_("Ai là chủ hộ?"), HEAD_IS)
    head_name = PersonNameField(
        label=_("Họ tên chủ hộ"),
        required=False,
        help_text=_("Chỉ ghi khi chủ hộ là người khác."),
    )
    head_number = PersonalNumberField(
        label=_("Số định danh của chủ hộ"),
        required=False,
        help_text=_("Không nhớ thì để trống: Công an xã tra cứu."),
    )
    relation_to_head = forms.ChoiceField(
        label=_("Người đã mất là gì của chủ hộ"),
        choices=[("", ""), *RELATION],
        required=False,
    )
    new_head_name = PersonNameField(
        label=_("Họ tên chủ hộ mới"),
        required=False,
        help_text=_("Chỉ ghi khi người đã mất là chủ hộ và gia đình đã chọn được người."),
    )
    new_head_number = PersonalNumberField(label=_("Số định danh của chủ hộ mới"), required=False)

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask only where there is a permanent residence to remove."""
        return rules.last_home(declared).is_permanent

    def clean(self) -> None:
        """Ask for the head who is somebody else; drop what belongs to another answer."""
        head = self.answer("head_is")
        if head is None:
            return
        if head == HeadIs.OTHER:
            self.require("head_name")
            self._refuse_own_number("head_number", "head_name")
        else:
            self._forget("head_name", "head_number")
        if rules.asks_relation(head):
            self.require("relation_to_head")
        else:
            self._forget("relation_to_head")
        if not rules.needs_new_head(head):
            self._forget("new_head_name", "new_head_number")
        elif self.answer("new_head_number"):
            self.require("new_head_name")

    def _forget(self, *names: str) -> None:
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = ""

    def _refuse_own_number(self, number: str, name: str) -> None:
        """Refuse the applicant's number under another name."""
        own = self.applicant
        if own is None or self.answer(number) != own.personal_number:
            return
        if name_key(self.answer(name) or "") != name_key(own.full_name):
            self.add_error(number, gettext("Đây là số của ông/bà. Xin ghi số của người được nêu."))


PAGES = (HouseholdPage,)
