"""Rows of law with days: in force from one day to another, one at a time for each code."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from portal.statutes import cache
from portal.statutes.rows.law_row import LawRow


class DateRange(Func):
    """The days from the first to the last, both included."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self, first: str, last: str) -> None:
        self.days = [first, last]
        super().__init__(first, last, RangeBoundary(inclusive_upper=True))

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """Write itself into migrations by the two columns."""
        return f"{self.__class__.__module__}.DateRange", self.days, {}


class Dated(LawRow):
    """A row of law in force from one day to another, for the country or one province.

    Two rows of one code and province never share a day: the database refuses.
    """

    OPEN_LATER = LawRow.OPEN_LATER | {"valid_to"}

    code = models.CharField("mã", max_length=80)
    province = models.CharField("mã tỉnh", max_length=2, blank=True, help_text="Để trống: cả nước.")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["code", "province", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_days",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_province",
                condition=Q(province__regex="^([0-9]{2})?$"),
            ),
            ExclusionConstraint(
                name="%(app_label)s_%(class)s_one_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("province", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_on__isnull=True),
                violation_error_message=_("Đã có dòng khác của mã này trong những ngày ấy."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.valid_from:%d/%m/%Y})"

    def in_force(self, on: date) -> bool:
        """Tell whether the row is law on that day; its first and last day count."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @classmethod
    def of(cls, code: str, on: date, province: str = "") -> Self | None:
        """Return the row in force on that day: the province's own, else the country's, else None.

        Kept rows: in a loop it costs no query.
        """
        found = {row.province: row for row in cache.rows(cls).get(code, ()) if row.in_force(on)}
        return found.get(province) or found.get("")
