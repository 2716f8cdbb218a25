"""A health card for a child under six: Social Insurance issues it from the birth record."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar

import orjson
from django.core.cache import cache as memory
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insurance.health_card import rules
from insurance.health_card.forms import PAGES
from insurance.health_card.models import (
    CARD_BY,
    CardDelivery,
    CardIncident,
    Cover,
    DeliveryState,
    HealthCardDeclaration,
    HouseholdMember,
    InsuredPerson,
)
from insurance.health_card.rules import CHOSEN_FOR_ME, LEG, CardBy
from integrations.health_card_application import (
    HealthCardApplication,
    InsuredChild,
    compose_application,
)
from integrations.social_insurance import (
    AT_A_DOOR,
    MOST_PER_CALL,
    Facility,
    PostalState,
    SocialInsurance,
)
from portal.accounts.models import Citizen
from portal.handovers import sets as messages
from portal.handovers.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    NoAnswerKind,
    Refused,
    Returned,
)
from portal.handovers.carriers import Carrier, Letter, carriers
from portal.handovers.models import Endpoint
from portal.handovers.outside import reach
from portal.people.families import BIRTH, family_of
from portal.pipeline.procedures import Agency, Case, Offer, Procedure, Summary, Value
from portal.pipeline.registry import register
from portal.places.models import OfficeKind
from portal.places.selectors import full_addresses, offices
from portal.statutes.selectors import statute_text

SYSTEM = "social_insurance"
POST = "card_post"
MISMATCH = "card_mismatch"
QUIET, QUIET_SECONDS = "insurance.health_card.quiet", 60


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What an issued card establishes; plain texts, days in ISO as Social Insurance answered."""

    card_number: str
    insurance_number: str
    valid_from: str
    valid_to: str
    facility_code: str
    facility_name: str
    card_sha256: str


@dataclass(frozen=True, slots=True)
class CardMismatch(Accepted):
    """A card came, and differs from the birth record in these fields: it is not a grant."""

    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InThePost(Accepted):
    """A printed card on its way, and since when it is where it is."""

    since: datetime | None = None


@register
class HealthCard(Procedure):
    """Every child gets a card; nothing is asked but where it is seen first."""

    code = LEG
    title: ClassVar[Any] = _("Cấp thẻ bảo hiểm y tế")
    follows: ClassVar[tuple[str, ...]] = (BIRTH,)
    offered = Offer.ALWAYS
    pages = PAGES
    facts = CardFacts
    time_limit = LEG
    granted_label: ClassVar[Any] = _("Đã cấp thẻ bảo hiểm y tế")
    result_title: ClassVar[Any] = _("Thẻ bảo hiểm y tế điện tử")
    codes_per_question = MOST_PER_CALL

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return the commune near which the child is seen first."""
        return rules.home_of(answers)[0]

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return the Social Insurance office in charge of the child's commune."""
        home = self.commune_for(answers)
        office = offices([home], OfficeKind.SOCIAL_INSURANCE).get(home)
        title = office.title if office else "Bảo hiểm xã hội"
        return Agency(f"social_insurance.{home}", title, SYSTEM)

    def look_up(
        self, *, declared: Mapping[str, Any], known: Mapping[str, Any], applicant: Any = None
    ) -> Mapping[str, Any]:
        """Return what the facility page may offer: asked of Social Insurance once a home and day.

        For the door, which keeps it as `declared["insurance.health_card.offered"]`; network yes.
        No list leaves the plain way, that Social Insurance chooses; one of another home is no list,
        and yesterday's is good only while no newer one can be had: places fill up and close.
        """
        home, today = self.commune_for(declared), timezone.localdate().isoformat()
        if known.get("asked") != home:
            known = {}
        if not home or known.get("on") == today:
            return known
        found = facilities_near(home)
        if found is None:
            return known
        return {"asked": home, "on": today, "facilities": [asdict(one) for one in found]}

    def record_answers(self, *, step_id: int, answers: Mapping[str, Any]) -> None:
        """Store what was declared; pages that are absent (a correction) leave theirs as it was."""
        known = HealthCardDeclaration.objects.filter(pk=step_id).first()
        declaration = known or HealthCardDeclaration(step_id=step_id)
        if family_of(answers).child:
            citizen = Citizen.objects.get(dossiers__steps=step_id)
            _take_family(declaration, answers, citizen)
        _take_facility(declaration, answers.get(f"{LEG}.facility"))
        _take_delivery(declaration, answers.get(f"{LEG}.delivery"), answers)
        declaration.save()

    def summary(self, cases: Sequence[Case]) -> Mapping[int, Summary]:
        """Return what was declared, in words; two queries however many cases."""
        declarations = _declarations(case.step_id for case in cases)
        addresses = full_addresses((one.post_commune, one.post_line) for one in declarations)
        return {
            one.pk: Summary(
                str(self.title), tuple(_values(one, addresses[one.post_commune, one.post_line]))
            )
            for one in declarations
        }

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return the application for each child; three queries however many cases."""
        by_step = {case.step_id: case for case in cases}
        declarations = _declarations(by_step)
        addresses = full_addresses((one.post_commune, one.post_line) for one in declarations)
        births = {case.granted[BIRTH].personal_number for case in cases}
        numbers = InsuredPerson.objects.filter(pk__in=births).values_list("pk", "insurance_number")
        insured = dict(numbers)
        return {
            one.pk: compose_application(
                _written(by_step[one.pk], one, addresses[one.post_commune, one.post_line], insured)
            )
            for one in declarations
        }

    def send_one(self, letter: Letter) -> Answer:
        """Hand an application over."""
        told = client().issue_health_card(letter.body, key=letter.key)
        return checked(told, letter)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask about up to fifty applications in one call."""
        told = client().fetch_results([letter.key for letter in letters])
        return {letter.subject: checked(told[letter.key], letter) for letter in letters}

    def settled(self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime) -> None:
        """Keep numbers, households, incidents and what goes into the post; constant queries."""
        wrong = {
            letter.subject: answer.wrong
            for letter, answer in answered
            if isinstance(answer, CardMismatch)
        }
        granted = [(letter, answer) for letter, answer in answered if isinstance(answer, Granted)]
        if granted:
            told = {
                letter.subject: (_person_of(letter), str(answer.facts["insurance_number"]))
                for letter, answer in granted
            }
            twice = InsuredPerson.keep(told, at=at)
            wrong |= dict.fromkeys(twice, ("insurance_number",))
            CardIncident.close_all(told.keys() - twice, at=at)
            HouseholdMember.cover(_covers(granted))
            _put_in_the_post(granted, at)
        if wrong:
            CardIncident.open_all(wrong, at=at)

    def cover_ended(self, people: Collection[str], *, on: date) -> None:
        """Let people who have died go from their insurance households."""
        HouseholdMember.leave(people, on=on)

    def cover_resumed(self, people: Collection[str]) -> None:
        """Take people back into their households."""
        HouseholdMember.come_back(people)

    def tracked(self, cases: Sequence[Case], *, on: date) -> Mapping[int, Sequence[str]]:
        """Return what the tracking page says of these cards beside their status; two queries."""
        ids = [case.step_id for case in cases]
        incidents = set(
            CardIncident.objects.filter(step__in=ids, closed_at__isnull=True).values_list(
                "step", flat=True
            )
        )
        posted = {one.step_id: one for one in CardDelivery.objects.filter(step__in=ids)}
        return {
            case.step_id: _sentences(case, case.step_id in incidents, posted.get(case.step_id), on)
            for case in cases
        }


class CardPost(Carrier):
    """Follows printed cards until they are in the family's hands; nothing is sent, only asked."""

    channel = POST

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Return the key under which each card was applied for."""
        return {
            letter.subject: f"step-{letter.subject}.{letter.revision}".encode()
            for letter in letters
        }

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask for the first time."""
        return self.collect(letters)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask where up to fifty cards are."""
        keys = {letter.subject: letter.body.decode() for letter in letters}
        found = client().fetch_post(list(keys.values()))
        return {subject: _where(found[key], key) for subject, key in keys.items()}

    def letters_per_call(self, topic: str, *, asking: bool) -> int:
        """Return how many cards one question takes."""
        return MOST_PER_CALL

    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Any
    ) -> None:
        """Write where each card is now, if it has moved; two queries."""
        told = {letter.subject: _news_of(answer) for letter, answer in answered}
        moved = []
        for one in CardDelivery.objects.select_for_update().filter(step__in=told).order_by("pk"):
            state, since = told[one.step_id]
            if state in DeliveryState.values and state != one.state:
                one.state, one.since = state, since or at
                moved.append(one)
        CardDelivery.objects.bulk_update(moved, ["state", "since"])


carriers.register(CardPost())


@cache
def client() -> SocialInsurance:
    """Return the client of Social Insurance, made once a process."""
    return SocialInsurance(**reach(SYSTEM))


@cache
def door() -> SocialInsurance:
    """Return the client for whoever asks while a family waits for its page."""
    return SocialInsurance(**reach(SYSTEM), timeout=AT_A_DOOR)


def facilities_near(commune_code: str) -> tuple[Facility, ...] | None:
    """Return the places of first care near a commune, None while nobody can be asked.

    An open circuit, or a question that failed within the last minute, costs no family any time.
    """
    if memory.get(QUIET) or Endpoint.objects.filter(code=SYSTEM, open_until__gt=Now()).exists():
        return None
    found = door().first_care_facilities(commune_code)
    if isinstance(found, NoAnswer):
        memory.set(QUIET, True, QUIET_SECONDS)
        return None
    return found


def checked(answer: Answer, letter: Letter) -> Answer:
    """Return an answer in our own words; a card is a grant only if it equals the birth record."""
    if isinstance(answer, Returned):
        reason, items = rules.reason_of(answer.items)
        return Returned(reason, items, answer.note or answer.reason)
    if isinstance(answer, Refused):
        return Refused(rules.REFUSED, answer.note or answer.reason)
    if not isinstance(answer, Granted):
        return answer
    return _held_against(orjson.loads(letter.body), answer, letter)


def _held_against(sent: Mapping[str, Any], answer: Granted, letter: Letter) -> Answer:
    """Return the grant if it is about this child and says nothing else than the birth record."""
    number = str(answer.facts.get("insurance_number"))
    if answer.facts.get("dossier") != sent["dossier"] or not rules.is_insurance_number(number):
        return NoAnswer(NoAnswerKind.GARBLED)
    known = _number_known(sent)
    if isinstance(known, NoAnswer):
        return known
    wrong = rules.compare(answer.facts, {**sent["child"], "insurance_number": known})
    if wrong:
        return CardMismatch(letter.reference or letter.key, note=MISMATCH, wrong=tuple(wrong))
    facts = CardFacts(**{one.name: str(answer.facts[one.name]) for one in fields(CardFacts)})
    return replace(answer, facts=asdict(facts))


def _number_known(sent: Mapping[str, Any]) -> str | NoAnswer:
    """Return the number the child had before this card, "" if none (C03)."""
    if sent["insurance_number"] or not sent["temporary_card"]:
        return str(sent["insurance_number"])
    found = client().find_person("", temporary_card=sent["temporary_card"])
    if isinstance(found, NoAnswer):
        return found
    return found.insurance_number if found else ""


def _news_of(answer: Answer) -> tuple[str, datetime | None]:
    """Return where a card is by an answer, and since when; ("", None) for no news."""
    if isinstance(answer, InThePost):
        return answer.note, answer.since
    if isinstance(answer, Granted):
        since = answer.facts.get("since")
        return DeliveryState.HANDED_OVER.value, since if isinstance(since, datetime) else None
    return "", None


def _where(found: PostalState | NoAnswer, key: str) -> Answer:
    if isinstance(found, NoAnswer):
        return found
    if found.state == DeliveryState.HANDED_OVER:
        return Granted({"since": found.at})
    return InThePost(key, note=found.state, since=found.at)


def _declarations(step_ids: Any) -> list[HealthCardDeclaration]:
    rows = HealthCardDeclaration.objects.select_related("step__dossier")
    return list(rows.filter(pk__in=list(step_ids)).order_by("pk"))


def _take_family(
    declaration: HealthCardDeclaration, answers: Mapping[str, Any], applicant: Citizen
) -> None:
    """Copy what the declaration of birth says of the child, and who stands for it."""
    family = family_of(answers)
    declaration.child_name, declaration.ethnicity = family.child, family.ethnicity
    declaration.guardian_role, named = rules.guardian_of(answers)
    declaration.guardian_name = named or applicant.full_name
    declaration.guardian_number = applicant.personal_number
    declaration.home_commune, declaration.home_line = rules.home_of(answers)


def _take_facility(declaration: HealthCardDeclaration, said: Mapping[str, Any] | None) -> None:
    if said is None:
        return
    chosen = said["facility"]
    declaration.facility_code = "" if chosen == CHOSEN_FOR_ME else chosen
    declaration.facility_name = said.get("facility_name") or ""
    declaration.temporary_card = said.get("temporary_card") or ""


def _take_delivery(
    declaration: HealthCardDeclaration, said: Mapping[str, Any] | None, answers: Mapping[str, Any]
) -> None:
    if said is None:
        declaration.card_by = declaration.card_by or CardBy.ELECTRONIC.value
        return
    declaration.card_by = said["card_by"]
    homes = {one.whose: one for one in rules.addresses_of(answers)}
    home = homes.get(said.get("address") or "")
    declaration.post_commune = home.commune_code if home else ""
    declaration.post_line = home.line if home else ""


def _values(declaration: HealthCardDeclaration, address: str) -> list[Value]:
    facility = declaration.facility_name or gettext("Để cơ quan bảo hiểm chọn giúp")
    lines = [
        ("facility.facility", gettext("Nơi khám bệnh ban đầu"), facility, "CskcbbdMa"),
        ("facility.temporary_card", gettext("Mã thẻ tạm"), declaration.temporary_card, ""),
        ("delivery.card_by", gettext("Cách nhận thẻ"), str(dict(CARD_BY)[declaration.card_by]), ""),
        ("delivery.address", gettext("Địa chỉ nhận thẻ"), address, ""),
        ("guardian", gettext("Người giám hộ"), declaration.guardian_name, "NguoiGiamHo"),
    ]
    return [
        Value(f"{LEG}.{field}", label, text, official)
        for field, label, text, official in lines
        if text
    ]


def _written(
    case: Case,
    declaration: HealthCardDeclaration,
    address: str,
    insured: Mapping[str, str],
) -> HealthCardApplication:
    """Return a declaration in the words of the client: the child as the birth record has it."""
    birth = case.granted[BIRTH]
    return HealthCardApplication(
        dossier=case.dossier_code,
        revision=case.revision,
        child=InsuredChild(
            birth.full_name,
            birth.sex,
            birth.born_on,
            birth.personal_number,
            declaration.ethnicity,
        ),
        commune_code=case.commune_code,
        address_line=declaration.home_line,
        guardian_full_name=declaration.guardian_name,
        guardian_relation=declaration.guardian_role,
        facility_code=declaration.facility_code,
        insurance_number=insured.get(birth.personal_number, ""),
        temporary_card=declaration.temporary_card,
        delivery=declaration.card_by,
        delivery_address=address,
        phone=declaration.step.dossier.phone,
        birth_registered_on=birth.registered_on,
        birth_e_copy_sha256=birth.e_copy_sha256,
    )


def _person_of(letter: Letter) -> str:
    return str(orjson.loads(letter.body)["child"]["personal_number"])


def _covers(granted: Sequence[tuple[Letter, Granted]]) -> dict[str, Cover]:
    """Return by person who stands for them, and the days of the card as answered."""
    declared = HealthCardDeclaration.objects.in_bulk([letter.subject for letter, _ in granted])
    return {
        _person_of(letter): Cover(
            declared[letter.subject].guardian_number,
            declared[letter.subject].home_commune,
            date.fromisoformat(str(answer.facts["valid_from"])),
            date.fromisoformat(str(answer.facts["valid_to"])),
        )
        for letter, answer in granted
    }


def _put_in_the_post(granted: Sequence[tuple[Letter, Granted]], at: datetime) -> None:
    """Begin to follow the cards that are printed for their families."""
    revisions = {letter.subject: letter.revision for letter, _ in granted}
    printed = HealthCardDeclaration.objects.filter(pk__in=revisions).exclude(
        card_by=CardBy.ELECTRONIC.value
    )
    deliveries = [
        CardDelivery(step_id=pk, card_by=card_by, since=at)
        for pk, card_by in printed.values_list("pk", "card_by")
    ]
    if not deliveries:
        return
    CardDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    endpoint, _ = Endpoint.objects.get_or_create(code=SYSTEM)
    messages.create(
        POST, [(LEG, one.step_id, revisions[one.step_id], endpoint.pk) for one in deliveries]
    )


def _sentences(
    case: Case, is_wrong: bool, posted: CardDelivery | None, on: date
) -> tuple[str, ...]:
    """Return what is said of one card: being put right, valid from and to, where it is."""
    said = []
    if is_wrong:
        said.append(gettext("Thông tin trên thẻ đang được sửa cho khớp giấy khai sinh."))
    card = case.granted.get(LEG)
    if card is None:
        said.append(statute_text("health_card.before_issue", on))
    else:
        first, last = (
            f"{date.fromisoformat(day):%d/%m/%Y}" for day in (card.valid_from, card.valid_to)
        )
        sentence = gettext("Thẻ có giá trị từ {first} đến {last} (theo cơ quan bảo hiểm).")
        said.append(sentence.format(first=first, last=last))
    if posted:
        since = timezone.localtime(posted.since)
        said.append(
            f"{posted.get_card_by_display()}: {posted.get_state_display()}, {since:%d/%m/%Y}."
        )
    return tuple(sentence for sentence in said if sentence)
