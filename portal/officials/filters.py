"""How the queue is narrowed: by where cases stand, by procedure, by what is due."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from portal.officials.clock import HALF, Clock, clock_of
from portal.officials.models import Case
from portal.pipeline.registry import registry
from portal.pipeline.statuses import FINAL, StepStatus

STANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "gia-dinh": ("Gia đình đang sửa", (StepStatus.RETURNED,)),
    "dang-chuyen": ("Đã chuyển đi", (StepStatus.IN_TRANSIT, StepStatus.WITH_AGENCY)),
    "cho": ("Chưa đến lượt", (StepStatus.WAITING, StepStatus.HELD)),
    "xong": ("Đã xong", tuple(sorted(FINAL))),
}


class ByStanding(SimpleListFilter):
    """Where a case stands; without a choice, what lies on the desk."""

    title = "Nơi đang ở"
    parameter_name = "noi"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Name the other places a case can be."""
        return [(code, title) for code, (title, _statuses) in STANDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """Keep the statuses of one place."""
        _title, statuses = STANDS.get(self.value() or "", ("", (StepStatus.AT_DESK,)))
        return queryset.filter(status__in=statuses)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Call the first choice by its name: it is not "all"."""
        first, *others = super().choices(changelist)
        yield {**first, "display": "Cần làm"}
        yield from others


class ByProcedure(SimpleListFilter):
    """One procedure."""

    title = "Thủ tục"
    parameter_name = "tt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Name every procedure that can lie on a desk or be seen from one."""
        return [(one.code, str(one.title)) for one in registry]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """Keep one procedure."""
        wanted = self.value() or ""
        return queryset.filter(procedure=wanted) if wanted in registry else queryset


DUE: dict[str, tuple[str, Callable[[Clock], bool]]] = {
    "qua-han": ("Quá hạn", lambda clock: clock.is_over),
    "hom-nay": ("Đến hạn hôm nay", lambda clock: clock.is_today),
    "qua-nua": ("Quá nửa hạn", lambda clock: clock.percent >= HALF),
}


class ByLimit(SimpleListFilter):
    """How much of the limit is spent."""

    title = "Hạn"
    parameter_name = "han"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Name the sorts of limits."""
        return [(code, title) for code, (title, _wanted) in DUE.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """Keep the steps whose clock is so; limits are office hours, which no database counts."""
        if self.value() not in DUE:
            return queryset
        wanted = DUE[str(self.value())][1]
        now = timezone.now()
        clocks = ((step, clock_of(step, at=now)) for step in queryset)
        return queryset.filter(
            pk__in=[step.pk for step, clock in clocks if clock and wanted(clock)]
        )
