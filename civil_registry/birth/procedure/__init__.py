"""Birth registration: declared by a parent, examined by the commune, entered in the register."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms import CODE, PAGES, fill
from civil_registry.birth.forms.finding import (
    as_held,
    differences_of,
    offered_for,
    papers_for,
    rest_on,
    sought_by,
)
from civil_registry.birth.models import BirthDeclaration
from civil_registry.birth.procedure import wire
from civil_registry.birth.procedure.declared import codes_in
from civil_registry.birth.procedure.facts import SYSTEM, UPLOADS, BirthFacts
from civil_registry.birth.procedure.summary import summarise
from integrations.birth_body import compose_birth, read_back
from integrations.civil_status_register import MOST_PER_CALL, reference_in
from portal.documents import store
from portal.handovers.answers import Answer
from portal.handovers.carriers import Letter
from portal.hospital_papers.services import NoticeFacts
from portal.pipeline.manifests.agencies import peoples_committee
from portal.pipeline.manifests.counters import counter, nothing_to_declare
from portal.pipeline.manifests.papers import papers_sent
from portal.pipeline.models import Bereavement
from portal.pipeline.procedures import (
    Agency,
    Case,
    Counter,
    DeclarationPage,
    Difference,
    Paper,
    Procedure,
    StepId,
    Summary,
)
from portal.pipeline.registry import register
from portal.places.selectors import communes_by_code, communes_on, names_on

__all__ = ["BirthFacts", "BirthRegistrationProcedure"]


@register
class BirthRegistrationProcedure(Procedure):
    """The birth of a child, entered in the civil status register."""

    code = CODE
    title: ClassVar[Any] = _("Đăng ký khai sinh")
    opens = "birth"
    has_desk = True
    has_proof = True
    pages = PAGES
    facts = BirthFacts
    time_limit = CODE
    granted_label: ClassVar[Any] = _("Đã đăng ký khai sinh")
    result_title: ClassVar[Any] = _("Giấy khai sinh (bản điện tử)")
    desk_titles: ClassVar[Any] = {
        "applicant": _("Người khai"),
        "results": _("Cách nhận kết quả"),
    }
    alike_in = "cùng mẹ, cùng ngày sinh"
    codes_per_question = MOST_PER_CALL
    paper_page = f"{CODE}.paper"

    def look_up(
        self, *, declared: Mapping[str, Any], known: Mapping[str, Any], applicant: Any = None
    ) -> Mapping[str, Any]:
        """Return how the hospital's paper of each child stands; a few queries, no network."""
        return offered_for(declared, known, applicant, today=timezone.localdate())

    def look_again(
        self, *, known: Mapping[str, Any], filed: Mapping[int, StepId]
    ) -> Mapping[str, Any]:
        """Return the papers filed declarations hold, in the version that counts now."""
        return as_held(known, filed)

    def seek(
        self, *, page: DeclarationPage, ordinal: int, known: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        """Remember by which number and mother a family looks for the paper of one child."""
        return sought_by(page, ordinal, known)

    def paper_of(self, *, step_id: StepId) -> Paper | None:
        """Return the signed paper a declaration rests on."""
        kept = BirthDeclaration.objects.filter(pk=step_id).exclude(notice_number="").first()
        return Paper(kept.notice_number, kept.notice_child or 1) if kept else None

    def papers_come(self, *, waiting: Any, most: int) -> Mapping[StepId, Paper]:
        """Return births that were filed without a signed paper, and the one that has come."""
        return papers_for(waiting, most)

    def take_paper(self, *, step_id: StepId, paper: Paper) -> None:
        """Let a declaration rest on this paper; where they differ is for the desk to read.

        Kind, number, day and facility become the paper's own: the register is told of it.
        """
        rest_on(BirthDeclaration.objects.get(pk=step_id), paper).save()

    def against_papers(
        self, papers: Mapping[StepId, NoticeFacts]
    ) -> Mapping[StepId, Sequence[Difference]]:
        """Return where each declaration differs from the paper it rests on."""
        return differences_of(papers)

    def nothing_to_declare(self, branch: str) -> Counter | None:
        """Return B12, the one case in which neither a birth nor a death is registered."""
        return nothing_to_declare(rules.BY_SITUATION.values(), branch)

    def left_to_official(self, branch: str) -> Counter | None:
        """Return B19: where no parent has a residence, an official sees to the child's."""
        return counter(rules.NO_RESIDENCE) if branch == rules.NO_RESIDENCE.branch else None

    def record_answers(self, *, step_id: StepId, answers: Mapping[str, Any]) -> None:
        """Store answers, of all pages at filing or of some when corrected."""
        known = BirthDeclaration.objects.filter(pk=step_id).first()
        fill(known or BirthDeclaration(step_id=step_id), answers).save()

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return the commune where the chosen parent, or the guardian, resides."""
        return fill(BirthDeclaration(), answers).office_commune

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return the people's committee of that commune."""
        return self.agency_in(self.commune_for(answers))

    def agency_in(self, commune_code: str) -> Agency:
        """Return the people's committee of a commune; the register has a door a province."""
        return peoples_committee(commune_code, SYSTEM)

    def summary(self, cases: Sequence[Case]) -> Mapping[StepId, Summary]:
        """Return what was declared, in the order of the pages."""
        declarations = BirthDeclaration.objects.in_bulk([case.step_id for case in cases])
        codes = {code for one in declarations.values() for code in codes_in(one)}
        names = names_on(codes, on=max(timezone.localdate(case.filed_at) for case in cases))
        return {
            case.step_id: summarise(declarations[case.step_id], case, names)
            for case in cases
            if case.step_id in declarations
        }

    def alike(self, step_id: StepId) -> Sequence[StepId]:
        """Return other declarations of a child of this mother born that day.

        Two hospital papers with different numbers are two children, and so are two dossiers of
        one filing.
        """
        with_filing = BirthDeclaration.objects.select_related("step__dossier")
        ours = with_filing.filter(pk=step_id).first()
        if ours is None or not ours.mother_personal_number:
            return ()
        same = BirthDeclaration.objects.filter(
            mother_personal_number=ours.mother_personal_number, born_on=ours.born_on
        ).exclude(step__dossier__filing=ours.step.dossier.filing)
        if ours.paper_number:
            same = same.filter(paper_number__in=(ours.paper_number, ""))
        return list(same.values_list("pk", flat=True))

    def involved(self, personal_number: str) -> Mapping[StepId, str]:
        """Return the births in which this person is named as mother or father."""
        named = BirthDeclaration.objects.filter(
            Q(mother_personal_number=personal_number) | Q(father_personal_number=personal_number)
        )
        return dict.fromkeys(named.values_list("pk", flat=True), Bereavement.Role.RELATIVE.value)

    def compose(self, cases: Sequence[Case]) -> Mapping[StepId, bytes]:
        """Return the register's record of each birth."""
        ids = [case.step_id for case in cases]
        declarations = BirthDeclaration.objects.select_related("step__dossier__applicant").in_bulk(
            ids
        )
        codes = {code for one in declarations.values() for code in codes_in(one)}
        codes.update(case.commune_code for case in cases)
        today = max(timezone.localdate(case.filed_at) for case in cases)
        places = communes_by_code(codes) | communes_on(codes, on=today)
        papers = papers_sent(ids, UPLOADS)
        return {
            case.step_id: compose_birth(
                wire.written(case, declarations[case.step_id], places, papers.get(case.step_id, ()))
            )
            for case in cases
        }

    def send_one(self, letter: Letter) -> Answer:
        """Hand a birth over with its papers."""
        return wire.client_for(letter.endpoint).register_birth(
            letter.body,
            key=letter.key,
            sent_before=letter.sent_before,
            files={digest: store.get(digest) for digest in read_back(letter.body).files},
        )

    def collect(self, letters: Sequence[Letter]) -> Mapping[StepId, Answer]:
        """Ask about up to three births; what was granted is believed only after its check."""
        references = {letter.subject: reference_in(letter.body) for letter in letters}
        answers = wire.client_for(letters[0].endpoint).fetch_results(list(references.values()))
        return {
            letter.subject: wire.checked(
                answers[references[letter.subject]], letter, references[letter.subject]
            )
            for letter in letters
        }
