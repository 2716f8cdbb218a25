"""Registration of a newborn child's permanent residence: the police's register decides."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, ClassVar

import orjson
from django.core.cache import cache as memory
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from integrations.residence_register import MOST_PER_CALL, ResidenceRegister, parse_delivery
from integrations.residence_registration import (
    AttachedPaper,
    BirthEntry,
    GivenConsent,
    Resident,
    compose_registration,
)
from integrations.residence_registration import ResidenceRegistration as Registration
from integrations.vneid import AT_A_DOOR, VNeID
from integrations.vneid import Household as RegisteredHousehold
from portal.accounts.models import Citizen
from portal.consents.models import GIVEN, Cause, Consent
from portal.documents import store
from portal.handovers.answers import Answer, Granted, NoAnswer, NoAnswerKind, Refused, Returned
from portal.handovers.carriers import Letter
from portal.handovers.models import Endpoint, Handover
from portal.handovers.outside import reach
from portal.people.codes import RelationToHead
from portal.people.families import BIRTH, Family, Parent, Person, family_of
from portal.people.names import name_key
from portal.pipeline.models import Attachment, Step
from portal.pipeline.procedures import Agency, Case, ConsentNeed, Offer, Procedure, Summary, Value
from portal.pipeline.registry import register
from portal.places.models import OfficeKind
from portal.places.selectors import full_address, full_addresses, offices
from portal.statutes.selectors import statute_text, switch_is_on
from residence.registration import rules
from residence.registration.forms import PAGES
from residence.registration.models import (
    CONSENT_WAY,
    WITH_WHOM,
    DwellingOwner,
    ResidenceDeclaration,
)
from residence.registration.rules import LEG, AgreesBy, HeadIs, Household

REGISTER = "residence_register"
HOUSEHOLDS = "vneid"
QUIET, QUIET_SECONDS = "residence.registration.quiet", 60
CHANNEL = "step"
_KEY = re.compile(rf"{CHANNEL}-([0-9]{{1,18}})\.([0-9]{{1,9}})")


class AnotherAgreed(Exception):
    """Somebody agreed in a capacity in which the declaration names another person."""

    def __init__(self, step_id: int, role: str) -> None:
        super().__init__(f"step {step_id}: who agreed as {role} is not who was declared")


class HeadUnnamed(Exception):
    """The head is known by half a name only: nobody who was asked has said who it is."""

    def __init__(self, step_id: int) -> None:
        super().__init__(f"step {step_id}: the head is known by a handle alone")


@dataclass(frozen=True, slots=True)
class ResidenceFacts:
    """What a registered residence establishes; plain texts, days in ISO."""

    notice_number: str
    registered_on: str
    residence_kind: str
    commune_code: str
    address_line: str
    relation_to_head: str
    notice_sha256: str


@register
class ResidenceRegistration(Procedure):
    """The child takes the permanent residence of father or mother, or one both agree to."""

    code = LEG
    title: ClassVar[Any] = _("Đăng ký thường trú")
    follows: ClassVar[tuple[str, ...]] = (BIRTH,)
    offered = Offer.CHOICE
    pages = PAGES
    facts = ResidenceFacts
    time_limit = LEG
    duty = "duty.residence_of_minor"
    granted_label: ClassVar[Any] = _("Đã đăng ký thường trú")
    result_title: ClassVar[Any] = _("Thông báo kết quả cư trú (CT08)")
    codes_per_question = MOST_PER_CALL
    pushed_by = (REGISTER,)

    def applies(self, declared: Mapping[str, Any]) -> bool:
        """Leave the leg out where nobody could register it, or where an official must."""
        place, head = (declared.get(f"{LEG}.{page}") or {} for page in ("place", "head"))
        head_is = head.get("household_head") or ""
        branches = (
            rules.branch_of_family(family_of(declared)),
            rules.branch_of_place(place["with_whom"], place["dwelling"]) if place else None,
            rules.branch_of_head(head_is, rules.state_of_head(declared, head_is)),
        )
        return not any(branches)

    def look_up(
        self, *, declared: Mapping[str, Any], known: Mapping[str, Any], applicant: Any = None
    ) -> Mapping[str, Any]:
        """Return whom the residence data name as head of the applicant's own household (R12).

        For the door, which keeps it as `declared["residence.registration.offered"]`; network yes.
        Asked once a day, of nobody but who is signed in, and only if the child will live there;
        again at once if VNeID does not know a head any more whom it named. Silence leaves the
        plain ways: a name and a number, or a code the head enters.
        """
        if applicant is None or not rules.lives_with_applicant(declared):
            return known
        today = timezone.localdate().isoformat()
        household = known.get("household") or {}
        is_gone = not known.get("unreachable") and _is_unreachable(household, applicant)
        if known.get("on") == today and not is_gone:
            return known
        found = household_of(applicant.personal_number)
        if found is None:
            return {} if is_gone else known
        return {
            "on": today,
            "household": found,
            "unreachable": _is_unreachable(found, applicant),
        }

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return where the child will live; of a leg left out, where a parent does."""
        chosen = (answers.get(f"{LEG}.place") or {}).get("commune")
        parents = family_of(answers).parents.values()
        return str(chosen or next((one.commune_code for one in parents if one.commune_code), ""))

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return the police of the commune where the child will live."""
        commune = self.commune_for(answers)
        office = offices([commune], OfficeKind.POLICE).get(commune)
        return Agency(f"police.{commune}", office.title if office else "Công an xã", REGISTER)

    def record_answers(self, *, step_id: int, answers: Mapping[str, Any]) -> None:
        """Store what was declared; pages that are absent (a correction) leave theirs as it was."""
        citizen = Citizen.objects.get(dossiers__steps=step_id)
        applicant = Person(citizen.full_name, citizen.personal_number)
        known = ResidenceDeclaration.objects.filter(pk=step_id).first()
        declaration = known or ResidenceDeclaration(step_id=step_id)
        _take_family(declaration, family_of(answers), applicant)
        _take_place(declaration, answers)
        household = _household(declaration, answers, applicant)
        if household is None:
            declaration.save()
            return
        said, head = rules.head_declared(answers), household.head
        declaration.head_is = said["household_head"]
        declaration.head_name = "" if head.handle else head.full_name
        declaration.head_masked_name = head.full_name[:200] if head.handle else ""
        declaration.head_number, declaration.head_handle = head.personal_number, head.handle
        declaration.owner_is_head = said.get("owner") == rules.HEAD
        every = said.get("every_owner", True)
        if _filing_is_enough(declaration, household, applicant, every_owner=every):
            declaration.consent_way = AgreesBy.FILING.value
        elif declaration.consent_way == AgreesBy.FILING:
            declaration.consent_way = AgreesBy.ASKED.value
        declaration.save()
        _replace_owners(declaration, household)

    def consents(self, *, step_id: int, applicant: Citizen) -> Sequence[ConsentNeed]:
        """Return a request for each capacity in which somebody beside the applicant must agree."""
        declaration = ResidenceDeclaration.objects.select_related("step__dossier").get(pk=step_id)
        on = timezone.localdate(declaration.step.dossier.filed_at)
        every = switch_is_on(rules.EVERY_OWNER, on)
        address = full_address(declaration.commune_code, declaration.address_line)
        text = text_to_agree_to(declaration.child_name, address, on)
        return [
            ConsentNeed(
                one.role,
                rules.number_to_ask(one.person),
                one.person.full_name,
                text,
                one.person.handle,
            )
            for one in declaration.agreements(applicant.personal_number, every_owner=every)
            if one.by is AgreesBy.ASKED
        ]

    def summary(self, cases: Sequence[Case]) -> Mapping[int, Summary]:
        """Return what was declared, in words; three queries however many cases."""
        filed = {case.step_id: timezone.localdate(case.filed_at) for case in cases}
        declarations = _declarations(filed)
        addresses = full_addresses((one.commune_code, one.address_line) for one in declarations)
        return {
            one.pk: Summary(
                str(self.title),
                tuple(
                    Value(f"{LEG}.{field}", label, text, official)
                    for field, label, text, official in _lines(
                        one, addresses[one.commune_code, one.address_line], filed[one.pk]
                    )
                    if text
                ),
            )
            for one in declarations
        }

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return the register's record of each child; five queries however many cases.

        Raises AnotherAgreed: the police must never get one head with the consent of another; and
        HeadUnnamed: they never get half a name.
        """
        by_step = {case.step_id: case for case in cases}
        declarations = _declarations(by_step)
        addresses = full_addresses((one.commune_code, one.address_line) for one in declarations)
        consents = _consents(by_step)
        papers = _papers(by_step)
        return {
            one.pk: compose_registration(
                _written(
                    by_step[one.pk],
                    one,
                    addresses[one.commune_code, one.address_line],
                    consents.get(one.pk, []),
                    papers.get(one.pk, []),
                )
            )
            for one in declarations
        }

    def send_one(self, letter: Letter) -> Answer:
        """Hand a registration over with its papers."""
        digests = [paper["sha256"] for paper in orjson.loads(letter.body)["papers"]]
        files = {digest: store.get(digest) for digest in digests}
        told = client().register(letter.body, key=letter.key, files=files)
        return checked(told, letter.body)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask about up to fifty registrations in one call."""
        told = client().fetch_results([letter.key for letter in letters])
        return {letter.subject: checked(told[letter.key], letter.body) for letter in letters}

    def read(self, raw: bytes) -> Sequence[tuple[int, int, Answer]]:
        """Read what the register pushed; it is held against the letter it answers."""
        words = []
        for key, revision, told in parse_delivery(raw):
            found = _KEY.fullmatch(key)
            if found is None or int(found[2]) != revision:
                raise ValueError("a key that is not ours")
            step_id = int(found[1])
            answer = checked(told, _body_of(step_id, revision))
            if isinstance(answer, NoAnswer):
                raise ValueError("no answer to this letter")
            words.append((step_id, revision, answer))
        return words


@cache
def client() -> ResidenceRegister:
    """Return the register's client, made once a process."""
    return ResidenceRegister(**reach(REGISTER))


@cache
def door() -> VNeID:
    """Return VNeID's client for whoever asks while a family waits for its page."""
    return VNeID(**reach(HOUSEHOLDS), timeout=AT_A_DOOR)


def household_of(personal_number: str) -> Mapping[str, Any] | None:
    """Return a household's head and commune, {} if there is none, None while nobody can be asked.

    An open circuit, or a question that failed within the last minute, costs no family any time.
    """
    is_away = Endpoint.objects.filter(code=HOUSEHOLDS, open_until__gt=Now())
    if memory.get(QUIET) or is_away.exists():
        return None
    found = door().find_household(personal_number)
    if found is None:
        return {}
    if not isinstance(found, RegisteredHousehold):
        memory.set(QUIET, True, QUIET_SECONDS)
        return None
    return {
        "commune_code": found.commune_code,
        "masked_name": rules.half_masked(found.head.masked_name),
        "handle": found.head.handle,
        "state": found.head.state,
        "is_applicant": found.head.is_the_asked,
    }


def _is_unreachable(household: Mapping[str, Any], applicant: Citizen) -> bool:
    """Say whether VNeID could not reach this head when the applicant's family had them asked."""
    if not household.get("handle"):
        return False
    steps = Step.objects.filter(dossier__applicant=applicant, procedure=LEG)
    asked = Consent.objects.filter(step_id__in=steps.values("pk"), cause=Cause.UNREACHABLE)
    return asked.filter(handle=household["handle"]).exists()


def checked(answer: Answer, body: bytes) -> Answer:
    """Return an answer in our own words; a grant only if it is about the child in the letter."""
    if isinstance(answer, Returned):
        reason = rules.reason_of(answer.items)
        return Returned(reason.code, reason.items, answer.note or answer.reason)
    if isinstance(answer, Refused):
        return Refused(rules.REFUSED, answer.note or answer.reason)
    if not isinstance(answer, Granted):
        return answer
    sent = orjson.loads(body)
    about = (answer.facts.get("dossier"), answer.facts.get("personal_number"))
    if about != (sent["dossier"], sent["resident"]["personal_number"]):
        return NoAnswer(NoAnswerKind.GARBLED)
    told = {**answer.facts, "relation_to_head": sent["resident"]["relation_to_head"]}
    facts = ResidenceFacts(**{one.name: str(told[one.name]) for one in fields(ResidenceFacts)})
    return replace(answer, facts=asdict(facts))


def _body_of(step_id: int, revision: int) -> bytes:
    letter = Handover.objects.filter(channel=CHANNEL, topic=LEG, subject=step_id, revision=revision)
    body = letter.values_list("body", flat=True).first()
    if not body:
        raise ValueError("nothing was sent under this key")
    return bytes(body)


def _consents(step_ids: Mapping[int, Any]) -> dict[int, list[Consent]]:
    given: dict[int, list[Consent]] = {}
    for one in Consent.objects.filter(step_id__in=step_ids, status__in=GIVEN).order_by("pk"):
        given.setdefault(one.step_id, []).append(one)
    return given


def _papers(step_ids: Mapping[int, Any]) -> dict[int, list[AttachedPaper]]:
    papers: dict[int, list[AttachedPaper]] = {}
    uploads = Attachment.objects.filter(
        step__in=step_ids, kind=Attachment.Kind.UPLOAD, superseded_at__isnull=True
    )
    for one in uploads.order_by("pk"):
        kind = one.field.rpartition(".")[2]
        papers.setdefault(one.step_id, []).append(
            AttachedPaper(kind, one.filename, one.document_id)
        )
    return papers


def _written(
    case: Case,
    declaration: ResidenceDeclaration,
    address: str,
    consents: Sequence[Consent],
    papers: Sequence[AttachedPaper],
) -> Registration:
    """Return a declaration in the words of the register's client."""
    _require_same_people(declaration, consents)
    birth = case.granted[BIRTH]
    applicant = declaration.step.dossier.applicant
    head = _head_of(declaration, consents)
    return Registration(
        dossier=case.dossier_code,
        revision=case.revision,
        commune_code=case.commune_code,
        address_line=declaration.address_line,
        resident=Resident(
            full_name=birth.full_name,
            sex=birth.sex,
            born_on=birth.born_on,
            personal_number=birth.personal_number,
            ethnicity=declaration.ethnicity,
            relation_to_head=str(RelationToHead(declaration.relation_to_head).label),
        ),
        head_full_name=head.full_name,
        head_personal_number=head.personal_number,
        applicant_full_name=applicant.full_name,
        applicant_personal_number=applicant.personal_number,
        birth=BirthEntry(birth.number, birth.book, birth.registered_on, birth.e_copy_sha256),
        consents=tuple(_agreed(case, declaration, address, consents, papers)),
        papers=tuple(papers),
    )


def _head_of(declaration: ResidenceDeclaration, consents: Sequence[Consent]) -> Person:
    """Return the head as declared, or as the person who agreed as head was found to be."""
    if declaration.head_number:
        return declaration.head
    agreed = (one for one in consents if rules.Role.HEAD in one.roles)
    named = (Person(one.full_name, one.personal_number) for one in agreed)
    if not declaration.head_handle:
        return next(named, declaration.head)
    head = next((one for one in named if one.personal_number), None)
    if head is None:
        raise HeadUnnamed(declaration.pk)
    return head


def _require_same_people(declaration: ResidenceDeclaration, consents: Sequence[Consent]) -> None:
    number = declaration.step.dossier.applicant.personal_number
    declared = declaration.agreements(number, every_owner=_every_owner(declaration))
    for one in consents:
        agreeing = Person(one.full_name, one.personal_number, handle=one.handle)
        for role in one.roles:
            named = [each.person for each in declared if each.role == role]
            if not any(_is_same(person, agreeing) for person in named):
                raise AnotherAgreed(declaration.pk, role)


def _every_owner(declaration: ResidenceDeclaration) -> bool:
    """Say whether all owners must agree, by the law of the day of filing."""
    return switch_is_on(rules.EVERY_OWNER, timezone.localdate(declaration.step.dossier.filed_at))


def _is_same(declared: Person, agreeing: Person) -> bool:
    """Tell people apart by the number or handle that was asked; who was invited, by the name."""
    if declared.handle:
        return declared.handle == agreeing.handle
    asked = rules.number_to_ask(declared)
    if asked:
        return asked == agreeing.personal_number
    return name_key(declared.full_name) == name_key(agreeing.full_name)


def _agreed(
    case: Case,
    declaration: ResidenceDeclaration,
    address: str,
    consents: Sequence[Consent],
    papers: Sequence[AttachedPaper],
) -> list[GivenConsent]:
    """Return every agreement as the register wants it: by filing, on paper, or on VNeID."""
    filed_at = timezone.localtime(case.filed_at)
    text = text_to_agree_to(declaration.child_name, address, filed_at.date())
    by = {
        AgreesBy.FILING: sha256(text.encode()).hexdigest(),
        AgreesBy.PAPER: papers[0].sha256 if papers else "",
    }
    number = declaration.step.dossier.applicant.personal_number
    given = [
        GivenConsent(one.role, filed_at.isoformat(), by[one.by], one.by is AgreesBy.PAPER)
        for one in declaration.agreements(number, every_owner=_every_owner(declaration))
        if one.by in by
    ]
    return given + [
        GivenConsent(
            role,
            timezone.localtime(one.answered_at).isoformat(),
            one.text_sha256,
            one.paper_id is not None,
        )
        for one in consents
        for role in one.roles
    ]


def _declarations(step_ids: Mapping[int, Any]) -> list[ResidenceDeclaration]:
    rows = ResidenceDeclaration.objects.select_related("step__dossier__applicant")
    return list(rows.filter(pk__in=step_ids).prefetch_related("owners").order_by("pk"))


def _take_family(declaration: ResidenceDeclaration, family: Family, applicant: Person) -> None:
    """Copy what the declaration of birth says of the child and the parents."""
    if not family.child:
        return
    declaration.child_name, declaration.ethnicity = family.child, family.ethnicity
    declaration.applicant_role = family.applicant_role
    for which in (rules.WithWhom.FATHER, rules.WithWhom.MOTHER):
        parent = family.parents.get(which, Parent(Person("")))
        # Who has signed in is known by the personal number, whatever number was written.
        person = applicant if which == family.applicant_role else parent.person
        setattr(declaration, f"{which}_name", parent.person.full_name)
        setattr(declaration, f"{which}_number", person.personal_number)
        setattr(declaration, f"{which}_is_dead", parent.person.is_dead)


def _take_place(declaration: ResidenceDeclaration, answers: Mapping[str, Any]) -> None:
    """Copy the place, the relation and how those asked agree."""
    place = answers.get(f"{LEG}.place")
    if place:
        declaration.with_whom, declaration.dwelling = place["with_whom"], place["dwelling"]
        declaration.commune_code = place["commune"]
        declaration.address_line = place["address_line"]
    relation = answers.get(f"{LEG}.relation")
    if relation:
        declaration.relation_to_head = relation["relation_to_head"]
    way = (answers.get(f"{LEG}.consent") or {}).get("way")
    declaration.consent_way = way or declaration.consent_way or AgreesBy.ASKED.value


def _household(
    declaration: ResidenceDeclaration, answers: Mapping[str, Any], applicant: Person
) -> Household | None:
    proposal = rules.proposed_head(answers)
    people: dict[str, Person] = {**declaration.parents, HeadIs.APPLICANT: applicant}
    if proposal:
        people[HeadIs.PROPOSED] = proposal.person
    said = rules.head_declared(answers)
    return rules.household_of(said, answers.get(f"{LEG}.owners") or {}, people)


def _filing_is_enough(
    declaration: ResidenceDeclaration,
    household: Household,
    applicant: Person,
    *,
    every_owner: bool,
) -> bool:
    """Say whether everybody who must agree is the applicant (R01)."""
    if rules.needs_paper(declaration.dwelling):
        return False
    apart = declaration.with_whom == rules.WithWhom.ELSEWHERE
    needed = rules.agreements(
        applicant_number=applicant.personal_number,
        head=household.head,
        owners=household.owners,
        parents=tuple(declaration.parents.values()) if apart else (),
        every_owner=every_owner,
    )
    return all(one.by is AgreesBy.FILING for one in needed)


def _replace_owners(declaration: ResidenceDeclaration, household: Household) -> None:
    declaration.owners.all().delete()
    if declaration.owner_is_head:
        return
    DwellingOwner.objects.bulk_create(
        DwellingOwner(
            declaration=declaration,
            ordinal=ordinal,
            full_name=owner.full_name,
            personal_number=owner.personal_number,
        )
        for ordinal, owner in enumerate(household.owners, 1)
    )


def text_to_agree_to(child: str, address: str, on: date) -> str:
    """Return what people are asked to agree to, as the law of that day words it."""
    sentence = f"Đồng ý cho bé {child} đăng ký thường trú tại {address}."
    return " ".join(filter(None, (sentence, statute_text("consent.ownership", on))))


def _lines(
    declaration: ResidenceDeclaration, address: str, on: date
) -> list[tuple[str, str, str, str]]:
    """Return (field, label, text, official name); the head the register named stays masked."""
    head = declaration.head.full_name
    owners = "; ".join(one.full_name for one in declaration.owners.all())
    relation = RelationToHead(declaration.relation_to_head).label
    way = str(dict(CONSENT_WAY)[declaration.consent_way])
    return [
        (
            "place.with_whom",
            gettext("Nơi thường trú"),
            str(dict(WITH_WHOM)[declaration.with_whom]),
            "",
        ),
        ("place.address_line", gettext("Địa chỉ"), address, "DkttDiaChi"),
        ("head.household_head", gettext("Chủ hộ"), head, "DkttChuHo"),
        ("head.owner", gettext("Chủ nhà"), head if declaration.owner_is_head else owners, ""),
        ("relation.relation_to_head", gettext("Quan hệ với chủ hộ"), relation, "DkttMaQuanHe"),
        ("consent.way", gettext("Xác nhận đồng ý"), way, "LoaiXacNhanVNeID"),
        ("fee", gettext("Lệ phí"), statute_text("residence.child_fee", on), ""),
    ]
