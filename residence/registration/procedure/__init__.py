"""Registration of a newborn child's permanent residence: the police's register decides."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import orjson
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from integrations.residence_register import MOST_PER_CALL
from integrations.residence_registration import compose_registration
from portal.accounts.models import Citizen
from portal.documents import store
from portal.handovers.answers import Answer
from portal.handovers.carriers import Letter
from portal.people.families import BIRTH, family_of
from portal.pipeline.manifests.agencies import police
from portal.pipeline.procedures import Agency, Case, ConsentNeed, Counter, Offer, Procedure, Summary
from portal.pipeline.registry import register
from portal.places.selectors import full_address, full_addresses
from portal.statutes.selectors import switch_is_on
from residence.registration.forms import PAGES
from residence.registration.forms.base import TOLD_TO_COME, counter
from residence.registration.models import ResidenceDeclaration
from residence.registration.procedure.agreeing import consents_given, text_to_agree_to
from residence.registration.procedure.declared import declarations_of, record
from residence.registration.procedure.facts import REGISTER, ResidenceFacts
from residence.registration.procedure.heads import household_registered, is_unreachable
from residence.registration.procedure.summary import summarise
from residence.registration.procedure.wire import checked, client, papers_sent, pushed, written
from residence.registration.rules.household import branch_of_head, state_of_head
from residence.registration.rules.names import number_to_ask
from residence.registration.rules.places import (
    branch_of_family,
    branch_of_place,
    lives_with_applicant,
)
from residence.registration.rules.terms import EVERY_OWNER, LEG, AgreesBy, Branch


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
            branch_of_family(family_of(declared)),
            branch_of_place(place["with_whom"], place["dwelling"]) if place else None,
            branch_of_head(head_is, state_of_head(declared, head_is)),
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
        if applicant is None or not lives_with_applicant(declared):
            return known
        today = timezone.localdate().isoformat()
        household = known.get("household") or {}
        is_gone = not known.get("unreachable") and is_unreachable(household, applicant)
        if known.get("on") == today and not is_gone:
            return known
        found = household_registered(applicant.personal_number)
        if found is None:
            return {} if is_gone else known
        return {
            "on": today,
            "household": found,
            "unreachable": is_unreachable(found, applicant),
        }

    def left_to_official(self, branch: str) -> Counter | None:
        """Return why the police must see the residence themselves, as its pages told it."""
        return counter(Branch(branch)) if branch in TOLD_TO_COME else None

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return where the child will live; of a leg left out, where a parent does."""
        chosen = (answers.get(f"{LEG}.place") or {}).get("commune")
        parents = family_of(answers).parents.values()
        return str(chosen or next((one.commune_code for one in parents if one.commune_code), ""))

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return the police of the commune where the child will live."""
        return police(self.commune_for(answers), REGISTER)

    def record_answers(self, *, step_id: int, answers: Mapping[str, Any]) -> None:
        """Store what was declared; pages that are absent (a correction) leave theirs as it was."""
        record(step_id, answers)

    def consents(self, *, step_id: int, applicant: Citizen) -> Sequence[ConsentNeed]:
        """Return a request for each capacity in which somebody beside the applicant must agree."""
        declaration = ResidenceDeclaration.objects.select_related("step__dossier").get(pk=step_id)
        on = timezone.localdate(declaration.step.dossier.filed_at)
        every = switch_is_on(EVERY_OWNER, on)
        address = full_address(declaration.commune_code, declaration.address_line)
        text = text_to_agree_to(declaration.child_name, address, on)
        return [
            ConsentNeed(
                one.role,
                number_to_ask(one.person),
                one.person.full_name,
                text,
                one.person.handle,
            )
            for one in declaration.agreements(applicant.personal_number, every_owner=every)
            if one.by is AgreesBy.ASKED
        ]

    def summary(self, cases: Sequence[Case]) -> Mapping[int, Summary]:
        """Return what was declared, in words; three queries however many cases."""
        return summarise(cases, str(self.title))

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        """Return the register's record of each child; five queries however many cases.

        Raises AnotherAgreed: the police must never get one head with the consent of another; and
        HeadUnnamed: they never get half a name.
        """
        by_step = {case.step_id: case for case in cases}
        declarations = declarations_of(by_step)
        addresses = full_addresses((one.commune_code, one.address_line) for one in declarations)
        consents = consents_given(by_step)
        papers = papers_sent(by_step)
        return {
            one.pk: compose_registration(
                written(
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
        return pushed(raw)
