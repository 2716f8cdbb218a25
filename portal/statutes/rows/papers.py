"""Procedure codes, forms, and the papers nobody may ask for."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.statutes.rows.dated import Dated

EVERY_LEG = "all"


class ProcedureCode(Dated):
    """The official number (mã TTHC) of one of our procedures or journeys, by its dotted code."""

    tthc_code = models.CharField("mã TTHC", max_length=20)
    title = models.CharField("tên thủ tục", max_length=300)

    class Meta(Dated.Meta):
        verbose_name = "mã thủ tục"
        verbose_name_plural = "mã thủ tục"


class FormVersion(Dated):
    """A form or a paper as it is titled and numbered on a day."""

    number = models.CharField("số mẫu", max_length=40, blank=True)
    title = models.CharField("tên", max_length=300)

    class Meta(Dated.Meta):
        verbose_name = "mẫu giấy tờ"
        verbose_name_plural = "mẫu giấy tờ"


class Condition(models.TextChoices):
    """What must be so for a row to be offered; the desk finds out, the row only names it."""

    NO_SIGNED_PAPER = "no_signed_paper", "không có giấy đã ký số hợp lệ"
    NOTHING_FOUND = "nothing_found", "đã tra cứu và đã xác minh, không thấy"
    NOT_OURS_TO_ISSUE = "not_ours_to_issue", "không có giấy ký số và xã này không phải nơi cấp"
    SIGNED_PAPER = "signed_paper", "đã có giấy ký số hợp lệ"


class Alternative(models.TextChoices):
    """The lawful acts offered in place of a forbidden demand."""

    LOOK_UP = "look_up", "Tra cứu lại"
    ASK_OFFICE = "ask_office", "Hỏi cơ quan nơi đã đăng ký"
    ASK_DETAILS = "ask_details", "Hỏi gia đình số, ngày, nơi đăng ký – không bắt buộc"
    ASK_SUPERVISOR = "ask_supervisor", "Trình người phụ trách"


class ForLegs(Dated):
    """A row that concerns some legs of a journey, by procedure code, or every one ("all")."""

    legs = ArrayField(models.CharField(max_length=80), verbose_name="bước")
    condition = models.CharField("chỉ khi", max_length=20, choices=Condition.choices, blank=True)

    class Meta(Dated.Meta):
        abstract = True

    def concerns(self, leg: str) -> bool:
        """Tell whether the row speaks of this leg."""
        return EVERY_LEG in self.legs or leg in self.legs


class ForbiddenPaper(ForLegs):
    """A paper nobody may ask for on these legs, where it is held, and what to do instead."""

    title = models.CharField("giấy tờ", max_length=200)
    held_in = models.CharField("đã có trong", max_length=200, blank=True)
    trigger_words = ArrayField(
        models.CharField(max_length=40),
        verbose_name="từ nhận ra",
        default=list,
        blank=True,
        help_text="Viết thường, không dấu.",
    )
    alternatives = ArrayField(
        models.CharField(max_length=20, choices=Alternative.choices),
        verbose_name="cách khác",
        default=list,
        blank=True,
    )

    class Meta(ForLegs.Meta):
        verbose_name = "giấy không được yêu cầu"
        verbose_name_plural = "giấy không được yêu cầu"
