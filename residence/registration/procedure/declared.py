"""What a family declared about the residence, copied into typed columns."""

from collections.abc import Mapping
from typing import Any

from portal.accounts.models import Citizen
from portal.people.families import Family, Parent, Person, family_of
from residence.registration.models import (
    DwellingOwner,
    ResidenceDeclaration,
)
from residence.registration.rules.agreeing import agreements, needs_paper
from residence.registration.rules.household import head_declared, household_of, proposed_head
from residence.registration.rules.terms import HEAD, LEG, AgreesBy, HeadIs, Household, WithWhom


def declarations_of(step_ids: Mapping[int, Any]) -> list[ResidenceDeclaration]:
    """Return the declarations of these steps with their owners; two queries."""
    rows = ResidenceDeclaration.objects.select_related("step__dossier__applicant")
    return list(rows.filter(pk__in=step_ids).prefetch_related("owners").order_by("pk"))


def record(step_id: int, answers: Mapping[str, Any]) -> None:
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
    said, head = head_declared(answers), household.head
    declaration.head_is = said["household_head"]
    declaration.head_name = "" if head.handle else head.full_name
    declaration.head_masked_name = head.full_name[:200] if head.handle else ""
    declaration.head_number, declaration.head_handle = head.personal_number, head.handle
    declaration.owner_is_head = said.get("owner") == HEAD
    every = said.get("every_owner", True)
    if _filing_is_enough(declaration, household, applicant, every_owner=every):
        declaration.consent_way = AgreesBy.FILING.value
    elif declaration.consent_way == AgreesBy.FILING:
        declaration.consent_way = AgreesBy.ASKED.value
    declaration.save()
    _replace_owners(declaration, household)


def _take_family(declaration: ResidenceDeclaration, family: Family, applicant: Person) -> None:
    """Copy what the declaration of birth says of the child and the parents."""
    if not family.child:
        return
    declaration.child_name, declaration.ethnicity = family.child, family.ethnicity
    declaration.applicant_role = family.applicant_role
    for which in (WithWhom.FATHER, WithWhom.MOTHER):
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
    proposal = proposed_head(answers)
    people: dict[str, Person] = {**declaration.parents, HeadIs.APPLICANT: applicant}
    if proposal:
        people[HeadIs.PROPOSED] = proposal.person
    said = head_declared(answers)
    return household_of(said, answers.get(f"{LEG}.owners") or {}, people)


def _filing_is_enough(
    declaration: ResidenceDeclaration,
    household: Household,
    applicant: Person,
    *,
    every_owner: bool,
) -> bool:
    """Say whether everybody who must agree is the applicant (R01)."""
    if needs_paper(declaration.dwelling):
        return False
    apart = declaration.with_whom == WithWhom.ELSEWHERE
    needed = agreements(
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
