"""What is believed, at the desk: seen by all who read the law, changed by administrators."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import display

from portal.hospital_papers.models import Authority, Facility, RevocationList

_LISTS = {"đã hết hạn": "danger", "còn hạn": "success"}


@admin.register(Facility)
class FacilityAdmin(ModelAdmin):
    """The register; a code is given once, and ending a facility is a date."""

    list_display = ["code", "name", "province", "tax_code", "valid_from", "valid_to"]
    list_filter = ["province"]
    search_fields = ["code", "name", "tax_code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Freeze the code of a facility that exists."""
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: papers name facilities by code."""
        return False


class LoadedAdmin(ModelAdmin):
    """Rows that `load_trust` writes from files; nothing is typed by hand."""

    open_later: tuple[str, ...] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a certificate is loaded, not typed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: an authority is ended by a date."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Freeze all that came from the file."""
        names = [field.name for field in self.model._meta.concrete_fields]
        return [name for name in names if name not in self.open_later]


@admin.register(Authority)
class AuthorityAdmin(LoadedAdmin):
    """Anchors and intermediates; an operator may narrow from when to when they are believed."""

    list_display = [
        "subject",
        "is_anchor",
        "valid_from",
        "valid_to",
        "trusted_from",
        "trusted_to",
    ]
    list_filter = ["is_anchor"]
    search_fields = ["subject", "fingerprint"]
    open_later = ("trusted_from", "trusted_to")


@admin.register(RevocationList)
class RevocationListAdmin(LoadedAdmin):
    """Revocation lists; one that expired says so."""

    list_display = ["issuer", "made_at", "speaks_until", "standing", "revoked_count"]
    search_fields = ["issuer", "fingerprint"]

    @display(description="tình trạng", label=_LISTS)
    def standing(self, row: RevocationList) -> str:
        """Return whether the list still speaks."""
        speaks = row.speaks_until is not None and timezone.now() <= row.speaks_until
        return "còn hạn" if speaks else "đã hết hạn"
