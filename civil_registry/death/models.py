"""What a family declared about a death: one row a step, every answer a column."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from portal.people.ethnicities import Ethnicity
from portal.people.model_fields import (
    PartialDateField,
    PersonalNumberField,
    PersonNameField,
    PhoneField,
    choice,
)
from portal.people.names import join_name
from portal.people.nationalities import VIETNAM
from portal.people.partial_dates import PartialDate
from portal.people.sex import DECLARABLE
from portal.pipeline.manifests.results import MOST_COPIES
from portal.pipeline.models import Step
from portal.places.columns import commune, commune_check, line

TIME_OF_DAY = "^(([01][0-9]|2[0-3]):[0-5][0-9])?$"
ONE_THAT_COUNTS = "death_one_that_counts"
ENDED = ("REFUSED", "WITHDRAWN", "SKIPPED")  # a step that ended so no longer counts


class Situation(models.TextChoices):
    """What sets a death apart, asked once and in plain words."""

    ORDINARY = "ordinary", _("Không có điều nào dưới đây")
    LIVED_HOURS = "lived_hours", _("Bé chào đời và đã mất trong 24 giờ")
    LIVED_DAYS = "lived_days", _("Bé mất sau 24 giờ, chưa có giấy khai sinh")
    STILLBORN = "stillborn", _("Bé mất trước khi chào đời")
    MISSING = "missing", _("Tòa án tuyên bố mất tích")
    UNIDENTIFIED = "unidentified", _("Chưa biết người đã mất là ai")
    ALIVE = "alive", _("Đã khai tử nhưng người đó còn sống")
    BY_AUTHORITY = "by_authority", _("Mất do thi hành án tử hình")


class Relation(models.TextChoices):
    """Who applies (`NycQuanHe`); the last is asked only to show the way."""

    SPOUSE = "spouse", _("Vợ hoặc chồng")
    CHILD = "child", _("Con")
    PARENT = "parent", _("Cha hoặc mẹ")
    SIBLING = "sibling", _("Anh, chị, em")
    GRANDCHILD = "grandchild", _("Cháu")
    GRANDPARENT = "grandparent", _("Ông hoặc bà")
    RELATIVE = "relative", _("Người thân khác")
    NOT_RELATED = "not_related", _("Không phải người thân (hàng xóm, bạn, người chăm sóc)")
    ORGANISATION = "organisation", _("Cơ quan, tổ chức lo tang lễ")


class LastResidence(models.TextChoices):
    """How the person who died was last registered (`NctccLoaiCutru`)."""

    PERMANENT = "permanent", _("Thường trú")
    TEMPORARY = "temporary", _("Tạm trú")
    NONE = "none", _("Không đăng ký, hoặc không rõ nơi cư trú")


class PlaceKind(models.TextChoices):
    """Where somebody died, as it decides who issues the death notice."""

    HOME = "home", _("Tại nhà")
    FACILITY = "facility", _("Tại bệnh viện, trạm y tế")
    ROAD = "road", _("Trên đường đi")
    ELSEWHERE = "elsewhere", _("Nơi khác")


class NoticeKind(models.TextChoices):
    """The death notice, or what stands for it (NĐ 123/2015/NĐ-CP Đ4 k2)."""

    DEATH_NOTICE = "death_notice", _("Giấy báo tử")
    POLICE_STATEMENT = "police_statement", _("Giấy xác nhận của Công an")
    FORENSIC_RESULT = "forensic_result", _("Kết quả giám định pháp y")
    COURT_JUDGMENT = "court_judgment", _("Bản án, quyết định của Tòa án tuyên bố là đã chết")
    CUSTODY_NOTICE = "custody_notice", _("Giấy của nơi giam, giữ hoặc của đơn vị")
    NONE = "none", _("Chưa có")


class Sudden(models.TextChoices):
    """Whether the police or forensic doctors had to look at a death."""

    NO = "no", _("Không")
    YES = "yes", _("Có")


class DeathQuerySet(models.QuerySet["DeathDeclaration"]):
    """What is asked of declarations of death."""

    def that_counts(self, personal_number: str) -> "DeathQuerySet":
        """Return the declaration of this person that is open or granted, if there is one."""
        if not personal_number:
            return self.none()
        claims = self.filter(personal_number=personal_number, holds_number=True)
        return claims.exclude(step__status__in=ENDED)

    def free(self, personal_number: str) -> None:
        """Take the number from a declaration whose step ended without a registration."""
        ended = self.filter(personal_number=personal_number, step__status__in=ENDED)
        ended.filter(holds_number=True).update(holds_number=False)


class DeathDeclaration(models.Model):
    """One death as it was declared, and the notice the commune issued for it, if it had to.

    Columns are named `page_field`, or `field` alone for what is said of the deceased and of the
    death itself. `signed_number` and `signed_child` name the hospital's signed notice it rests on,
    if any; `issued_*` the one the commune issued in the dossier. `holds_number`: at most one
    declaration that counts names a personal number.
    """

    step = models.OneToOneField(Step, on_delete=models.PROTECT, primary_key=True, related_name="+")
    situation = choice(Situation, default=Situation.ORDINARY)
    nationality = models.CharField(max_length=2, default=VIETNAM)
    relation = choice(Relation)
    relation_other = models.CharField(max_length=100, blank=True)

    surname = PersonNameField(blank=True)
    middle_name = PersonNameField(blank=True)
    given_name = PersonNameField()
    born_on = PartialDateField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=DECLARABLE)
    personal_number = PersonalNumberField(blank=True)
    ethnicity = models.CharField(max_length=2, choices=Ethnicity.choices, blank=True)

    residence_kind = choice(LastResidence)
    residence_commune = commune()
    residence_line = line()

    died_on = PartialDateField()
    died_time = models.CharField(max_length=5, blank=True)
    place_kind = choice(PlaceKind)
    place_commune = commune()
    place_line = line()
    sudden = choice(Sudden)
    cause = models.CharField(max_length=250, blank=True)

    notice_kind = choice(NoticeKind)
    notice_number = models.CharField(max_length=30, blank=True)
    notice_issued_on = PartialDateField(null=True, blank=True)
    notice_facility = models.CharField(max_length=200, blank=True)
    signed_number = models.CharField(max_length=500, blank=True, default="", db_default="")
    signed_child = models.PositiveSmallIntegerField(null=True, blank=True)
    is_serving = models.BooleanField(default=False)

    office_commune = commune()
    phone = PhoneField()
    email = models.EmailField(blank=True)
    copies = models.PositiveSmallIntegerField(default=0)

    issued_number = models.CharField(max_length=30, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.CharField(max_length=200, blank=True)
    holds_number = models.BooleanField(default=False)

    objects = DeathQuerySet.as_manager()

    class Meta:
        verbose_name = _("tờ khai khai tử")
        verbose_name_plural = _("tờ khai khai tử")
        indexes = [models.Index(fields=["died_on", "sex"], name="death_day_and_sex")]
        constraints = [
            models.UniqueConstraint(
                name=ONE_THAT_COUNTS,
                fields=["personal_number"],
                condition=Q(holds_number=True) & ~Q(personal_number=""),
            ),
            models.CheckConstraint(
                name="death_may_be_filed",
                condition=Q(situation=Situation.ORDINARY)
                & Q(nationality=VIETNAM)
                & ~Q(relation=Relation.ORGANISATION),
            ),
            models.CheckConstraint(name="death_deceased_named", condition=~Q(given_name="")),
            models.CheckConstraint(
                name="death_relation_told",
                condition=~Q(relation=Relation.NOT_RELATED) | ~Q(relation_other=""),
            ),
            models.CheckConstraint(
                name="death_last_residence_whole",
                condition=Q(residence_kind=LastResidence.NONE) | ~Q(residence_commune=""),
            ),
            models.CheckConstraint(name="death_place", condition=~Q(place_commune="")),
            models.CheckConstraint(
                name="death_sex", condition=Q(sex__in=[code for code, _label in DECLARABLE])
            ),
            models.CheckConstraint(
                name="death_time_of_day", condition=Q(died_time__regex=TIME_OF_DAY)
            ),
            models.CheckConstraint(
                name="death_time_needs_a_day",
                condition=Q(died_time="") | Q(Exact(Length("died_on"), 10)),
            ),
            models.CheckConstraint(name="death_copies", condition=Q(copies__lte=MOST_COPIES)),
            models.CheckConstraint(
                name="death_signed_whole",
                condition=Q(signed_number="", signed_child__isnull=True)
                | (~Q(signed_number="") & Q(signed_child__isnull=False)),
            ),
            models.CheckConstraint(
                name="death_issued_whole",
                condition=Q(issued_number="", issued_on=None)
                | (~Q(issued_number="") & Q(issued_on__isnull=False)),
            ),
            *(
                commune_check(column, name=f"death_{column}_code")
                for column in ("residence_commune", "place_commune", "office_commune")
            ),
        ]

    def __str__(self) -> str:
        return f"death of step {self.step_id}"

    @property
    def full_name(self) -> str:
        """The whole name of the person who died."""
        return join_name(self.surname, self.middle_name, self.given_name)

    @property
    def day_of_death(self) -> PartialDate:
        """The day of death as far as it is known."""
        known: Any = self.died_on
        return PartialDate.parse(known.iso)

    @property
    def has_notice(self) -> bool:
        """Whether the family named a notice, or what stands for one."""
        return self.notice_kind != NoticeKind.NONE
