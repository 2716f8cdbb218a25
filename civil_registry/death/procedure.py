"""Death registration: declared by a relative, examined by the commune, entered in the register."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civil_registry.death import rules
from civil_registry.death.forms import (
    CODE,
    PAGES,
    as_held,
    counter,
    declared_before,
    differences_of,
    fill,
    not_wanted,
    offered_for,
    papers_for,
    registration_of,
    rest_on,
    sought_by,
)
from civil_registry.death.models import (
    ONE_THAT_COUNTS,
    DeathDeclaration,
    NoticeKind,
    Relation,
    Sudden,
)
from integrations import pdf_signatures
from integrations.civil_status_register import (
    DEATHS,
    MOST_PER_CALL,
    CivilStatusRegister,
    reference_in,
)
from integrations.death_body import compose_death, read_back
from integrations.death_registration import (
    Address,
    Applicant,
    AttachedFile,
    DeathNotice,
    DeathRegistration,
    Deceased,
    SentDeath,
)
from portal.documents import store
from portal.handovers.answers import Accepted, Answer, Granted, Refused, Returned
from portal.handovers.carriers import Letter
from portal.handovers.outside import reach
from portal.hospital_papers.services import NoticeFacts
from portal.people.dates_in_words import date_in_words
from portal.people.forms import mid_sentence
from portal.people.names import name_key
from portal.people.partial_dates import PartialDate
from portal.pipeline.models import Attachment
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
    Value,
    Way,
)
from portal.pipeline.registry import register
from portal.places.form_fields import CommuneField
from portal.places.models import Commune
from portal.places.selectors import communes_by_code, communes_on
from portal.statutes.selectors import form_version, switch_is_on

SYSTEM = "civil_status_register"
E_COPY = "death_certificate"
BY_REGISTER = "register"  # the reason is in the register's own words, which no journal may hold
UPLOADS = {
    "death_paper": _("Giấy báo tử hoặc giấy thay thế"),
    "evidence": _("Chứng cứ thay thế"),
}
COMMUNE_COLUMNS = ("residence_commune", "place_commune", "office_commune")
EVERY_FIELD = [
    f"{CODE}.{page.code}.{name}"
    for page in PAGES
    if not page.before_filing
    for name in page.stored()
]
# What the register names in a return: our reason for it, and the fields that it opens.
RETURNED_FOR: dict[str, tuple[str, tuple[str, ...]]] = {
    "notice": (
        "KT01",
        tuple(
            f"notice.{name}" for name in ("kind", "number", "issued_on", "facility", "death_paper")
        ),
    ),
    "evidence": ("KT02", ("notice.evidence",)),
    "applicant.relation": (BY_REGISTER, ("applicant.relation", "applicant.relation_other")),
} | {
    f"deceased.{named}": ("KT03", names)
    for named, names in {
        "full_name": ("deceased.surname", "deceased.middle_name", "deceased.given_name"),
        "sex": ("deceased.sex",),
        "born_on": ("deceased.born_on",),
        "ethnicity": ("deceased.ethnicity",),
        "personal_number": ("deceased.personal_number",),
        "residence": (
            "residence.residence_kind",
            "residence.residence_commune",
            "residence.residence_line",
        ),
        "died_on": ("event.died_on",),
        "died_time": ("event.died_time",),
        "place": ("event.place_kind", "event.place_commune", "event.place_line"),
        "cause": ("event.cause",),
    }.items()
}


@dataclass(frozen=True, slots=True)
class DeathFacts:
    """What a registered death establishes for the steps that follow; plain texts, days in ISO.

    `personal_number` may be "", `born_on` and `died_on` may be a year, or month and year.
    """

    full_name: str
    sex: str
    born_on: str
    personal_number: str
    died_on: str
    registered_on: str
    number: str
    book: str
    page: str
    e_copy_sha256: str
    e_copy_title: str


def e_copy_title(on: date) -> str:
    """Return what the register's paper is called on a day (from 01/03/2027 Giấy chứng tử)."""
    row = form_version(E_COPY, on)
    return row.title if row else gettext("Trích lục khai tử")


def _title_today() -> str:
    return e_copy_title(timezone.localdate())


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
    result_title: ClassVar[Any] = lazy(_title_today, str)()
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
        cases = [one for one in rules.BY_SITUATION.values() if one.branch == branch]
        found = counter(cases[0]) if cases else None
        return found if found and found.way is Way.NOTHING else None

    def not_wanted(self, declared: Mapping[str, Any]) -> frozenset[str]:
        """Return the procedures the family may choose and leaves for later."""
        return not_wanted(declared)

    def record_answers(self, *, step_id: StepId, answers: Mapping[str, Any]) -> None:
        """Store answers, of all pages at filing or of some when corrected.

        Raises AlreadyDeclared where a declaration that counts names the same personal number,
        also one that is stored at the same moment: the database lets only one through.
        """
        known = DeathDeclaration.objects.filter(pk=step_id).first()
        declaration = fill(known or DeathDeclaration(step_id=step_id), answers)
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
        commune = communes_by_code([commune_code])[commune_code]
        door = f"{SYSTEM}.{commune.province_id}"
        return Agency(f"peoples_committee.{commune_code}", commune.committee, door)

    def summary(self, cases: Sequence[Case]) -> Mapping[StepId, Summary]:
        """Return what was declared, in the order of the pages."""
        declarations = DeathDeclaration.objects.in_bulk([case.step_id for case in cases])
        codes = {code for one in declarations.values() for code in codes_in(one)}
        names = place_names(codes, on=max(timezone.localdate(case.filed_at) for case in cases))
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
        papers = papers_of(ids)
        return {
            case.step_id: compose_death(
                written(case, declarations[case.step_id], places, papers.get(case.step_id, ()))
            )
            for case in cases
        }

    def send_one(self, letter: Letter) -> Answer:
        """Hand a death over with its papers."""
        return client_for(letter.endpoint).register_death(
            letter.body,
            key=letter.key,
            sent_before=letter.sent_before,
            files={digest: store.get(digest) for digest in read_back(letter.body).files},
        )

    def collect(self, letters: Sequence[Letter]) -> Mapping[StepId, Answer]:
        """Ask about up to three deaths; what was granted is believed only after its check."""
        references = {letter.subject: reference_in(letter.body) for letter in letters}
        answers = client_for(letters[0].endpoint).fetch_results(list(references.values()))
        return {
            letter.subject: checked(
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


def client_for(endpoint: str) -> CivilStatusRegister:
    """Return the client of one province's door to the book of deaths."""
    province = endpoint.removeprefix(SYSTEM).removeprefix(".")
    return _client(province, **reach(SYSTEM))


@cache
def _client(
    province: str, base_url: str, token: str | None, authorities: str | None
) -> CivilStatusRegister:
    # One a process for each province, so that connections are kept.
    return CivilStatusRegister(
        base_url, province_code=province, token=token, authorities=authorities, book=DEATHS
    )


def checked(answer: Answer, letter: Letter, reference: str) -> Answer:
    """Return what the register says in our words; a grant is checked before it is believed."""
    if isinstance(answer, Returned):
        return opened(answer)
    if isinstance(answer, Refused):
        return Refused(BY_REGISTER, note=answer.reason)
    return believed(answer, letter, reference) if isinstance(answer, Granted) else answer


def believed(answer: Granted, letter: Letter, reference: str) -> Answer:
    """Return a grant only if it is whole, about our deceased and well signed.

    What the register has entered but not handed out as it must is Accepted, under a note.
    """
    e_copies = [one for one in answer.documents if one.kind == E_COPY]
    if not e_copies or not all(answer.facts.get(name) for name in ("number", "book")):
        return Accepted(reference, note="e_copy_due")
    facts = facts_from(answer.facts, read_back(letter.body))
    if facts is None or not pdf_signatures.check(e_copies[-1].content, anchors()).ok:
        return Accepted(reference, note="e_copy_invalid")
    return replace(answer, facts=asdict(facts))


def anchors() -> list[bytes]:
    """Return the certificates an e-copy may be signed under; none means that none is believed."""
    return [Path(path).read_bytes() for path in getattr(settings, "CIVIL_STATUS_ANCHORS", ())]


def facts_from(told: Mapping[str, object], sent: SentDeath) -> DeathFacts | None:
    """Return the facts of a grant, None unless the register echoes our deceased.

    Name, sex and day of death must all be told as we told them, and the number where we knew it:
    what is not told is not taken for agreement.
    """
    same = (
        name_key(str(told.get("full_name") or "")) == name_key(sent.full_name)
        and told.get("sex") == sent.sex
        and str(told.get("died_on") or "").replace("/", ".") == sent.died_on
        and (not sent.personal_number or told.get("personal_number") == sent.personal_number)
    )
    if not same:
        return None
    from_register = {
        fact.name: str(told.get(fact.name) or "")
        for fact in fields(DeathFacts)
        if fact.name not in ("born_on", "died_on")
    }
    return DeathFacts(
        **from_register,
        born_on=PartialDate.parse(sent.born_on).iso if sent.born_on else "",
        died_on=PartialDate.parse(sent.died_on).iso,
    )


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


def codes_in(declaration: DeathDeclaration) -> list[str]:
    """Return the codes of all communes a declaration names."""
    return [code for column in COMMUNE_COLUMNS if (code := getattr(declaration, column))]


def written(
    case: Case,
    declaration: DeathDeclaration,
    places: Mapping[str, Commune],
    papers: Sequence[AttachedFile],
) -> DeathRegistration:
    """Return a declaration in the words of the register's client."""

    def address(code: str, line: str) -> Address:
        commune = places.get(code)
        return Address(commune.province_id, commune.code, line) if commune else Address(line=line)

    number = declaration.personal_number
    is_old = len(number) == 9
    applicant = declaration.step.dossier.applicant
    return DeathRegistration(
        dossier_code=case.dossier_code,
        revision=case.revision,
        filed_at=case.filed_at,
        unit_code=int(case.commune_code),
        registrar=places[case.commune_code].committee,
        registration=registered_as(declaration, case),
        deceased=Deceased(
            full_name=declaration.full_name,
            sex=declaration.sex,
            born_on=dotted(declaration.born_on),
            died_on=dotted(declaration.died_on),
            died_on_in_words=date_in_words(declaration.day_of_death),
            ethnicity=declaration.ethnicity,
            personal_number="" if is_old else number,
            document_kind="2" if is_old else "",
            document_number=number if is_old else "",
            residence_kind=declaration.residence_kind,
            residence=address(declaration.residence_commune, declaration.residence_line),
            died_time=declaration.died_time,
            place=address(declaration.place_commune, declaration.place_line),
            place_name=declaration.place_line,
            cause=declaration.cause,
        ),
        applicant=Applicant(
            full_name=applicant.full_name,
            relation=relation_told(declaration),
            personal_number=applicant.personal_number,
            phone=declaration.phone,
            email=declaration.email,
        ),
        notice=notice_told(declaration),
        hospital_number=declaration.notice_number if declaration.signed_number else "",
        hospital_issued_on=dotted(declaration.notice_issued_on)
        if declaration.signed_number
        else "",
        paper_copies=declaration.copies,
        files=tuple(papers),
    )


def relation_told(declaration: DeathDeclaration) -> str:
    """Return what the applicant is to the deceased, in their own words if no relative."""
    return declaration.relation_other or str(Relation(declaration.relation).label)


def is_ours_to_issue(declaration: DeathDeclaration, case: Case) -> bool:
    """Tell whether a commune must issue the notice this declaration lacks."""
    filed_on = timezone.localdate(case.filed_at)
    return (
        switch_is_on("death.notice_inside_dossier", filed_on)
        and registered_as(declaration, case) != rules.LONG_DEAD
        and rules.commune_issues_notice(
            declaration.place_kind, sudden=declaration.sudden == Sudden.YES
        )
    )


def notice_of_commune(
    declaration: DeathDeclaration, case: Case, places: Mapping[str, Commune]
) -> IssuedPaper:
    """Return the notice as far as the commune where the person died has issued it."""
    place = places.get(declaration.place_commune)
    return IssuedPaper(
        title=str(NoticeKind.DEATH_NOTICE.label),
        issuer=place.committee if place else "",
        is_here=declaration.place_commune == case.commune_code,
        number=declaration.issued_number,
        issued_on=declaration.issued_on,
    )


def notice_told(declaration: DeathDeclaration) -> DeathNotice:
    """Return the notice the family named, or the one the commune issued in this dossier."""
    if declaration.has_notice:
        return DeathNotice(
            str(NoticeKind(declaration.notice_kind).label),
            declaration.notice_number,
            dotted(declaration.notice_issued_on),
            declaration.notice_facility,
        )
    if not declaration.issued_number or declaration.issued_on is None:
        return DeathNotice()
    return DeathNotice(
        str(NoticeKind.DEATH_NOTICE.label),
        declaration.issued_number,
        dotted(PartialDate.from_date(declaration.issued_on)),
        declaration.issued_by,
    )


def signed_told(declaration: DeathDeclaration) -> dict[str, str]:
    """Return number and day of the hospital's signed notice, if the declaration rests on one."""
    if not declaration.signed_number:
        return {}
    return {
        "hospital_number": declaration.notice_number,
        "hospital_issued_on": dotted(declaration.notice_issued_on),
    }


def dotted(known: Any) -> str:
    """Return a date as the register writes it: 05.11.2026, 11.2026 or 2026."""
    return str(known).replace("/", ".") if known else ""


def registered_as(declaration: DeathDeclaration, case: Case) -> str:
    """Return the kind of registration, by the limits in force on the day of filing."""
    filed_on = timezone.localdate(case.filed_at)
    return registration_of(declaration.day_of_death, declaration.notice_kind, filed_on)


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
    "applicant.relation": _("Người khai là"),
    "applicant.relation_other": _("Người khai, tự ghi"),
    "residence.residence_kind": _("Nơi cư trú cuối cùng: loại cư trú"),
    "event.sudden": _("Tai nạn, đột ngột hoặc chưa rõ nguyên nhân"),
}
REGISTRATIONS = {
    rules.ON_TIME: _("Đúng hạn"),
    rules.LATE: _("Quá hạn"),
    rules.LONG_DEAD: _("Người chết đã lâu"),
}
UNTOLD = frozenset({"fit.situation", "fit.nationality"})  # always the same in what was filed


def summarise(declaration: DeathDeclaration, case: Case, names: Mapping[str, str]) -> Summary:
    """Return the labelled values of one declaration; what was left blank is left out."""
    kind = str(REGISTRATIONS[registered_as(declaration, case)])
    values = [Value(f"{CODE}.registration", str(_("Loại đăng ký")), kind)]
    for page in PAGES:
        for name, column in page.stored().items():
            place, kept = f"{page.code}.{name}", getattr(declaration, column)
            if not kept or place in UNTOLD:
                continue
            asked = page.base_fields[name]
            label = str(asked.label)
            if page.about:
                label = f"{page.about}: {mid_sentence(label)}"
            official, at_desk = page.official.get(name, ""), str(DESK_LABELS.get(place, ""))
            text = shown(asked, kept, names)
            values.append(Value(f"{CODE}.{place}", label, text, official, at_desk))
    if declaration.signed_number:
        signed = str(_("Giấy báo tử: bệnh viện đã ký số"))
        values.append(Value(f"{CODE}.notice.signed", signed, str(_("Có"))))
    if declaration.issued_number:
        values.append(_issued(declaration))
    return Summary(declaration.full_name, tuple(values))


def _issued(declaration: DeathDeclaration) -> Value:
    text = f"{declaration.issued_number}, {declaration.issued_on:%d/%m/%Y}"
    label = str(_("Giấy báo tử do UBND cấp"))
    return Value(f"{CODE}.notice.issued", label, f"{text}, {declaration.issued_by}")


def shown(asked: Any, kept: Any, names: Mapping[str, str]) -> str:
    """Return a stored answer as people read it."""
    if isinstance(asked, CommuneField) or kept in names:
        return names.get(kept, str(kept))
    if kept is True:
        return str(_("Có"))
    if hasattr(asked, "choices"):
        return str(dict(asked.choices).get(kept, kept))
    return str(kept)
