"""The record at the desk: supervisors read it, nobody writes it."""

from datetime import datetime

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from portal.accounts.access import Act
from portal.officials.history import ACTS
from portal.officials.visibility import OwnCommunes
from portal.pipeline.models import JournalEntry


@admin.register(JournalEntry)
class JournalEntryAdmin(OwnCommunes):
    """Lines of the record about steps in the supervisor's communes."""

    step_path = "step"
    act = Act.READ_FIGURES
    list_display = ("moment", "dossier", "in_words", "actor", "origin", "to")
    list_select_related = ("dossier",)
    list_display_links = None
    list_filter = ("act",)
    list_per_page = 50
    show_full_result_count = False
    actions = None
    ordering = ("-pk",)

    @display(description=_("lúc"), ordering="at")
    def moment(self, entry: JournalEntry) -> datetime:
        """Return when it happened."""
        return entry.at

    @display(description=_("việc"))
    def in_words(self, entry: JournalEntry) -> str:
        """Return the act in plain words."""
        return ACTS.get(entry.act, entry.act)
