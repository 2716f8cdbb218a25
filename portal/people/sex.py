"""Sex as the registers know it."""

from django.db import models


class Sex(models.TextChoices):
    """The two a declaration offers, and the third a hospital may report."""

    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"
    UNDETERMINED = "undetermined", "Chưa xác định"


DECLARABLE = [(sex.value, sex.label) for sex in (Sex.MALE, Sex.FEMALE)]
WIRE_CODES = {Sex.MALE: "1", Sex.FEMALE: "2", Sex.UNDETERMINED: "3"}
"""The digit of hospital papers and of the register's forms."""
