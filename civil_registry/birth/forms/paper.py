"""The paper that shows that the child was born."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms.base import BirthPage, Declared, Text, has_parents, radio
from civil_registry.birth.models import PaperKind
from portal.people.form_fields import LineField, PartialDateField


class PaperPage(BirthPage):
    """The hospital's paper, or what may stand for it; each child has its own."""

    code = "paper"
    title = _("Giấy chứng sinh")
    columns = "paper_"
    per_child = True
    uploads: tuple[tuple[str, Any, bool], ...] = (
        ("birth_paper", _("Giấy chứng sinh (hoặc văn bản người làm chứng, giấy cam đoan)"), True),
    )

    kind = radio(
        _("Giấy về việc sinh"),
        PaperKind.choices[:3],
        initial=PaperKind.BIRTH_NOTICE,
    )
    number = LineField(label=_("Số giấy chứng sinh"), max_length=30, required=False)
    issued_on = PartialDateField(label=_("Ngày cấp giấy"), full=True, past=True, required=False)
    facility = LineField(label=_("Nơi cấp giấy"), max_length=200, required=False)

    def prepare(self) -> None:
        """Fill in the hospital's signed paper if there is one; else say what may stand for it."""
        notice = self.said("offered", "birth_notice") or {}
        if notice:
            self.uploads = ()  # the portal holds what a photo would show
            self.initial = {**notice, **self.initial}
        if not has_parents(self.declared):
            self.offer("kind", PaperKind.choices[3:], PaperKind.ABANDONMENT_RECORD)
            return
        ask, issue = self.limit("birth_notice.request"), self.limit("birth_notice.issue")
        if ask and issue:
            self.fields["kind"].help_text = format_lazy(
                _(
                    "Sinh tại nhà hoặc trên đường: xin trạm y tế xã cấp giấy chứng sinh (đề nghị"
                    " trong {ask} ngày, cấp trong {issue} ngày làm việc), hoặc gửi văn bản của"
                    " người làm chứng. Không có người làm chứng thì viết giấy cam đoan theo mẫu."
                ),
                ask=ask,
                issue=issue,
            )

    @classmethod
    def together(cls, children: Sequence[Declared]) -> dict[int, dict[str, Text]]:
        """Two children cannot have one paper (TT 22/2025/TT-BYT: one for each)."""
        twice = rules.repeated([str(child.get("number") or "") for child in children])
        return {
            place: {"number": _("Mỗi bé có một giấy chứng sinh riêng. Xin kiểm tra lại số.")}
            for place in twice
        }
