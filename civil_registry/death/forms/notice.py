"""The paper that tells of the death."""

from django.utils.translation import gettext_lazy as _

from civil_registry.death import rules
from civil_registry.death.forms.base import DeathPage, registration_of
from civil_registry.death.models import NoticeKind, PlaceKind, Sudden
from portal.people.form_fields import LineField, PartialDateField
from portal.people.pages import radio

PAPER, EVIDENCE = "death_paper", "evidence"


class NoticePage(DeathPage):
    """The death notice or what stands for it; who died at home need not have one yet."""

    code = "notice"
    title = _("Giấy báo tử")
    lead = _("Mất tại nhà thì UBND nơi mất cấp giấy; ông/bà chọn “Chưa có”.")
    columns = "notice_"
    official = {
        "kind": "GbtLoaiGiayto",
        "number": "GbtSogiayto",
        "issued_on": "GbtNgaycap",
        "facility": "GbtNoicap",
    }

    kind = radio(_("Giấy báo tử hoặc giấy thay thế"), NoticeKind.choices)
    number = LineField(label=_("Số giấy"), max_length=30, required=False)
    issued_on = PartialDateField(label=_("Ngày cấp giấy"), past=True, required=False)
    facility = LineField(label=_("Nơi cấp giấy"), max_length=200, required=False)

    def prepare(self) -> None:
        """Say what stands for the notice here, and ask for other evidence of a death long ago."""
        died = self.said("event", "died_on")
        self.long_dead = died is not None and (
            registration_of(died, NoticeKind.NONE, self.today) == rules.LONG_DEAD
        )
        self.uploads = (
            (PAPER, _("Ảnh giấy báo tử hoặc giấy thay thế"), False),
            *(((EVIDENCE, _("Chứng cứ thay thế, nếu không còn giấy"), False),) * self.long_dead),
        )
        if self.said("event", "sudden") == Sudden.YES:
            self.fields["kind"].help_text = _(
                "Giấy xác nhận của Công an hoặc kết quả giám định pháp y thay cho giấy báo tử."
            )
        elif self.long_dead:
            self.fields["kind"].help_text = _(
                "Mất đã lâu, không còn giấy: chọn “Chưa có” và gửi một giấy tờ có ghi việc mất."
                " Ảnh bia mộ có thể gửi kèm."
            )

    def clean(self) -> None:
        """Ask for the photo of a paper there is, and say who issues the one there is not."""
        kind = self.answer("kind")
        if kind is None:
            return
        if kind == NoticeKind.NONE:
            self.cleaned_data |= {"number": "", "issued_on": None, "facility": ""}
            self._without_a_paper()
        elif not self.answer(PAPER):
            self._miss(PAPER, _("Xin gửi ảnh giấy báo tử hoặc giấy thay thế."))

    def _without_a_paper(self) -> None:
        if self.long_dead:
            if not self.answer(EVIDENCE):
                self._miss(EVIDENCE, _("Xin gửi một giấy tờ có ghi việc mất."))
            return
        sudden = self.said("event", "sudden") == Sudden.YES
        place = self.said("event", "place_kind") or ""
        if rules.commune_issues_notice(place, sudden=sudden):
            return
        if place == PlaceKind.FACILITY and not sudden:
            self.add_error(
                "kind",
                _("Mất tại cơ sở y tế thì nơi đó cấp giấy báo tử. Xin nhận giấy rồi khai tiếp."),
            )
        else:
            self.add_error(
                "kind",
                _("Giấy xác nhận của Công an hoặc kết quả giám định pháp y thay cho giấy báo tử."),
            )

    def _miss(self, row: str, sentence: object) -> None:
        self.add_error(row if row in self.fields else "kind", str(sentence))
