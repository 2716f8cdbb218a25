"""Removal of a dead person's permanent residence: the police's register decides."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integrations.residence_deregistration import compose_deregistration
from integrations.residence_register import MOST_PER_CALL
from integrations.residence_restoration import compose_restoration
from portal.handovers.answers import Answer
from portal.handovers.carriers import Letter
from portal.pipeline.manifests.agencies import police
from portal.pipeline.procedures import (
    Agency,
    Case,
    Offer,
    Procedure,
    Summary,
    Undoing,
)
from portal.pipeline.registry import register
from portal.places.selectors import full_addresses
from residence.deregistration import rules
from residence.deregistration.forms import PAGES
from residence.deregistration.models import DeregistrationDeclaration
from residence.deregistration.procedure.declared import COLUMNS, declarations_of
from residence.deregistration.procedure.facts import REGISTER, DeregistrationFacts
from residence.deregistration.procedure.summary import values_of
from residence.deregistration.procedure.wire import (
    checked,
    client,
    restoration_of,
    restored,
    written,
)
from residence.deregistration.rules import DEATH, LEG


@register
class ResidenceDeregistration(Procedure):
    """Somebody who died is removed from the household of the last permanent residence."""

    code = LEG
    title: ClassVar[Any] = _("Xóa đăng ký thường trú")
    follows: ClassVar[tuple[str, ...]] = (DEATH,)
    offered = Offer.CHOICE
    pages = PAGES
    facts = DeregistrationFacts
    time_limit = LEG
    granted_label: ClassVar[Any] = _("Đã xóa đăng ký thường trú")
    result_title: ClassVar[Any] = _("Thông báo kết quả cư trú")
    not_applicable: ClassVar[Any] = _(
        "Người đã mất không có đăng ký thường trú nên không phải xóa."
    )
    codes_per_question = MOST_PER_CALL
    undoing: ClassVar[Undoing | None] = Undoing(
        paper=_("Thông báo khôi phục thường trú"),
        asked=_(
            "Việc khai tử được ghi là nhầm. Cơ quan quản lý cư trú đã được báo ngày %(on)s để khôi"
            " phục nơi thường trú; gia đình không phải làm gì."
        ),
        done=_("Nơi thường trú đã được khôi phục ngày %(on)s."),
    )

    def applies(self, declared: Mapping[str, Any]) -> bool:
        """Leave the leg out where there is no permanent residence to remove (D03, D13)."""
        return rules.last_home(declared).is_permanent

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return where the person was registered; of a leg left out, where the death happened."""
        home = rules.last_home(answers)
        return home.commune_code or home.place_of_death

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return the police of the commune of the last permanent residence."""
        return police(self.commune_for(answers), REGISTER)

    def record_answers(self, *, step_id: int, answers: Mapping[str, Any]) -> None:
        """Store what was declared; pages that are absent (a correction) leave theirs as it was."""
        known = DeregistrationDeclaration.objects.filter(pk=step_id).first()
        declaration = known or DeregistrationDeclaration(step_id=step_id)
        home = rules.last_home(answers)
        if home.is_permanent:
            declaration.commune_code = home.commune_code
            declaration.address_line = home.address_line
        said = answers.get(f"{LEG}.household")
        if said:
            for name in COLUMNS:
                setattr(declaration, name, said.get(name) or "")
        declaration.save()

    def summary(self, cases: Sequence[Case]) -> Mapping[int, Summary]:
        """Return what was declared, in words; two queries however many cases."""
        declarations = declarations_of([case.step_id for case in cases])
        addresses = full_addresses((one.commune_code, one.address_line) for one in declarations)
        return {
            one.pk: Summary(
                str(self.title),
                tuple(values_of(one, addresses[one.commune_code, one.address_line])),
            )
            for one in declarations
        }

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return the register's record of each removal; two queries however many cases."""
        by_step = {case.step_id: case for case in cases}
        return {
            one.pk: compose_deregistration(written(by_step[one.pk], one))
            for one in declarations_of(list(by_step))
        }

    def send_one(self, letter: Letter) -> Answer:
        """Hand a removal over."""
        return checked(client().deregister(letter.body, key=letter.key), letter.body)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask about up to fifty removals in one call."""
        told = client().fetch_removals([letter.key for letter in letters])
        return {letter.subject: checked(told[letter.key], letter.body) for letter in letters}

    def compose_undoing(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return what takes each removal back in the register; no query."""
        return {case.step_id: compose_restoration(restoration_of(case)) for case in cases}

    def undo_one(self, letter: Letter) -> Answer:
        """Hand the taking back of a removal over."""
        return restored(client().restore(letter.body, key=letter.key), letter.body)

    def collect_undone(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask about up to fifty in one call."""
        told = client().fetch_restorations([letter.key for letter in letters])
        return {letter.subject: restored(told[letter.key], letter.body) for letter in letters}

    def tracked(self, cases: Sequence[Case], *, on: date) -> Mapping[int, Sequence[str]]:
        """Return that the household needs a new head, once the old one is removed (D01)."""
        told = gettext("Hộ cần có chủ hộ mới. Việc này làm sau cũng được.")
        return {
            case.step_id: (told,) if rules.needs_new_head(case.granted[LEG].head_is) else ()
            for case in cases
            if LEG in case.granted
        }
