"""Death registration: declared by a relative, examined by the commune, entered in the register."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from civil_registry.death import rules
from civil_registry.death.forms import (
    CODE,
    PAGES,
    as_held,
    declared_before,
    differences_of,
    fill,
    look_again_at,
    not_wanted,
    offered_for,
    papers_for,
    rest_on,
    sought_by,
)
from civil_registry.death.models import (
    ENDED,
    ONE_THAT_COUNTS,
    DeathDeclaration,
    NoticeKind,
)
from civil_registry.death.procedure import wire
from civil_registry.death.procedure.declared import codes_in
from civil_registry.death.procedure.facts import (
    SYSTEM,
    UPLOADS,
    DeathFacts,
    e_copy_title,
    title_today,
)
from civil_registry.death.procedure.notices import is_ours_to_issue, notice_of_commune, promised
from civil_registry.death.procedure.summary import summarise
from integrations.civil_status_register import (
    MOST_PER_CALL,
    reference_in,
)
from integrations.death_body import compose_death, read_back
from portal.documents import store
from portal.handovers.answers import Answer
from portal.handovers.carriers import Letter
from portal.hospital_papers.services import NoticeFacts
from portal.people.names import name_key
from portal.pipeline.manifests.agencies import peoples_committee
from portal.pipeline.manifests.counters import counter, nothing_to_declare
from portal.pipeline.manifests.papers import papers_sent
from portal.pipeline.procedures import (
    Agency,
    AlreadyDeclared,
    Case,
    Counter,
    DeclarationPage,
    Difference,
    IssuedPaper,
    Paper,
    Procedure,
    StepId,
    Summary,
)
from portal.pipeline.registry import register
from portal.places.selectors import communes_by_code, communes_on, names_on

__all__ = ["DeathFacts", "DeathRegistrationProcedure"]


@register
class DeathRegistrationProcedure(Procedure):
    """A death, entered in the civil status register."""

    code = CODE
    title: ClassVar[Any] = _("Đăng ký khai tử")
    opens = "death"
    registers_death = True
    has_desk = True
    is_quiet = True
    kept_for_another: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "fit": (),
        "event": ("died_on", "place_kind", "place_commune", "place_line", "sudden"),
        "results": (),
    }
    pages = PAGES
    facts = DeathFacts
    time_limit = CODE
    granted_label: ClassVar[Any] = _("Đã đăng ký khai tử")
    result_title: ClassVar[Any] = lazy(title_today, str)()
    asks_which_legs = True
    paper_page = f"{CODE}.notice"
    issues_papers = True
    alike_in: ClassVar[Any] = _("cùng người đã mất")
    desk_titles: ClassVar[Any] = {
        "applicant": _("Người khai"),
        "results": _("Cách nhận kết quả"),
    }
    codes_per_question = MOST_PER_CALL

    def look_up(
        self, *, declared: Mapping[str, Any], known: Mapping[str, Any], applicant: Any = None
    ) -> Mapping[str, Any]:
        """Return how the hospital's notice stands that the family looks for."""
        return offered_for(declared, known)

    def look_again(
        self, *, known: Mapping[str, Any], filed: Mapping[int, StepId]
    ) -> Mapping[str, Any]:
        """Return the notice a filed declaration holds, in its current version."""
        return as_held(known, list(filed.values()))

    def seek(
        self, *, page: DeclarationPage, ordinal: int, known: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        """Look for the hospital's notice by the number this page asks for."""
        return sought_by(page, known)

    def paper_of(self, *, step_id: StepId) -> Paper | None:
        """Return the signed notice a declaration rests on."""
        kept = DeathDeclaration.objects.filter(pk=step_id).exclude(signed_number="").first()
        return Paper(kept.signed_number, kept.signed_child or 1) if kept else None

    def papers_come(self, *, waiting: Any, most: int) -> Mapping[StepId, Paper]:
        """Return deaths that were filed without a signed notice, and the one that has come."""
        return papers_for(waiting, most)

    def take_paper(self, *, step_id: StepId, paper: Paper) -> None:
        """Let a declaration rest on this notice; where they differ is for the desk to read."""
        rest_on(DeathDeclaration.objects.get(pk=step_id), paper).save()

    def against_papers(
        self, papers: Mapping[StepId, NoticeFacts]
    ) -> Mapping[StepId, Sequence[Difference]]:
        """Return where each declaration differs from the notice it rests on."""
        return differences_of(papers)

    def nothing_to_declare(self, branch: str) -> Counter | None:
        """Return B12, the one case in which neither a birth nor a death is registered."""
        return nothing_to_declare(rules.BY_SITUATION.values(), branch)

    def not_wanted(self, declared: Mapping[str, Any]) -> frozenset[str]:
        """Return the procedures the family may choose and leaves for later."""
        return not_wanted(declared)

    def left_to_official(self, branch: str) -> Counter | None:
        """Return D20: the money of who served is decided by the unit's own insurance."""
        return counter(rules.SERVING) if branch == rules.SERVING.branch else None

    def record_answers(self, *, step_id: StepId, answers: Mapping[str, Any]) -> None:
        """Store answers, of all pages at filing or of some when corrected.

        A hospital's notice of somebody else, or of another day, than is declared now is let go.
        Raises AlreadyDeclared where a declaration that counts names the same personal number,
        also one that is stored at the same moment: the database lets only one through.
        """
        known = DeathDeclaration.objects.filter(pk=step_id).first()
        declaration = fill(known or DeathDeclaration(step_id=step_id), answers)
        if declaration.signed_number:
            look_again_at(declaration)
        number = declaration.personal_number
        DeathDeclaration.objects.free(number)
        declaration.holds_number = bool(number)
        try:
            with transaction.atomic():
                declaration.save()
        except IntegrityError as error:
            if ONE_THAT_COUNTS not in str(error):
                raise
            raise AlreadyDeclared(str(declared_before(number))) from error

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return the commune of the last residence; where it is unknown, of the place of death."""
        return fill(DeathDeclaration(), answers).office_commune

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return the people's committee of that commune."""
        return self.agency_in(self.commune_for(answers))

    def agency_in(self, commune_code: str) -> Agency:
        """Return the people's committee of a commune; the register has a door a province."""
        return peoples_committee(commune_code, SYSTEM)

    def summary(self, cases: Sequence[Case]) -> Mapping[StepId, Summary]:
        """Return what was declared, in the order of the pages."""
        declarations = DeathDeclaration.objects.in_bulk([case.step_id for case in cases])
        codes = {code for one in declarations.values() for code in codes_in(one)}
        names = names_on(codes, on=max(timezone.localdate(case.filed_at) for case in cases))
        return {
            case.step_id: summarise(declarations[case.step_id], case, names)
            for case in cases
            if case.step_id in declarations
        }

    def alike(self, step_id: StepId) -> Sequence[StepId]:
        """Return other declarations that may be of this death, for the official to decide.

        The same number; or, where one of the two names none, the same name and day of death.
        """
        ours = DeathDeclaration.objects.filter(pk=step_id).first()
        if ours is None:
            return ()
        others = DeathDeclaration.objects.exclude(pk=step_id)
        same_day = others.filter(died_on=ours.died_on, sex=ours.sex)
        if ours.personal_number:
            numbered = others.filter(personal_number=ours.personal_number)
            same_day = same_day.filter(personal_number="")
        else:
            numbered = others.none()
        named = [one.pk for one in same_day if name_key(one.full_name) == name_key(ours.full_name)]
        return sorted({*numbered.values_list("pk", flat=True), *named})

    def compose(self, cases: Sequence[Case]) -> Mapping[StepId, bytes]:
        """Return the register's record of each death."""
        ids = [case.step_id for case in cases]
        declarations = DeathDeclaration.objects.select_related("step__dossier__applicant").in_bulk(
            ids
        )
        codes = {code for one in declarations.values() for code in codes_in(one)}
        codes.update(case.commune_code for case in cases)
        today = max(timezone.localdate(case.filed_at) for case in cases)
        places = communes_by_code(codes) | communes_on(codes, on=today)
        papers = papers_sent(ids, UPLOADS)
        return {
            case.step_id: compose_death(
                wire.written(case, declarations[case.step_id], places, papers.get(case.step_id, ()))
            )
            for case in cases
        }

    def send_one(self, letter: Letter) -> Answer:
        """Hand a death over with its papers."""
        return wire.client_for(letter.endpoint).register_death(
            letter.body,
            key=letter.key,
            sent_before=letter.sent_before,
            files={digest: store.get(digest) for digest in read_back(letter.body).files},
        )

    def collect(self, letters: Sequence[Letter]) -> Mapping[StepId, Answer]:
        """Ask about up to three deaths; what was granted is believed only after its check."""
        references = {letter.subject: reference_in(letter.body) for letter in letters}
        answers = wire.client_for(letters[0].endpoint).fetch_results(list(references.values()))
        return {
            letter.subject: wire.checked(
                answers[references[letter.subject]], letter, references[letter.subject]
            )
            for letter in letters
        }

    def issued_papers(self, cases: Sequence[Case]) -> Mapping[StepId, IssuedPaper]:
        """Return the death notice the commune of the place of death issues, where it must.

        NĐ 123/2015/NĐ-CP Đ4 k2 đ; that it is done inside the dossier is a dated switch.
        """
        ids = [case.step_id for case in cases]
        found = DeathDeclaration.objects.filter(pk__in=ids, notice_kind=NoticeKind.NONE)
        declarations = {one.pk: one for one in found}
        places = communes_by_code({one.place_commune for one in declarations.values()})
        return {
            case.step_id: notice_of_commune(declarations[case.step_id], case, places)
            for case in cases
            if case.step_id in declarations and is_ours_to_issue(declarations[case.step_id], case)
        }

    def tracked(self, cases: Sequence[Case], *, on: date) -> Mapping[StepId, Sequence[str]]:
        """Return who issues the notice nobody has yet, until the death is registered (D07)."""
        running = [case for case in cases if case.status not in (*ENDED, "GRANTED")]
        papers = self.issued_papers(running) if running else {}
        return {step_id: (promised(paper),) for step_id, paper in papers.items()}

    def issue_paper(self, *, step_id: StepId, number: str, issued_on: date, issuer: str) -> None:
        """Keep the notice that was issued; it goes to the register with the declaration."""
        DeathDeclaration.objects.filter(pk=step_id).update(
            issued_number=number, issued_on=issued_on, issued_by=issuer
        )

    def death_retracted(self, step_ids: Sequence[StepId], *, at: datetime) -> None:
        """Let the person be declared anew: a death registered by mistake counts no more."""
        DeathDeclaration.objects.filter(pk__in=step_ids).update(holds_number=False)

    def kept_facts(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the facts with the title the paper has on the day of registration."""
        registered_on = date.fromisoformat(str(facts["registered_on"]))
        return {**facts, "e_copy_title": e_copy_title(registered_on)}

    def result_titled(self, facts: Mapping[str, Any]) -> str:
        """Return what the e-copy of these facts is called: by the day of its registration."""
        return str(facts.get("e_copy_title") or self.result_title)
