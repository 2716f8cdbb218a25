"""The child."""

from collections.abc import Sequence

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms.base import BirthPage, Declared, Text, has_parents, radio
from civil_registry.birth.forms.notice import FROM_HOSPITAL, notice_in
from portal.people.form_fields import BirthDateField, LineField, PersonNameField
from portal.people.names import join_name, name_key
from portal.people.sex import DECLARABLE
from portal.pipeline.procedures import Counter
from portal.places.form_fields import CommuneField


class ChildPage(BirthPage):
    """The child: shown once for each child of the birth."""

    code = "child"
    title = _("Thông tin của bé")
    about = _("Bé")
    per_child = True
    opened_along = ("paper_remark",)
    official = {
        "surname": "Ho",
        "middle_name": "ChuDem",
        "given_name": "Ten",
        "born_on": "NgaySinh",
        "sex": "GioiTinh",
        "birth_place_commune": "NsDiaChi",
        "birth_place_line": "NsDiaChi",
    }

    surname = PersonNameField(label=_("Họ"), for_child=True, required=False)
    middle_name = PersonNameField(label=_("Chữ đệm"), for_child=True, required=False)
    given_name = PersonNameField(label=_("Tên"), for_child=True)
    born_on = BirthDateField(label=_("Ngày sinh"), full=True)
    born_time = forms.TimeField(label=_("Giờ sinh"), required=False)
    sex = radio(_("Giới tính"), DECLARABLE)
    birth_place_commune = CommuneField(label=_("Xã, phường nơi sinh"))
    birth_place_line = LineField(
        label=_("Nơi sinh"), help_text=_("Tên bệnh viện, trạm y tế, hoặc địa chỉ nhà.")
    )
    paper_remark = forms.CharField(
        label=_("Giấy bệnh viện ghi nhầm chỗ nào?"),
        help_text=_("Chỗ ấy không sửa ở đây được; cán bộ sẽ đọc và hỏi bệnh viện."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def prepare(self) -> None:
        """Begin with what is known; ask a surname only where no parent gives one."""
        if has_parents(self.declared):
            del self.fields["surname"]
        self._take_paper()
        born_on, days = self.said("fit", "born_on"), self.limit("duty.birth")
        self.fields["born_on"].initial = born_on
        if born_on is not None and days is not None:
            self.fields["given_name"].error_messages["required"] = format_lazy(
                _("Chưa có tên thì chưa đăng ký được. Hạn đăng ký: {day}. Bản nháp được giữ."),
                day=f"{rules.last_day_on_time(born_on.earliest, days):%d/%m/%Y}",
            )

    def _take_paper(self) -> None:
        """Fix what the hospital's signed paper says; the name there is only the intended one."""
        notice = notice_in(self.declared)
        if not notice:
            del self.fields["born_time"], self.fields["paper_remark"]
            return
        suggested = ("middle_name", "given_name")
        self.initial = {**{name: notice.get(name, "") for name in suggested}, **self.initial}
        if intended := notice.get("intended_name"):
            words = _("Giấy bệnh viện ghi: dự định đặt tên con là {name}.")
            self.fields["given_name"].help_text = format_lazy(words, name=intended)
        self.lock(notice, "born_on", "born_time", "sex", "birth_place_line", why=FROM_HOSPITAL)
        if not self.fields["born_time"].disabled:
            del self.fields["born_time"]

    def clean(self) -> None:
        """Forget what only a signed paper can say, or be said of, where there is none."""
        self.cleaned_data.setdefault("born_time", None)
        self.cleaned_data.setdefault("paper_remark", "")

    @classmethod
    def together(cls, children: Sequence[Declared]) -> dict[int, dict[str, Text]]:
        """Two children of one birth cannot have one name."""
        parts = ("surname", "middle_name", "given_name")
        names = [name_key(join_name(*(str(c.get(p) or "") for p in parts))) for c in children]
        return {
            place: {"given_name": _("Hai bé có cùng tên. Xin đặt tên khác cho một bé.")}
            for place in rules.repeated(names)
        }

    def leads_to_counter(self) -> Counter | None:
        """Return B29 if the day of birth was mended to one too long ago."""
        return self.if_too_old()
