"""Who agreed to what, as the residence register is told of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils import timezone

from integrations.residence_registration import (
    AttachedPaper,
    GivenConsent,
)
from portal.consents.models import GIVEN, Consent
from portal.people.families import Person
from portal.people.names import name_key
from portal.pipeline.procedures import Case
from portal.statutes.selectors import statute_text, switch_is_on
from residence.registration.models import ResidenceDeclaration
from residence.registration.rules.names import number_to_ask
from residence.registration.rules.terms import EVERY_OWNER, AgreesBy, Role


class AnotherAgreed(Exception):
    """Somebody agreed in a capacity in which the declaration names another person."""

    def __init__(self, step_id: int, role: str) -> None:
        super().__init__(f"step {step_id}: who agreed as {role} is not who was declared")


class HeadUnnamed(Exception):
    """The head is known by half a name only: nobody who was asked has said who it is."""

    def __init__(self, step_id: int) -> None:
        super().__init__(f"step {step_id}: the head is known by a handle alone")


def consents_given(step_ids: Mapping[int, Any]) -> dict[int, list[Consent]]:
    """Return the agreements given, by step; one query."""
    given: dict[int, list[Consent]] = {}
    for one in Consent.objects.filter(step_id__in=step_ids, status__in=GIVEN).order_by("pk"):
        given.setdefault(one.step_id, []).append(one)
    return given


def head_of(declaration: ResidenceDeclaration, consents: Sequence[Consent]) -> Person:
    """Return the head as declared, or as the person who agreed as head was found to be."""
    if declaration.head_number:
        return declaration.head
    agreed = (one for one in consents if Role.HEAD in one.roles)
    named = (Person(one.full_name, one.personal_number) for one in agreed)
    if not declaration.head_handle:
        return next(named, declaration.head)
    head = next((one for one in named if one.personal_number), None)
    if head is None:
        raise HeadUnnamed(declaration.pk)
    return head


def require_same_people(declaration: ResidenceDeclaration, consents: Sequence[Consent]) -> None:
    """Raise AnotherAgreed unless whoever agreed is who was declared in that capacity."""
    number = declaration.step.dossier.applicant.personal_number
    declared = declaration.agreements(number, every_owner=every_owner_of(declaration))
    for one in consents:
        agreeing = Person(one.full_name, one.personal_number, handle=one.handle)
        for role in one.roles:
            named = [each.person for each in declared if each.role == role]
            if not any(_is_same(person, agreeing) for person in named):
                raise AnotherAgreed(declaration.pk, role)


def every_owner_of(declaration: ResidenceDeclaration) -> bool:
    """Say whether all owners must agree, by the law of the day of filing."""
    return switch_is_on(EVERY_OWNER, timezone.localdate(declaration.step.dossier.filed_at))


def _is_same(declared: Person, agreeing: Person) -> bool:
    """Tell people apart by the number or handle that was asked; who was invited, by the name."""
    if declared.handle:
        return declared.handle == agreeing.handle
    asked = number_to_ask(declared)
    if asked:
        return asked == agreeing.personal_number
    return name_key(declared.full_name) == name_key(agreeing.full_name)


def agreed(
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
        for one in declaration.agreements(number, every_owner=every_owner_of(declaration))
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


def text_to_agree_to(child: str, address: str, on: date) -> str:
    """Return what people are asked to agree to, as the law of that day words it."""
    sentence = f"Đồng ý cho bé {child} đăng ký thường trú tại {address}."
    return " ".join(filter(None, (sentence, statute_text("consent.ownership", on))))
