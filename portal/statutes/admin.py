"""Dated law at the desk: what a row rests on is shown beside it, and a change is a new row."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from portal.statutes.models import (
    Amount,
    CalendarOverride,
    Certainty,
    ForbiddenPaper,
    FormVersion,
    LawRow,
    ProcedureCode,
    ReturnReason,
    StatuteText,
    Switch,
    TimeLimit,
)

BADGES = {
    Certainty.SEEN.label: "success",
    Certainty.SECOND_HAND.label: "info",
    Certainty.RECALLED.label: "warning",
    Certainty.UNKNOWN.label: "danger",
}


class LawAdmin(ModelAdmin):
    """A row is added, ended or withdrawn; what it says is never rewritten, nor the row removed."""

    list_filter = ["certainty"]
    search_fields = ["basis", "note"]
    says: tuple[str, ...] = ()

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Show what the row says between its days and what it rests on."""
        return [*self.says, "sure", "basis", "withdrawn_on"]

    @display(description=_("mức chắc chắn"), label=BADGES, ordering="certainty")
    def sure(self, row: LawRow) -> str:
        """Return the certainty as a coloured word."""
        return Certainty(row.certainty).label

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Freeze what a saved row says."""
        if obj is None:
            return ["withdrawn_on"]
        return [f.name for f in obj._meta.concrete_fields if f.name not in obj.OPEN_LATER]

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: decided dossiers rest on the row; a mistaken one is withdrawn."""
        return False


class DatedAdmin(LawAdmin):
    """Rows with a code, days in force and perhaps a province."""

    list_filter = ["certainty", "province", "code"]
    search_fields = ["code", "basis", "note"]
    date_hierarchy = "valid_from"

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Begin with the code and the days."""
        days = ["code", "province", "valid_from", "valid_to"]
        return [*days, *super().get_list_display(request)]


@admin.register(Amount)
class AmountAdmin(DatedAdmin):
    """Sums, factors, thresholds."""

    says = ("value", "unit", "in_force_on")


@admin.register(TimeLimit)
class TimeLimitAdmin(DatedAdmin):
    """Time limits."""

    says = ("value", "unit")


@admin.register(ProcedureCode)
class ProcedureCodeAdmin(DatedAdmin):
    """Official numbers of procedures."""

    says = ("tthc_code", "title")


@admin.register(FormVersion)
class FormVersionAdmin(DatedAdmin):
    """Forms and papers."""

    says = ("number", "title")


@admin.register(ReturnReason)
class ReturnReasonAdmin(DatedAdmin):
    """Reasons for returns and refusals."""

    says = ("kind", "pick", "sentence")
    list_filter = ["kind", "certainty", "province"]


@admin.register(ForbiddenPaper)
class ForbiddenPaperAdmin(DatedAdmin):
    """Papers nobody may ask for."""

    says = ("title", "legs", "held_in")


@admin.register(StatuteText)
class StatuteTextAdmin(DatedAdmin):
    """Sentences that rest on law."""

    says = ("text",)


@admin.register(Switch)
class SwitchAdmin(DatedAdmin):
    """Dated switches."""

    says = ("title", "is_on")


@admin.register(CalendarOverride)
class CalendarOverrideAdmin(LawAdmin):
    """Days off and make-up days."""

    says = ("title", "place", "first_on", "last_on", "is_working")
    list_filter = ["is_working", "certainty", "place"]
    search_fields = ["title", "basis", "place"]
    date_hierarchy = "first_on"
