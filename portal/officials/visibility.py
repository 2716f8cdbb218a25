"""Which steps the person at the desk may see; the one place where the desk's lists begin.

PostgreSQL's row security says the same again, by the scope of the connection.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from portal.accounts.access import Act, may_enter, visitor_of
from portal.officials.models import Case


def visible_cases(request: HttpRequest) -> QuerySet[Case]:
    """Return the steps in the official's own communes; none for anybody else."""
    visitor = visitor_of(request.user)
    return Case.objects.filter(commune_code__in=visitor.communes)


class OwnCommunes(ModelAdmin):
    """Mix into the admin of a table of steps, or of what hangs on them; nothing is written here.

    `step_path` leads from the table to its step; empty for steps themselves.
    """

    step_path = ""
    act = Act.READ_CASE

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Begin with what this official may see."""
        cases = visible_cases(request)
        if not self.step_path:
            return cases
        return super().get_queryset(request).filter(**{f"{self.step_path}__in": cases.values("pk")})

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask the table of who may do what."""
        return may_enter(visitor_of(request.user), self.act)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Ask the table of who may do what."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: cases come from families."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what was declared changes by acts, never by editing a row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: nothing on the record is removed."""
        return False
