"""What came in, as administrators see it: never its contents, and what stalled tried once more."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from portal.handovers import inbox
from portal.handovers.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(ModelAdmin):
    """Messages others brought, and what became of them; what they say is the families' own."""

    list_display = ("received_at", "sender", "message_id", "status", "outcome")
    list_filter = ("status",)
    fields = readonly_fields = ("sender", "message_id", "received_at", "status", "outcome")
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    actions = ("apply_again",)

    @admin.action(description="Xử lý lại những tin đang mắc")
    def apply_again(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        """Let the stalled ones among those chosen be applied once more."""
        count = inbox.apply_again(list(chosen.values_list("pk", flat=True)))
        messages.success(request, f"{count} tin đang được xử lý lại.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the contents in the database."""
        return super().get_queryset(request).defer("raw")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: messages come from outside."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what was received is kept as long as its time runs."""
        return False
