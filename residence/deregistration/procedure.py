"""Removal of a dead person's permanent residence: the police's register decides."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any, ClassVar

import orjson
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integrations.residence_deregistration import (
    DeathEntry,
    Head,
    RemovedResident,
    compose_deregistration,
)
from integrations.residence_deregistration import ResidenceDeregistration as Deregistration
from integrations.residence_register import MOST_PER_CALL, ResidenceRegister
from integrations.residence_restoration import (
    ResidenceRestoration,
    RestoredResident,
    TakenBackDeath,
    compose_restoration,
)
from portal.accounts.models import Citizen
from portal.handovers.answers import Answer, Granted, NoAnswer, NoAnswerKind, Refused, Returned
from portal.handovers.carriers import Letter
from portal.handovers.outside import reach
from portal.pipeline.procedures import (
    Agency,
    Case,
    Offer,
    Procedure,
    Summary,
    Undoing,
    Value,
)
from portal.pipeline.registry import register
from portal.places.models import OfficeKind
from portal.places.selectors import full_addresses, offices
from residence.deregistration import rules
from residence.deregistration.forms import PAGES
from residence.deregistration.models import HEAD_IS, RELATION, DeregistrationDeclaration
from residence.deregistration.rules import DEATH, LEG, HeadIs

REGISTER = "residence_register"
COLUMNS = (
    "head_is",
    "head_name",
    "head_number",
    "relation_to_head",
    "new_head_name",
    "new_head_number",
)


@dataclass(frozen=True, slots=True)
class DeregistrationFacts:
    """What a removed residence establishes; plain texts, days in ISO."""

    notice_number: str
    removed_on: str
    commune_code: str
    head_is: str
    notice_sha256: str


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
        commune = self.commune_for(answers)
        office = offices([commune], OfficeKind.POLICE).get(commune)
        return Agency(f"police.{commune}", office.title if office else "Công an xã", REGISTER)

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
        declarations = _declarations([case.step_id for case in cases])
        addresses = full_addresses((one.commune_code, one.address_line) for one in declarations)
        return {
            one.pk: Summary(
                str(self.title),
                tuple(_values(one, addresses[one.commune_code, one.address_line])),
            )
            for one in declarations
        }

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return the register's record of each removal; two queries however many cases."""
        by_step = {case.step_id: case for case in cases}
        return {
            one.pk: compose_deregistration(_written(by_step[one.pk], one))
            for one in _declarations(list(by_step))
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
        return {case.step_id: compose_restoration(_restoration(case)) for case in cases}

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


@cache
def client() -> ResidenceRegister:
    """Return the register's client, made once a process."""
    return ResidenceRegister(**reach(REGISTER))


def checked(answer: Answer, body: bytes) -> Answer:
    """Return an answer in our own words; a grant only if it is about the person in the letter."""
    if isinstance(answer, Returned):
        reason = rules.reason_of(answer.items)
        return Returned(reason.code, reason.items, answer.note or answer.reason)
    if isinstance(answer, Refused):
        return Refused(rules.REFUSED, answer.note or answer.reason)
    if not isinstance(answer, Granted):
        return answer
    sent = orjson.loads(body)
    about = tuple(answer.facts.get(name) for name in ("dossier", "full_name", "personal_number"))
    resident = sent["resident"]
    if about != (sent["dossier"], resident["full_name"], resident["personal_number"]):
        return NoAnswer(NoAnswerKind.GARBLED)
    told = {**answer.facts, "head_is": sent["head"]["is"]}
    kept = DeregistrationFacts(
        **{one.name: str(told[one.name]) for one in fields(DeregistrationFacts)}
    )
    return replace(answer, facts=asdict(kept))


def restored(answer: Answer, body: bytes) -> Answer:
    """Return an answer in our own words; a grant only if it is about the person in the letter."""
    if not isinstance(answer, Granted):
        return answer
    sent = orjson.loads(body)
    about = tuple(answer.facts.get(name) for name in ("dossier", "full_name", "personal_number"))
    resident = sent["resident"]
    if about != (sent["dossier"], resident["full_name"], resident["personal_number"]):
        return NoAnswer(NoAnswerKind.GARBLED)
    return replace(answer, facts={"done_on": str(answer.facts["restored_on"])})


def _restoration(case: Case) -> ResidenceRestoration:
    death, removal = case.granted[DEATH], case.granted[LEG]
    return ResidenceRestoration(
        dossier=case.dossier_code,
        revision=case.revision,
        commune_code=case.commune_code,
        removal=f"step-{case.step_id}.{case.revision}",
        notice_number=removal.notice_number,
        resident=RestoredResident(death.full_name, death.personal_number),
        death=TakenBackDeath(death.number, death.book, death.registered_on),
    )


def _declarations(step_ids: Sequence[int]) -> list[DeregistrationDeclaration]:
    rows = DeregistrationDeclaration.objects.select_related("step__dossier__applicant")
    return list(rows.filter(pk__in=step_ids).order_by("pk"))


def _written(case: Case, declaration: DeregistrationDeclaration) -> Deregistration:
    """Return a declaration in the words of the register's client."""
    death = case.granted[DEATH]
    applicant = declaration.step.dossier.applicant
    head = _head_of(declaration, applicant)
    return Deregistration(
        dossier=case.dossier_code,
        revision=case.revision,
        commune_code=case.commune_code,
        address_line=declaration.address_line,
        resident=RemovedResident(death.full_name, death.sex, death.born_on, death.personal_number),
        head=head,
        applicant_full_name=applicant.full_name,
        applicant_personal_number=applicant.personal_number,
        death=DeathEntry(
            number=death.number,
            book=death.book,
            registered_on=death.registered_on,
            died_on=death.died_on,
            e_copy_sha256=death.e_copy_sha256,
        ),
    )


def _head_of(declaration: DeregistrationDeclaration, applicant: Citizen) -> Head:
    relation = _relation(declaration)
    name, number = declaration.head_name, declaration.head_number
    if declaration.head_is == HeadIs.APPLICANT:
        name, number = applicant.full_name, applicant.personal_number
    return Head(
        declaration.head_is,
        name,
        number,
        relation,
        declaration.new_head_name,
        declaration.new_head_number,
    )


def _values(declaration: DeregistrationDeclaration, address: str) -> list[Value]:
    head = declaration.head_name or str(dict(HEAD_IS)[declaration.head_is])
    lines = [
        ("address", gettext("Nơi thường trú được xóa"), address, "NctccDiaChi"),
        ("household.head_is", gettext("Chủ hộ"), head, "XoaChuhoHoten"),
        (
            "household.relation_to_head",
            gettext("Quan hệ với chủ hộ"),
            _relation(declaration),
            "XoaChuhoQuanhe",
        ),
        ("household.new_head_name", gettext("Chủ hộ mới"), declaration.new_head_name, ""),
    ]
    return [
        Value(f"{LEG}.{field}", label, text, official)
        for field, label, text, official in lines
        if text
    ]


def _relation(declaration: DeregistrationDeclaration) -> str:
    """Return what the person was to the head, in words; "" where it was not asked."""
    return str(dict(RELATION).get(declaration.relation_to_head, ""))
