"""The paper that tells of the death."""

from dataclasses import replace
from typing import cast

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from civil_registry.death import rules
from civil_registry.death.forms.base import DeathPage, registration_of
from civil_registry.death.forms.hospital import (
    FROM_HOSPITAL,
    MAY_BE_SENT,
    SOUGHT,
    notice_in,
    told_of,
)
from civil_registry.death.models import NoticeKind, PlaceKind, Sudden
from portal.people.form_fields import LineField, PartialDateField
from portal.people.pages import radio

PAPER, EVIDENCE = "death_paper", "evidence"
BY_POLICE = _("Giấy xác nhận của Công an hoặc kết quả giám định pháp y thay cho giấy báo tử.")
BY_FACILITY = _("Mất tại cơ sở y tế thì nơi đó cấp giấy báo tử. Xin nhận giấy rồi khai tiếp.")


class NoticePage(DeathPage):
    """The death notice or what stands for it; who died at home need not have one yet."""

    code = "notice"
    title = _("Giấy báo tử")
    lead = _("Mất tại nhà thì UBND nơi mất cấp giấy; ông/bà chọn “Chưa có”.")
    columns = "notice_"
    unstored = frozenset(SOUGHT)
    wanted = frozenset({PAPER})
    official = {
        "kind": "GbtLoaiGiayto",
        "number": "GbtSogiayto",
        "issued_on": "GbtNgaycap",
        "facility": "GbtNoicap",
    }

    sought_number = LineField(label=_("Số giấy báo tử"), max_length=200, required=False)
    kind = radio(_("Giấy báo tử hoặc giấy thay thế"), NoticeKind.choices)
    number = LineField(label=_("Số giấy"), max_length=30, required=False)
    issued_on = PartialDateField(label=_("Ngày cấp giấy"), past=True, required=False)
    facility = LineField(label=_("Nơi cấp giấy"), max_length=200, required=False)

    def prepare(self) -> None:
        """Take the hospital's signed notice if one was found; else say what stands for it here."""
        self.sudden = self.said("event", "sudden") == Sudden.YES
        self.place = self.said("event", "place_kind") or ""
        if self.place == PlaceKind.FACILITY:
            vars(self)["lead"] = _("Mất tại cơ sở y tế thì nơi đó cấp giấy báo tử.")
        died = self.said("event", "died_on")
        self.long_dead = died is not None and (
            registration_of(died, NoticeKind.NONE, self.today) == rules.LONG_DEAD
        )
        self._order()
        self._tell_of_the_hospital()
        if notice_in(self.declared):
            return
        self.uploads = (
            (PAPER, _("Ảnh giấy báo tử hoặc giấy thay thế, nếu đã có"), False),
            *(((EVIDENCE, _("Chứng cứ thay thế, nếu không còn giấy"), False),) * self.long_dead),
        )
        if self.sudden:
            self.fields["kind"].help_text = BY_POLICE
        elif self.long_dead:
            self.fields["kind"].help_text = _(
                "Mất đã lâu, không còn giấy: chọn “Chưa có” và gửi một giấy tờ có ghi việc mất."
                " Ảnh bia mộ có thể gửi kèm."
            )

    def _order(self) -> None:
        """Put first what this death most likely has."""
        kinds = rules.likely_papers(self.place, sudden=self.sudden)
        labels = dict(NoticeKind.choices)
        likely = [(kind, labels.pop(NoticeKind(kind))) for kind in kinds]
        self.offer("kind", [*likely, *labels.items()], "")

    def _tell_of_the_hospital(self) -> None:
        vars(self.fields[SOUGHT[0]])["optional_mark"] = False
        notice = notice_in(self.declared)
        if self.place != PlaceKind.FACILITY and not notice:
            del self.fields[SOUGHT[0]]
            return
        self.paper = told_of(self.declared)
        if notice:
            self.uploads = ()  # the portal holds what a photo would show
            self.lock(notice, "kind", "number", "issued_on", "facility", why=FROM_HOSPITAL)
            self.button = _("Dùng thông tin này")

    def clean(self) -> None:
        """Ask for the photo of a paper there is, and say who issues the one there is not."""
        notice, kind = notice_in(self.declared), self.answer("kind")
        signed = notice.get("signed_number")
        self.cleaned_data["signed"] = (
            {"number": signed, "child": notice["signed_child"]} if signed else None
        )
        if kind is None or signed:
            return
        if kind == NoticeKind.NONE:
            self.cleaned_data |= {"number": "", "issued_on": None, "facility": ""}
            self._without_a_paper()
        elif not self.answer(PAPER):
            self._miss(PAPER, _("Xin gửi ảnh giấy báo tử hoặc giấy thay thế."))
            self._offer_to_look()

    def _offer_to_look(self) -> None:
        """Lay open where a hospital's notice is looked for, with the number that was typed.

        The look itself is the family's: looks are counted.
        """
        number, (name,) = self.answer("number"), SOUGHT
        if not number or self.paper is None or self.answer("kind") != NoticeKind.DEATH_NOTICE:
            return
        self.paper = replace(self.paper, is_sought_first=True, how=MAY_BE_SENT)
        if not self.answer(name):
            data = cast("MultiValueDict[str, str]", self.data).copy()
            data[self.add_prefix(name)] = number
            self.data = data

    def _without_a_paper(self) -> None:
        if self.long_dead:
            if not self.answer(EVIDENCE):
                self._miss(EVIDENCE, _("Xin gửi một giấy tờ có ghi việc mất."))
        elif self.sudden:
            self.add_error("kind", str(BY_POLICE))
        elif not rules.commune_issues_notice(self.place, sudden=False):
            self.add_error("kind", str(BY_FACILITY))

    def _miss(self, row: str, sentence: object) -> None:
        self.add_error(row if row in self.fields else "kind", str(sentence))
