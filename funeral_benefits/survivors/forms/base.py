"""What the pages on survivors share."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from funeral_benefits.survivors import rules
from funeral_benefits.survivors.rules import LEG, UNKNOWN
from portal.people.pages import PageMixin
from portal.pipeline.procedures import DeclarationPage

NOT_KNOWN = (UNKNOWN, _("Tôi không biết"))


class SurvivorsPage(PageMixin, DeclarationPage):
    """A page of this leg; what it keeps and what it demands is said in `PageMixin`."""

    procedure = LEG

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask where the deceased may have been insured."""
        return rules.is_insured(declared)
