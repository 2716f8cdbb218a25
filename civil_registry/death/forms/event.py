"""When, where and of what somebody died."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civil_registry.death import rules
from civil_registry.death.forms.base import DeathPage
from civil_registry.death.forms.hospital import FROM_HOSPITAL, is_questioned, notice_in
from civil_registry.death.models import PlaceKind, Sudden
from portal.people.form_fields import LineField, PartialDateField, TimeOfDayField
from portal.people.pages import radio
from portal.places.form_fields import CommuneField
from portal.statutes.selectors import statute_text


class EventPage(DeathPage):
    """The death itself; neither the hour nor the cause is demanded."""

    code = "event"
    title = _("Mất khi nào, ở đâu?")
    lead = _("Không nhớ giờ cũng không sao.")
    wanted = frozenset({"place_commune"})
    official = {
        "died_on": "NctccNgayChet",
        "died_time": "NctccNgayChet",
        "place_kind": "NoichetIsNoiCuTruCuoiCung",
        "place_commune": "NoichetDiachi",
        "place_line": "NoichetDiachi",
        "cause": "NguyenNhanChet",
    }

    died_on = PartialDateField(
        label=_("Ngày mất"),
        past=True,
        help_text=_(
            "Ghi như 05/11/2026, hoặc 11/2026, hoặc 2026 nếu không nhớ. Tòa án tuyên bố là đã chết"
            " thì ghi ngày trong bản án."
        ),
    )
    died_time = TimeOfDayField(label=_("Giờ mất"), required=False, help_text=_("Ví dụ: 14:30"))
    place_kind = radio(_("Nơi mất"), PlaceKind.choices)
    place_commune = CommuneField(
        label=_("Xã, phường nơi mất"),
        required=False,
        help_text=_("Mất tại nhà, ở nơi cư trú cuối cùng, thì để trống."),
    )
    place_line = LineField(
        label=_("Địa chỉ nơi mất"),
        required=False,
        help_text=_("Tên bệnh viện, trạm y tế, hoặc số nhà, thôn, tổ."),
    )
    sudden = radio(_("Mất do tai nạn, đột ngột hoặc chưa rõ nguyên nhân?"), Sudden.choices)
    cause = LineField(
        label=_("Nguyên nhân mất"), required=False, help_text=_("Chưa rõ thì để trống.")
    )

    def prepare(self) -> None:
        """Take day and hour from the hospital's signed notice, unless they are asked about."""
        fixed = [
            name
            for name in ("died_on", "died_time")
            if not is_questioned(self.declared, f"event.{name}")
        ]
        self.lock(notice_in(self.declared), *fixed, why=FROM_HOSPITAL)

    def clean(self) -> None:
        """Take the home's commune where the person died at home; compare the days."""
        self._take_home()
        if self.answer("place_kind"):  # what else is missing is said once it is known
            self.require("place_commune")
        died = self.answer("died_on")
        if died is None:
            return
        born = self.said("deceased", "born_on")
        if not rules.is_possible_death(born.earliest if born else None, died.latest):
            self.add_error("died_on", _("Ngày này trước ngày sinh. Xin kiểm tra lại."))
        if not died.is_full:
            self.cleaned_data["died_time"] = ""
        days = self.limit("duty.death")
        late = days is not None and rules.is_late(died.latest, self.today, days)
        if late and (sentence := statute_text("death.late", self.today)):
            self.add_warning("died_on", gettext(sentence))

    def _take_home(self) -> None:
        if self.answer("place_kind") != PlaceKind.HOME or self.answer("place_commune"):
            return
        if "place_commune" in self.errors:
            return
        home = self.said("residence", "residence_commune")
        if home:
            line = self.answer("place_line") or self.said("residence", "residence_line") or ""
            self.cleaned_data |= {"place_commune": home, "place_line": line}
