"""What a declaration of a card keeps of a family's answers."""

from collections.abc import Mapping
from typing import Any

from insurance.health_card import rules
from insurance.health_card.models import HealthCardDeclaration
from insurance.health_card.rules import CHOSEN_FOR_ME, CardBy
from portal.accounts.models import Citizen
from portal.people.families import family_of


def take_family(
    declaration: HealthCardDeclaration, answers: Mapping[str, Any], applicant: Citizen
) -> None:
    """Copy what the declaration of birth says of the child, and who stands for it."""
    family = family_of(answers)
    declaration.child_name, declaration.ethnicity = family.child, family.ethnicity
    declaration.guardian_role, named = rules.guardian_of(answers)
    declaration.guardian_name = named or applicant.full_name
    declaration.guardian_number = applicant.personal_number
    declaration.home_commune, declaration.home_line = rules.home_of(answers)


def take_facility(declaration: HealthCardDeclaration, said: Mapping[str, Any] | None) -> None:
    """Keep where the child is seen first; a page that is absent leaves it as it was."""
    if said is None:
        return
    chosen = said["facility"]
    declaration.facility_code = "" if chosen == CHOSEN_FOR_ME else chosen
    declaration.facility_name = said.get("facility_name") or ""
    declaration.temporary_card = said.get("temporary_card") or ""


def take_delivery(
    declaration: HealthCardDeclaration, said: Mapping[str, Any] | None, answers: Mapping[str, Any]
) -> None:
    """Keep how the card comes; a page that is absent leaves it as it was."""
    if said is None:
        declaration.card_by = declaration.card_by or CardBy.ELECTRONIC.value
        return
    declaration.card_by = said["card_by"]
    homes = {one.whose: one for one in rules.addresses_of(answers)}
    home = homes.get(said.get("address") or "")
    declaration.post_commune = home.commune_code if home else ""
    declaration.post_line = home.line if home else ""
