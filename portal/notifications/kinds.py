"""Every kind of notice, and what stands in the blanks of its words: codes, dates and counts."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a notice is about."""

    FILED = "filed", _("Đã nhận hồ sơ")
    FILED_QUIETLY = "filed_quietly", _("Đã nhận hồ sơ khai tử")
    UNFINISHED = "unfinished", _("Bản nháp chưa nộp")
    CONSENT_ASKED = "consent_asked", _("Nhờ xác nhận")
    PROOF_OUT = "proof_out", _("Mời xem trước giấy khai sinh")
    CORRECT = "correct", _("Cần sửa")
    RECALLED = "recalled", _("Không phải sửa nữa")
    NEW_DATE = "new_date", _("Hẹn lại")
    RESULT = "result", _("Có kết quả")
    RESIDENCE_DUE = "residence_due", _("Nhắc đăng ký cư trú")
    RESIDENCE_LAST_DAY = "residence_last_day", _("Ngày cuối để đăng ký cư trú")


class Blank(StrEnum):
    """What may stand in a blank; nothing here can hold a person's name or number."""

    DATE = "date"
    MOMENT = "moment"
    COUNT = "count"
    TITLE = "title"  # of a paper, an office or a coded reason: public words, never a family's
    INITIALS = "initials"


# Nobody in mourning, or afraid for a child, is reminded of a duty.
REMINDERS = frozenset({Kind.UNFINISHED, Kind.RESIDENCE_DUE, Kind.RESIDENCE_LAST_DAY})
