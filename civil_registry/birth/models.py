"""What a family declared about a birth: one row a step, every answer a column."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from portal.people.codes import ResidenceKind
from portal.people.ethnicities import Ethnicity
from portal.people.families import followed_parent
from portal.people.model_fields import (
    PartialDateField,
    PersonalNumberField,
    PersonNameField,
    PhoneField,
    choice,
)
from portal.people.names import join_name
from portal.people.sex import DECLARABLE
from portal.pipeline.manifests.results import MOST_COPIES
from portal.pipeline.models import Step
from portal.places.columns import commune, commune_check, line

MOST_CHILDREN = 5


class Situation(models.TextChoices):
    """What sets a birth apart, asked once and in neutral words."""

    ORDINARY = "ordinary", _("Không có điều nào dưới đây")
    REGISTERED = "registered", _("Bé đã có giấy khai sinh hoặc số định danh")
    SEX_UNDETERMINED = "sex_undetermined", _("Giới tính của bé chưa xác định")
    SURROGACY = "surrogacy", _("Bé sinh do mang thai hộ")
    FOUND = "found", _("Tìm thấy bé, chưa biết cha mẹ là ai")
    MOTHER_UNKNOWN = "mother_unknown", _("Có cha, chưa biết mẹ của bé là ai")
    STILLBORN = "stillborn", _("Bé mất trước khi chào đời")
    LIVED_HOURS = "lived_hours", _("Bé chào đời và đã mất trong 24 giờ")
    LIVED_DAYS = "lived_days", _("Bé chào đời và đã mất sau 24 giờ")


class Relation(models.TextChoices):
    """Who applies (`NycQuanHe`); the last two are asked only to show them the way."""

    MOTHER = rules.MOTHER, _("Mẹ")
    FATHER = rules.FATHER, _("Cha")
    GUARDIAN = rules.GUARDIAN, _("Người giám hộ, đại diện hợp pháp")
    INSTITUTION = "institution", _("Cơ sở đang nuôi dưỡng bé")
    RELATIVE = "relative", _("Ông, bà, người thân khác")


class Married(models.TextChoices):
    """The one question about the parents."""

    YES = "yes", _("Có")
    NO = "no", _("Không")
    UNSURE = "unsure", _("Tôi không chắc")


class FatherPart(models.TextChoices):
    """What becomes of the part about the father where the parents are not married."""

    LEFT_OUT = "left_out", _("Để trống phần cha")
    TO_BE_NAMED = "to_be_named", _("Ghi tên cha, cha đồng ý nhận con")
    FORMER_HUSBAND = "former_husband", _("Cha và mẹ từng kết hôn, nay đã ly hôn hoặc cha đã mất")


class PaperKind(models.TextChoices):
    """What shows that the child was born: the hospital's paper, or what may stand for it."""

    BIRTH_NOTICE = "birth_notice", _("Giấy chứng sinh")
    WITNESS_STATEMENT = "witness_statement", _("Văn bản của người làm chứng")
    WRITTEN_PLEDGE = "written_pledge", _("Giấy cam đoan về việc sinh")
    ABANDONMENT_RECORD = "abandonment_record", _("Biên bản về việc tìm thấy bé")


class FromParent(models.TextChoices):
    """Which parent something follows."""

    FATHER = rules.FATHER, _("Theo cha")
    MOTHER = rules.MOTHER, _("Theo mẹ")


class PlaceFrom(models.TextChoices):
    """Whose place of residence decides where the birth is registered."""

    MOTHER = rules.MOTHER, _("Nơi mẹ cư trú")
    FATHER = rules.FATHER, _("Nơi cha cư trú")
    GUARDIAN = rules.GUARDIAN, _("Nơi người giám hộ cư trú")


def whole_or_absent(parent: str) -> Q:
    """Return the condition that a parent is given with the least the register needs, or not."""
    texts = ("surname", "middle_name", "given_name", "personal_number", "ethnicity")
    absent = Q(**{f"{parent}_{name}": "" for name in texts}) & Q(
        **{
            f"{parent}_deceased": False,
            f"{parent}_born_on": None,
            f"{parent}_residence_commune": "",
        }
    )
    needed = Q(**{f"{parent}_given_name": ""}) | Q(**{f"{parent}_ethnicity": ""})
    number = ~Q(**{f"{parent}_personal_number": ""}) | Q(**{f"{parent}_deceased": True})
    return absent | (~needed & Q(**{f"{parent}_born_on__isnull": False}) & number)


class BirthDeclaration(models.Model):
    """One child's birth as it was declared.

    Columns are named `page_field`, or `field` alone for what is said of the child itself.
    `notice_number` and `notice_child` name the hospital's signed paper it rests on, if any.
    """

    step = models.OneToOneField(Step, on_delete=models.PROTECT, primary_key=True, related_name="+")
    children = models.PositiveSmallIntegerField(default=1)
    situation = choice(Situation, default=Situation.ORDINARY)
    relation = choice(Relation)
    married = choice(Married, blank=True)
    father_part = choice(FatherPart, blank=True)
    marriage_ended_on = PartialDateField(null=True, blank=True)
    guardian_decision = models.CharField(max_length=50, blank=True)
    guardian_decided_on = PartialDateField(null=True, blank=True)
    guardian_decided_by = models.CharField(max_length=200, blank=True)

    paper_kind = choice(PaperKind)
    paper_number = models.CharField(max_length=200, blank=True)
    paper_issued_on = PartialDateField(null=True, blank=True)
    paper_facility = models.CharField(max_length=200, blank=True)
    notice_number = models.CharField(max_length=500, blank=True, default="", db_default="")
    notice_child = models.PositiveSmallIntegerField(null=True, blank=True)
    paper_explanation = models.CharField(max_length=1000, blank=True, default="", db_default="")

    surname = PersonNameField(blank=True)
    middle_name = PersonNameField(blank=True)
    given_name = PersonNameField()
    born_on = models.DateField()
    born_time = models.TimeField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=DECLARABLE)
    birth_place_commune = commune()
    birth_place_line = line()
    paper_remark = models.CharField(max_length=500, blank=True, default="", db_default="")

    mother_surname = PersonNameField(blank=True)
    mother_middle_name = PersonNameField(blank=True)
    mother_given_name = PersonNameField(blank=True)
    mother_born_on = PartialDateField(null=True, blank=True)
    mother_deceased = models.BooleanField(default=False)
    mother_personal_number = PersonalNumberField(blank=True)
    mother_ethnicity = models.CharField(max_length=2, choices=Ethnicity.choices, blank=True)
    mother_residence_kind = choice(ResidenceKind, blank=True)
    mother_residence_commune = commune()
    mother_residence_line = line()

    father_surname = PersonNameField(blank=True)
    father_middle_name = PersonNameField(blank=True)
    father_given_name = PersonNameField(blank=True)
    father_born_on = PartialDateField(null=True, blank=True)
    father_deceased = models.BooleanField(default=False)
    father_personal_number = PersonalNumberField(blank=True)
    father_ethnicity = models.CharField(max_length=2, choices=Ethnicity.choices, blank=True)
    father_lives_with_mother = models.BooleanField(default=False)
    father_residence_kind = choice(ResidenceKind, blank=True)
    father_residence_commune = commune()
    father_residence_line = line()

    marriage_number = models.CharField(max_length=50, blank=True)
    marriage_book = models.CharField(max_length=50, blank=True)
    marriage_registered_on = PartialDateField(null=True, blank=True)
    marriage_registered_at = models.CharField(max_length=200, blank=True)

    surname_from = choice(FromParent, blank=True)
    ethnicity_from = choice(FromParent, blank=True)
    hometown_from = choice(FromParent, blank=True)
    hometown_commune = commune()
    hometown_line = line()

    place_from = choice(PlaceFrom)
    guardian_commune = commune()
    phone = PhoneField()
    email = models.EmailField(blank=True)
    copies = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("tờ khai khai sinh")
        verbose_name_plural = _("tờ khai khai sinh")
        indexes = [
            models.Index(fields=["mother_personal_number", "born_on"], name="birth_of_mother"),
            models.Index(fields=["father_personal_number"], name="birth_of_father"),
        ]
        constraints = [
            models.CheckConstraint(name="birth_father_whole", condition=whole_or_absent("father")),
            models.CheckConstraint(name="birth_mother_whole", condition=whole_or_absent("mother")),
            models.CheckConstraint(
                name="birth_mother_unless_found",
                condition=~Q(mother_given_name="") | Q(situation=Situation.FOUND),
            ),
            models.CheckConstraint(
                name="birth_father_not_left_out",
                condition=~Q(married=Married.NO)
                | Q(father_part=FatherPart.FORMER_HUSBAND)
                | Q(father_given_name=""),
            ),
            models.CheckConstraint(
                name="birth_applicant_may_file",
                condition=Q(relation__in=[rules.MOTHER, rules.FATHER, rules.GUARDIAN]),
            ),
            models.CheckConstraint(name="birth_child_named", condition=~Q(given_name="")),
            models.CheckConstraint(
                name="birth_sex", condition=Q(sex__in=[code for code, _label in DECLARABLE])
            ),
            models.CheckConstraint(
                name="birth_counts",
                condition=Q(children__range=(1, MOST_CHILDREN), copies__lte=MOST_COPIES),
            ),
            models.CheckConstraint(
                name="birth_notice_whole",
                condition=Q(notice_number="", notice_child__isnull=True)
                | (~Q(notice_number="") & Q(notice_child__isnull=False)),
            ),
            *(
                commune_check(column, name=f"birth_{column}")
                for column in (
                    "birth_place_commune",
                    "mother_residence_commune",
                    "father_residence_commune",
                    "hometown_commune",
                    "guardian_commune",
                )
            ),
        ]

    def __str__(self) -> str:
        return f"birth of step {self.step_id}"

    @property
    def names_mother(self) -> bool:
        """Whether the mother is declared."""
        return bool(self.mother_given_name)

    @property
    def names_father(self) -> bool:
        """Whether the father is declared."""
        return bool(self.father_given_name)

    @property
    def full_name(self) -> str:
        """The child's whole name."""
        return join_name(self.child_surname, self.middle_name, self.given_name)

    @property
    def child_surname(self) -> str:
        """The surname of the parent chosen; the one given to a child whose parents are unknown."""
        return self._from_parent(self.surname_from, "surname", alone=self.surname)

    @property
    def ethnicity(self) -> str:
        """The code of the child's ethnicity, "" for a child whose parents are unknown."""
        return self._from_parent(self.ethnicity_from, "ethnicity")

    @property
    def hometown(self) -> tuple[str, str]:
        """Commune and line of the hometown; of a found child the place where it was found.

        NĐ 123/2015/NĐ-CP Đ14 k3.
        """
        if self.names_mother:
            return self.hometown_commune, self.hometown_line
        return self.birth_place_commune, self.birth_place_line

    @property
    def office_commune(self) -> str:
        """The commune that registers the birth, "" as long as none is chosen."""
        if not self.place_from:
            return ""
        if self.place_from == PlaceFrom.GUARDIAN:
            return self.guardian_commune
        return str(getattr(self, f"{self.place_from}_residence_commune"))

    def parent_name(self, parent: str) -> str:
        """Return a parent's whole name."""
        parts = ("surname", "middle_name", "given_name")
        return join_name(*(getattr(self, f"{parent}_{part}") for part in parts))

    def _from_parent(self, chosen: str, what: str, alone: str = "") -> str:
        if not self.names_mother:
            return alone
        parent = followed_parent(chosen, father_named=self.names_father)
        return str(getattr(self, f"{parent}_{what}"))
