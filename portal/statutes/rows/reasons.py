"""Why a step may be returned or refused, in sentences the family reads."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.statutes.rows.papers import ForLegs
from portal.statutes.sentences import Piece, blanks_of, compose, pieces


class ReasonKind(models.TextChoices):
    """A return asks the family; a refusal ends the leg."""

    RETURN = "return", "Đề nghị sửa"
    REFUSAL = "refusal", "Từ chối"


class ReturnReason(ForLegs):
    """A coded reason: what the official picks, what it opens, and the sentence that is sent."""

    kind = models.CharField("loại", max_length=10, choices=ReasonKind.choices)
    slug = models.SlugField("tên gọi")
    pick = models.CharField("cán bộ chọn", max_length=200)
    sentence = models.TextField("câu gia đình đọc")
    blanks = models.JSONField(
        "chỗ điền",
        default=dict,
        blank=True,
        help_text="Mỗi chỗ {…} của câu: danh sách để chọn, hoặc [] nếu tự ghi.",
    )
    opens = ArrayField(
        models.CharField(max_length=120),
        verbose_name="ô được mở",
        default=list,
        blank=True,
        help_text="Mã ô, có thể kết thúc bằng *.",
    )
    opens_one = models.BooleanField("chỉ mở một ô", default=False)
    official_fields = ArrayField(
        models.CharField(max_length=60),
        verbose_name="ô của biểu mẫu quốc gia",
        default=list,
        blank=True,
    )
    needs_supervisor = models.BooleanField("người phụ trách ký", default=False)

    class Meta(ForLegs.Meta):
        verbose_name = "lý do đề nghị sửa, từ chối"
        verbose_name_plural = "lý do đề nghị sửa, từ chối"

    def clean(self) -> None:
        """Refuse a sentence whose blanks are not those listed."""
        super().clean()
        if blanks_of(self.sentence) != set(self.blanks):
            raise ValidationError({"blanks": _("Chỗ điền không khớp với câu.")})

    def may_open(self, field_code: str) -> bool:
        """Tell whether this reason may open that field for correction."""
        return any(fnmatchcase(field_code, pattern) for pattern in self.opens)

    def written_by_hand(self, answers: Mapping[str, str]) -> str:
        """Return what an official wrote into the blanks, without what was chosen from a list.

        This, and not the ready-made words, is to be read for forbidden demands.
        """
        return " . ".join(answers.get(name, "") for name, words in self.blanks.items() if not words)

    def sentence_for(self, answers: Mapping[str, str]) -> str:
        """Return the sentence with its blanks filled; raises what `sentences.compose` raises."""
        return compose(self.sentence, self.blanks, answers)

    def pieces_for(self, answers: Mapping[str, str]) -> list[Piece]:
        """Return the same sentence, what was written by hand told apart; raises the same."""
        return list(pieces(self.sentence, self.blanks, answers))
