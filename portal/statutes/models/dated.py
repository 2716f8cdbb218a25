"""What every row of law carries: its days, what it rests on, and how sure that is."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from portal.statutes import cache


class Certainty(models.TextChoices):
    """How the wording of the law behind a row was learnt."""

    SEEN = "V", "Đã xem văn bản"
    SECOND_HAND = "V2", "Nguồn thứ cấp"
    RECALLED = "R", "Chưa đối chiếu"
    UNKNOWN = "?", "Chưa rõ"


CONFIRMED = (Certainty.SEEN, Certainty.SECOND_HAND)


class DateRange(Func):
    """The days from the first to the last, both included."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self, first: str, last: str) -> None:
        super().__init__(first, last, RangeBoundary(inclusive_upper=True))

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """Write itself into migrations by the two columns."""
        first, last = (e.name for e in self.source_expressions[:2])
        return f"{self.__class__.__module__}.DateRange", [first, last], {}


class LawQuerySet(models.QuerySet):
    """Writes in bulk as Django does, and lets no kept row survive them."""

    def update(self, **kwargs: Any) -> int:
        """Update, then forget what was kept."""
        count = super().update(**kwargs)
        cache.forget()
        return count

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete, then forget what was kept."""
        count = super().delete()
        cache.forget()
        return count

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Insert, then forget what was kept."""
        made = super().bulk_create(*args, **kwargs)
        cache.forget()
        return made


class LawRow(models.Model):
    """A row that rests on a text; once saved, only what is in `OPEN_LATER` may change."""

    OPEN_LATER = frozenset({"basis", "certainty", "note", "withdrawn_on"})

    basis = models.TextField("căn cứ")
    certainty = models.CharField("mức chắc chắn", max_length=2, choices=Certainty.choices)
    note = models.TextField("ghi chú", blank=True)
    withdrawn_on = models.DateField(
        "bỏ từ ngày",
        null=True,
        blank=True,
        help_text="Dòng ghi nhầm từ đầu: không dùng nữa, giữ lại để đối chiếu.",
    )

    objects = LawQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse to change what the row says: a changed law is a new row."""
        super().clean()
        if self._state.adding:
            return
        before = type(self)._default_manager.get(pk=self.pk)
        changed = [
            field.name
            for field in self._meta.concrete_fields
            if field.name not in self.OPEN_LATER
            and getattr(self, field.attname) != getattr(before, field.attname)
        ]
        if changed:
            sentence = _("Dòng đã lưu không sửa được. Xin kết thúc dòng này và lập dòng mới.")
            raise ValidationError(dict.fromkeys(changed, sentence))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, then forget what was kept."""
        super().save(*args, **kwargs)
        cache.forget()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, then forget what was kept."""
        count = super().delete(*args, **kwargs)
        cache.forget()
        return count

    @property
    def is_confirmed(self) -> bool:
        """Whether the text it rests on was seen, at first or second hand."""
        return self.certainty in CONFIRMED


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
