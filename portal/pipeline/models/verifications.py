"""What another office is asked while a step waits."""

from django.db import models

from portal.pipeline.models.dossiers import Step


class AskedOffice(models.TextChoices):
    """Which kind of office is asked, in words that stand inside a family's sentence."""

    COMMITTEE_OF_MARRIAGE = "committee_of_marriage", "UBND nơi đăng ký kết hôn"
    COMMITTEE_OF_RESIDENCE = "committee_of_residence", "UBND nơi cư trú của cha, mẹ"
    COMMITTEE_ELSEWHERE = "committee_elsewhere", "UBND xã, phường khác"
    CIVIL_STATUS = "civil_status", "cơ quan quản lý hộ tịch"
    POLICE = "police", "công an xã, phường"
    POPULATION = "population", "cơ quan quản lý dữ liệu dân cư"
    FACILITY = "facility", "cơ sở y tế đã cấp giấy"
    SOCIAL_INSURANCE = "social_insurance", "cơ quan bảo hiểm xã hội"
    ANOTHER = "another", "một cơ quan khác"


class Verification(models.Model):
    """A question to another office while a step stays where it is; it moves the promised date.

    `office` is one of the labels of `AskedOffice`, which the family reads; `named` is what the
    official wrote of it and, like question and answer, stays at the desk. `result` is the answer
    as a code: reasons are offered by it, never by what was typed.
    """

    class Subject(models.TextChoices):
        """What is asked about, where a reason of the law hangs on it."""

        MARRIAGE = "marriage", "Việc kết hôn của cha và mẹ"
        ANOTHER = "another", "Việc khác"

    class Result(models.TextChoices):
        """What was found."""

        FOUND = "found", "Có, tìm thấy"
        NOT_FOUND = "not_found", "Không tìm thấy"
        UNCLEAR = "unclear", "Chưa rõ, hoặc trả lời khác"

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="verifications")
    office = models.CharField(max_length=200)
    named = models.CharField(max_length=200, blank=True, default="", db_default="")
    subject = models.CharField(
        max_length=12, choices=Subject, default=Subject.ANOTHER, db_default="another"
    )
    result = models.CharField(max_length=12, choices=Result, blank=True, default="", db_default="")
    question = models.TextField()
    asked_at = models.DateTimeField()
    previous_due_on = models.DateField(null=True, blank=True)
    new_due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=models.Q(answered_at__isnull=True),
                name="verification_one_open_a_step",
            )
        ]

    def __str__(self) -> str:
        return f"verification of step {self.step_id}"
