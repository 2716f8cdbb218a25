"""The record at the desk: supervisors read it, nobody writes it."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from portal.accounts.access import Act
from portal.officials.history import ACTS, names_of, who_of
from portal.officials.models import Record
from portal.officials.staff import StaffAdmin
from portal.officials.visibility import OwnCommunes
from portal.pipeline.statuses import StepStatus

__all__ = ["RecordAdmin", "StaffAdmin"]


@admin.register(Record)
class RecordAdmin(OwnCommunes):
    """Lines of the record about steps in the supervisor's communes."""

    step_path = "step"
    act = Act.READ_FIGURES
    list_display = ("moment", "code", "in_words", "who", "from_where", "to_where")
    list_select_related = ("dossier",)
    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    actions = None
    ordering = ("-pk",)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Look up the officials of the page's lines at once."""
        changelist = super().get_changelist_instance(request)
        names = names_of(changelist.result_list)
        for entry in changelist.result_list:
            entry.names = names
        return changelist

    @display(description="lúc")
    def moment(self, entry: Record) -> datetime:
        """Return when it happened."""
        return entry.at

    @display(description="hồ sơ")
    def code(self, entry: Record) -> str:
        """Return the dossier's code, leading to the step."""
        address = reverse("admin:desk_case", args=[entry.step_id])
        return format_html('<a href="{}">{}</a>', address, entry.dossier.code)

    @display(description="việc")
    def in_words(self, entry: Record) -> str:
        """Return the act in plain words."""
        return ACTS.get(entry.act, entry.act)

    @display(description="ai")
    def who(self, entry: Record) -> str:
        """Return who acted, as the record of one case says it."""
        return who_of(entry.actor, entry.names)

    @display(description="từ")
    def from_where(self, entry: Record) -> str:
        """Return the status before, if the act changed it."""
        return str(StepStatus(entry.origin).label) if entry.origin else ""

    @display(description="đến")
    def to_where(self, entry: Record) -> str:
        """Return the status after, if the act changed it."""
        return str(StepStatus(entry.to).label) if entry.to else ""
