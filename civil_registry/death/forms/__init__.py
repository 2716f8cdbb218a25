"""The pages a family fills in about a death, a module each."""

from civil_registry.death.forms.base import CODE, DeathPage, registration_of
from civil_registry.death.forms.deceased import declared_before
from civil_registry.death.forms.filling import declared_in, fill
from civil_registry.death.forms.finding import (
    about_of,
    as_held,
    differences_of,
    look_again_at,
    offered_for,
    papers_for,
    rest_on,
    sought_by,
)
from civil_registry.death.forms.legs import LegsPage, choosable, not_wanted
from civil_registry.death.forms.pages import PAGES

__all__ = [
    "CODE",
    "PAGES",
    "DeathPage",
    "LegsPage",
    "about_of",
    "as_held",
    "choosable",
    "declared_before",
    "declared_in",
    "differences_of",
    "fill",
    "look_again_at",
    "not_wanted",
    "offered_for",
    "papers_for",
    "registration_of",
    "rest_on",
    "sought_by",
]
