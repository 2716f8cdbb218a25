"""Days off and make-up working days by decision, for the country or a place."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.statutes.rows.dated import DateRange
from portal.statutes.rows.law_row import LawRow


class CalendarOverride(LawRow):
    """Days that a numbered decision makes free, or working; the nearer place wins.

    `place` is empty for the whole country, a province's two digits or a commune's five.
    """

    OPEN_LATER = LawRow.OPEN_LATER | {"last_on"}

    title = models.CharField("dịp", max_length=200)
    place = models.CharField(
        "mã tỉnh hoặc xã", max_length=5, blank=True, help_text="Để trống: cả nước."
    )
    first_on = models.DateField("từ ngày")
    last_on = models.DateField("đến hết ngày")
    is_working = models.BooleanField("là ngày làm việc", default=False)

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ["-first_on", "place"]
        constraints = [
            models.CheckConstraint(
                name="statutes_calendaroverride_days", condition=Q(last_on__gte=F("first_on"))
            ),
            models.CheckConstraint(
                name="statutes_calendaroverride_place",
                condition=Q(place__regex="^([0-9]{2}|[0-9]{5})?$"),
            ),
            ExclusionConstraint(
                name="statutes_calendaroverride_one_a_day",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    (DateRange("first_on", "last_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_on__isnull=True),
                violation_error_message=_("Đã có dòng khác của nơi này trong những ngày ấy."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.first_on:%d/%m/%Y})"
