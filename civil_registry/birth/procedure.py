"""Birth registration: declared by a parent, examined by the commune, entered in the register."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms import CODE, PAGES, FitPage, counter, fill
from civil_registry.birth.forms.finding import (
    as_held,
    differences_of,
    offered_for,
    papers_for,
    rest_on,
    sought_by,
)
from civil_registry.birth.models import BirthDeclaration
from integrations import pdf_signatures
from integrations.birth_body import compose_birth, read_back
from integrations.birth_registration import (
    Address,
    Applicant,
    AttachedFile,
    BirthRegistration,
    Child,
    Parent,
    SentBirth,
)
from integrations.civil_status_register import MOST_PER_CALL, CivilStatusRegister, reference_in
from portal.documents import store
from portal.handovers.answers import Accepted, Answer, Granted, Refused, Returned
from portal.handovers.carriers import Letter
from portal.handovers.outside import reach
from portal.hospital_papers.services import NoticeFacts
from portal.people.dates_in_words import date_in_words
from portal.people.ethnicities import Ethnicity
from portal.people.forms import mid_sentence
from portal.people.names import name_key
from portal.people.partial_dates import PartialDate
from portal.pipeline.models import Attachment, Bereavement
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
    Value,
    Way,
)
from portal.pipeline.registry import register
from portal.places.form_fields import CommuneField
from portal.places.models import Commune
from portal.places.selectors import communes_by_code, communes_on
from portal.statutes.selectors import time_limit

SYSTEM = "civil_status_register"
E_COPY = "birth_certificate"
BY_REGISTER = "register"  # the reason is in the register's own words, which no journal may hold
PARENT_COLUMNS = (
    "given_name",
    "born_on",
    "personal_number",
    "ethnicity",
    "residence_kind",
    "residence_commune",
    "residence_line",
)
UPLOADS = {code: label for page in PAGES for code, label, _required in page.uploads}
COMMUNE_COLUMNS = tuple(
    page.stored()[name]
    for page in PAGES
    for name, asked in page.base_fields.items()
    if isinstance(asked, CommuneField)
)
EVERY_FIELD = [f"{CODE}.{page.code}.{name}" for page in PAGES for name in page.stored()]
# What the register names in a return: our reason for it, and the fields that it opens.
RETURNED_FOR: dict[str, tuple[str, tuple[str, ...]]] = {
    "birth_notice_number": ("KS06", ("paper.kind", "paper.number", "paper.birth_paper")),
    "child.full_name": ("KS01", ("child.surname", "child.middle_name", "child.given_name")),
    "child.sex": ("KS05", ("child.sex",)),
    "child.born_on": ("KS05", ("child.born_on",)),
    "child.birth_place": ("KS05", ("child.birth_place_commune", "child.birth_place_line")),
    "child.ethnicity": ("KS03", ("origin.ethnicity",)),
    "child.hometown": (
        "KS04",
        ("origin.hometown", "origin.hometown_commune", "origin.hometown_line"),
    ),
    "applicant.relation": ("KS09", ("applicant.relation",)),
} | {
    f"{parent}.{named}": ("KS08", tuple(f"{parent}.{name}" for name in names))
    for parent in (rules.MOTHER, rules.FATHER)
    for named, names in {
        "full_name": ("surname", "middle_name", "given_name"),
        "born_on": ("born_on",),
        "ethnicity": ("ethnicity",),
        "residence_kind": ("residence_kind",),
        "residence": ("residence_commune", "residence_line"),
        "document_number": ("personal_number",),
        "personal_number": ("personal_number",),
    }.items()
}


@dataclass(frozen=True, slots=True)
class BirthFacts:
    """What a registered birth establishes for the steps that follow; plain texts, days in ISO."""

    personal_number: str
    registered_on: str
    number: str
    book: str
    page: str
    full_name: str
    sex: str
    born_on: str
    e_copy_sha256: str


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
        cases = [one for one in rules.BY_SITUATION.values() if one.branch == branch]
        found = counter(cases[0]) if cases else None
        return found if found and found.way is Way.NOTHING else None

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
        commune = communes_by_code([commune_code])[commune_code]
        door = f"{SYSTEM}.{commune.province_id}"
        return Agency(f"peoples_committee.{commune_code}", commune.committee, door)

    def summary(self, cases: Sequence[Case]) -> Mapping[StepId, Summary]:
        """Return what was declared, in the order of the pages."""
        declarations = BirthDeclaration.objects.in_bulk([case.step_id for case in cases])
        codes = {code for one in declarations.values() for code in codes_in(one)}
        names = place_names(codes, on=max(timezone.localdate(case.filed_at) for case in cases))
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
        papers = papers_of(ids)
        return {
            case.step_id: compose_birth(
                written(case, declarations[case.step_id], places, papers.get(case.step_id, ()))
            )
            for case in cases
        }

    def send_one(self, letter: Letter) -> Answer:
        """Hand a birth over with its papers."""
        return client_for(letter.endpoint).register_birth(
            letter.body,
            key=letter.key,
            sent_before=letter.sent_before,
            files={digest: store.get(digest) for digest in read_back(letter.body).files},
        )

    def collect(self, letters: Sequence[Letter]) -> Mapping[StepId, Answer]:
        """Ask about up to three births; what was granted is believed only after its check."""
        references = {letter.subject: reference_in(letter.body) for letter in letters}
        answers = client_for(letters[0].endpoint).fetch_results(list(references.values()))
        return {
            letter.subject: checked(
                answers[references[letter.subject]], letter, references[letter.subject]
            )
            for letter in letters
        }


def client_for(endpoint: str) -> CivilStatusRegister:
    """Return the client of one province's door."""
    province = endpoint.removeprefix(SYSTEM).removeprefix(".")
    return _client(province, **reach(SYSTEM))


@cache
def _client(
    province: str, base_url: str, token: str | None, authorities: str | None
) -> CivilStatusRegister:
    # One a process for each province, so that connections are kept.
    return CivilStatusRegister(
        base_url, province_code=province, token=token, authorities=authorities
    )


def checked(answer: Answer, letter: Letter, reference: str) -> Answer:
    """Return what the register says in our words; a grant is checked before it is believed."""
    if isinstance(answer, Returned):
        return opened(answer)
    if isinstance(answer, Refused):
        return Refused(BY_REGISTER, note=answer.reason)
    return believed(answer, letter, reference) if isinstance(answer, Granted) else answer


def believed(answer: Granted, letter: Letter, reference: str) -> Answer:
    """Return a grant only if it is whole, about our child and well signed.

    What the register has entered but not handed out as it must is Accepted, under a note.
    """
    if not all(answer.facts.get(name) for name in ("personal_number", "number", "book")):
        return Accepted(reference, note="number_due")
    e_copies = [one for one in answer.documents if one.kind == E_COPY]
    if not e_copies:
        return Accepted(reference, note="e_copy_due")
    facts = facts_from(answer.facts, read_back(letter.body))
    if facts is None or not pdf_signatures.check(e_copies[-1].content, anchors()).ok:
        return Accepted(reference, note="e_copy_invalid")
    return replace(answer, facts=asdict(facts))


def anchors() -> list[bytes]:
    """Return the certificates an e-copy may be signed under; none means that none is believed."""
    return [Path(path).read_bytes() for path in getattr(settings, "CIVIL_STATUS_ANCHORS", ())]


def facts_from(told: Mapping[str, object], sent: SentBirth) -> BirthFacts | None:
    """Return the facts of a grant, None unless the register echoes our child.

    Name, sex and day of birth must all be told: what is not told is not taken for agreement.
    """
    ours = {
        "full_name": name_key(sent.full_name),
        "sex": sent.sex,
        "born_on": PartialDate.parse(sent.born_on).iso,
    }
    if any(name_key(str(told.get(name) or "")) != ours[name] for name in ours):
        return None
    return BirthFacts(**{fact.name: str(told.get(fact.name) or "") for fact in fields(BirthFacts)})


def opened(answer: Returned) -> Returned:
    """Return a return in our own codes; where it names nothing known, everything is opened."""
    known = [RETURNED_FOR[item] for item in answer.items if item in RETURNED_FOR]
    items = [f"{CODE}.{name}" for _reason, names in known for name in names] or EVERY_FIELD
    reasons = {reason for reason, _names in known}
    sentence = answer.reason.strip(" .") and answer.reason
    return Returned(
        reasons.pop() if len(reasons) == 1 else BY_REGISTER,
        tuple(dict.fromkeys(items)),
        sentence or gettext("Cơ quan đăng ký chưa ghi rõ lý do. Xin xem lại các mục đã khai."),
    )


def papers_of(step_ids: Sequence[StepId]) -> dict[StepId, list[AttachedFile]]:
    """Return the papers each family sent that still count, in one query."""
    papers: dict[StepId, list[AttachedFile]] = {}
    uploads = Attachment.objects.filter(
        step__in=step_ids, kind=Attachment.Kind.UPLOAD, superseded_at__isnull=True
    ).order_by("pk")
    for upload in uploads:
        title = UPLOADS.get(upload.field.rpartition(".")[2], upload.field)
        papers.setdefault(upload.step_id, []).append(
            AttachedFile(1, str(title), upload.filename, upload.document_id)
        )
    return papers


def codes_in(declaration: BirthDeclaration) -> list[str]:
    """Return the codes of all communes a declaration names."""
    return [code for column in COMMUNE_COLUMNS if (code := getattr(declaration, column))]


def written(
    case: Case,
    declaration: BirthDeclaration,
    places: Mapping[str, Commune],
    papers: Sequence[AttachedFile],
) -> BirthRegistration:
    """Return a declaration in the words of the register's client."""

    def address(code: str, line: str) -> Address:
        commune = places.get(code)
        return Address(commune.province_id, commune.code, line) if commune else Address(line=line)

    def parent(who: str) -> Parent | None:
        told = {name: getattr(declaration, f"{who}_{name}") for name in PARENT_COLUMNS}
        if not told["given_name"]:
            return None
        number = told["personal_number"]
        old = len(number) == 9
        return Parent(
            full_name=declaration.parent_name(who),
            born_on=dotted(told["born_on"]),
            ethnicity=told["ethnicity"],
            personal_number="" if old else number,
            document_kind="2" if old else "",
            document_number=number if old else "",
            residence_kind=told["residence_kind"],
            residence=address(told["residence_commune"], told["residence_line"]),
        )

    born_on = PartialDate.from_date(declaration.born_on)
    applicant = declaration.step.dossier.applicant
    return BirthRegistration(
        dossier_code=case.dossier_code,
        revision=case.revision,
        filed_at=case.filed_at,
        unit_code=int(case.commune_code),
        registrar=places[case.commune_code].committee,
        registration="late" if is_late(declaration, case) else "on_time",
        child=Child(
            full_name=declaration.full_name,
            sex=declaration.sex,
            born_on=dotted(born_on),
            born_on_in_words=date_in_words(born_on),
            birth_place=address(declaration.birth_place_commune, declaration.birth_place_line),
            hometown=address(*declaration.hometown),
            ethnicity=declaration.ethnicity,
            birth_place_name=declaration.birth_place_line,
        ),
        applicant=Applicant(
            full_name=applicant.full_name,
            relation=declaration.relation,
            personal_number=applicant.personal_number,
            phone=declaration.phone,
            email=declaration.email,
        ),
        mother=parent("mother"),
        father=parent("father"),
        birth_notice_number=declaration.paper_number,
        birth_notice_issued_on=dotted(declaration.paper_issued_on),
        paper_copies=declaration.copies,
        files=tuple(papers),
    )


def dotted(known: Any) -> str:
    """Return a date as the register writes it: 05.11.2026, 11.2026 or 2026."""
    return str(known).replace("/", ".") if known else ""


def is_late(declaration: BirthDeclaration, case: Case) -> bool:
    """Tell whether the birth was filed after the limit in force that day."""
    filed_on = timezone.localdate(case.filed_at)
    limit = time_limit("duty.birth", filed_on)
    return limit is not None and rules.is_late(declaration.born_on, filed_on, limit.value)


def place_names(codes: Collection[str], *, on: date) -> dict[str, str]:
    """Return how each commune is called, with what it is called on that day if it has ended."""
    now = communes_on(codes, on=on)
    names = {}
    for code, commune in communes_by_code(codes).items():
        today = now.get(code, commune)
        name = f"{today.title}, {today.province.title}"
        if today.code != code:
            name = str(_("{former}, nay là {name}")).format(former=commune.title, name=name)
        names[code] = name
    return names


# What stands at the desk instead of labels that speak to the family.
DESK_LABELS = {
    "applicant.relation": _("Người khai"),
    "differences.explanation": _("Gia đình giải thích chỗ khác giấy"),
    "child.paper_remark": _("Gia đình báo giấy ghi nhầm"),
}


def summarise(declaration: BirthDeclaration, case: Case, names: Mapping[str, str]) -> Summary:
    """Return the labelled values of one declaration; what was left blank is left out."""
    late = _("Quá hạn") if is_late(declaration, case) else _("Đúng hạn")
    values = [Value(f"{CODE}.registration", str(_("Loại đăng ký")), str(late))]
    if declaration.notice_number:
        signed = _("Bệnh viện đã ký đúng.")
        values.append(Value(f"{CODE}.paper.signed", str(_("Giấy chứng sinh")), str(signed)))
    for page in PAGES:
        for name, column in page.stored().items():
            asked, kept = page.base_fields[name], getattr(declaration, column)
            if not kept or (page is FitPage and kept == asked.initial):
                continue
            text = shown(asked, kept, names)
            if column in FOLLOWED and (taken := FOLLOWED[column](declaration)):
                text = f"{text}: {taken}"
            label = str(asked.label)
            if page.about:
                label = f"{page.about}: {mid_sentence(label)}"
            code = f"{CODE}.{page.code}.{name}"
            official, at_desk = (
                page.official.get(name, ""),
                DESK_LABELS.get(f"{page.code}.{name}", ""),
            )
            values.append(Value(code, label, text, official, str(at_desk)))
    return Summary(declaration.full_name, tuple(values))


def shown(asked: Any, kept: Any, names: Mapping[str, str]) -> str:
    """Return a stored answer as people read it."""
    if isinstance(asked, CommuneField):
        return names.get(kept, str(kept))
    if kept is True:
        return str(_("Có"))
    if hasattr(asked, "choices"):
        return str(dict(asked.choices).get(kept, kept))
    if isinstance(kept, time):
        return f"{kept:%H:%M}"
    return f"{kept:%d/%m/%Y}" if isinstance(kept, date) else str(kept)


# What stands behind "as the father's": the surname, the ethnicity itself.
FOLLOWED: dict[str, Callable[[BirthDeclaration], str]] = {
    "surname_from": lambda declaration: declaration.child_surname,
    "ethnicity_from": lambda declaration: dict(Ethnicity.choices).get(declaration.ethnicity, ""),
}
