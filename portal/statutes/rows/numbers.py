"""Amounts and time limits."""

from django.db import models
from django.db.models import Q

from portal.statutes.rows.dated import Dated


class AmountUnit(models.TextChoices):
    """What an amount counts."""

    DONG = "dong", "đồng"
    TIMES = "times", "lần"
    MONTHS = "months", "tháng"
    PERSONS = "persons", "người"
    FACILITIES = "facilities", "cơ sở"
    PERCENT = "percent", "phần trăm"


class Amount(Dated):
    """A sum, a factor or a threshold; `in_force_on` marks a rate counted from before its decree.

    Funeral money is a factor times a standard, each a row of its own, read for the day of death.
    """

    value = models.DecimalField("giá trị", max_digits=14, decimal_places=2)
    unit = models.CharField("đơn vị", max_length=10, choices=AmountUnit.choices)
    in_force_on = models.DateField(
        "văn bản có hiệu lực",
        null=True,
        blank=True,
        help_text="Khi văn bản có hiệu lực sau ngày được tính; để trống nếu trùng.",
    )

    class Meta(Dated.Meta):
        verbose_name = "mức tiền, hệ số"
        verbose_name_plural = "mức tiền, hệ số"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(name="statutes_amount_not_negative", condition=Q(value__gte=0)),
        ]


class LimitUnit(models.TextChoices):
    """What a limit counts; HOUR_OF_DAY is not a length but an hour on the clock."""

    WORKING_DAYS = "working_days", "ngày làm việc"
    DAYS = "days", "ngày"
    WORKING_HOURS = "working_hours", "giờ làm việc"
    YEARS = "years", "năm"
    HOUR_OF_DAY = "hour_of_day", "giờ trong ngày"


class TimeLimit(Dated):
    """How long someone has; 0 working days means the day of receipt itself."""

    value = models.PositiveSmallIntegerField("giá trị")
    unit = models.CharField("đơn vị", max_length=15, choices=LimitUnit.choices)

    class Meta(Dated.Meta):
        verbose_name = "thời hạn"
        verbose_name_plural = "thời hạn"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="statutes_timelimit_hour_of_day",
                condition=~Q(unit=LimitUnit.HOUR_OF_DAY) | Q(value__lt=24),
            ),
        ]
