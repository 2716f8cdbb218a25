"""The pages a family fills in about a birth, a module each."""

from civil_registry.birth.forms.base import CODE, BirthPage
from civil_registry.birth.forms.filling import declared_in, fill
from civil_registry.birth.forms.fit import FitPage
from civil_registry.birth.forms.pages import PAGES

__all__ = ["CODE", "PAGES", "BirthPage", "FitPage", "declared_in", "fill"]
