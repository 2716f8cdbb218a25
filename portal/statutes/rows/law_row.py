"""What every row of law carries: what it rests on, how sure that is, and no silent rewriting."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.statutes import cache


class Certainty(models.TextChoices):
    """How the wording of the law behind a row was learnt."""

    SEEN = "V", "Đã xem văn bản"
    SECOND_HAND = "V2", "Nguồn thứ cấp"
    RECALLED = "R", "Chưa đối chiếu"
    UNKNOWN = "?", "Chưa rõ"


CONFIRMED = (Certainty.SEEN, Certainty.SECOND_HAND)


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

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check constraints by all that stands in the row, also what no form lets one write.

        The admin leaves read-only columns out; without them a row that shares its days with
        another would be refused by the database alone, or, being new, could not be checked at all.
        """
        names = {field.name for field in self._meta.concrete_fields}
        written = set() if self._state.adding else names - self.OPEN_LATER
        super().validate_constraints(exclude=set(exclude or ()) - written - {"withdrawn_on"})

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
