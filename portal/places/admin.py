"""Places at the desk: looked up and corrected, never deleted."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from portal.places.models import Commune, Office, Province


class UnitAdmin(ModelAdmin):
    """A unit keeps its code for ever; ending it is a date, not a deletion."""

    search_fields = ["code", "name", "name_sort"]
    list_filter = ["kind"]

    @display(description="tên")
    def full_title(self, unit: Province | Commune) -> str:
        """Return the name with its rank."""
        return unit.title

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Freeze the code of a unit that exists: a new code is a new unit."""
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: dossiers name places by code."""
        return False


@admin.register(Province)
class ProvinceAdmin(UnitAdmin):
    """The 34 provinces."""

    list_display = ["code", "full_title", "valid_from", "valid_to"]


@admin.register(Commune)
class CommuneAdmin(UnitAdmin):
    """The 3,321 communes."""

    list_display = ["code", "full_title", "province", "valid_from", "valid_to", "successor"]
    list_filter = ["kind", "province"]
    list_select_related = ["province", "successor"]
    autocomplete_fields = ["province", "successor"]


@admin.register(Office)
class OfficeAdmin(ModelAdmin):
    """Where families are sent."""

    list_display = ["name", "address", "hours", "phone", "is_sample"]
    list_filter = ["kind", "is_sample"]
    list_select_related = ["commune"]
    search_fields = ["commune__code", "commune__name", "commune__name_sort", "address"]
    autocomplete_fields = ["commune"]

    @display(description="tên")
    def name(self, office: Office) -> str:
        """Return the name on the door."""
        return office.title
