"""What a family declared about the child's residence, in typed columns."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.people.codes import RelationToHead
from portal.people.families import Person
from portal.people.model_fields import PersonalNumberField, PersonNameField
from portal.pipeline.models import Step
from residence.registration.rules.agreeing import agreements
from residence.registration.rules.terms import (
    MOST_OWNERS,
    Agreement,
    AgreesBy,
    Dwelling,
    HeadIs,
    WithWhom,
)

WITH_WHOM = [
    (WithWhom.FATHER.value, _("Theo nơi thường trú của cha")),
    (WithWhom.MOTHER.value, _("Theo nơi thường trú của mẹ")),
    (WithWhom.ELSEWHERE.value, _("Nơi khác")),
]
DWELLING = [
    (Dwelling.FAMILY.value, _("Nhà của gia đình, người thân")),
    (Dwelling.RENTED.value, _("Nhà thuê, mượn, ở nhờ")),
    (Dwelling.ORGANISATION.value, _("Nhà của công ty, cơ quan, Nhà nước")),
    (Dwelling.OWNER_UNCLEAR.value, _("Chủ nhà đã mất, nhà đang tranh chấp hoặc xây không phép")),
    (
        Dwelling.SPECIAL.value,
        _("Cơ sở tôn giáo, cơ sở trợ giúp xã hội, hộ tập thể, tàu thuyền"),
    ),
    (Dwelling.BARRACKS.value, _("Doanh trại quân đội, công an")),
]
HEAD_IS = [
    (HeadIs.FATHER.value, _("Cha của bé")),
    (HeadIs.MOTHER.value, _("Mẹ của bé")),
    (HeadIs.APPLICANT.value, _("Tôi")),
    (HeadIs.PROPOSED.value, _("Người ghi trong dữ liệu cư trú")),
    (HeadIs.OTHER.value, _("Người khác")),
    (HeadIs.UNABLE.value, _("Chủ hộ đã mất, ra nước ngoài hoặc chưa đủ 18 tuổi")),
]
CONSENT_WAY = [
    (AgreesBy.FILING.value, _("Người nộp hồ sơ là chủ hộ và chủ nhà")),
    (AgreesBy.ASKED.value, _("Nhờ xác nhận trên VNeID")),
    (AgreesBy.PAPER.value, _("Gửi tờ CT01 đã ký")),
]


class ResidenceDeclaration(models.Model):
    """Where the child will live, in whose household, and how those asked agree.

    `commune_code` is the place as declared; who decides is told by the step. Where the family does
    not know a number it stays empty here: who took up the invitation is told by the consent. A head
    whom the residence data named is kept by handle; the half-hidden name is for the family's eyes.
    """

    step = models.OneToOneField(Step, on_delete=models.PROTECT, primary_key=True, related_name="+")
    child_name = PersonNameField(max_length=200)
    ethnicity = models.CharField(_("dân tộc"), max_length=2, blank=True)
    applicant_role = models.CharField(max_length=20, blank=True)
    father_name = PersonNameField(max_length=200, blank=True)
    father_number = PersonalNumberField(blank=True)
    mother_name = PersonNameField(max_length=200, blank=True)
    mother_number = PersonalNumberField(blank=True)
    father_is_dead = models.BooleanField(default=False)
    mother_is_dead = models.BooleanField(default=False)
    with_whom = models.CharField(max_length=10, choices=WITH_WHOM)
    dwelling = models.CharField(max_length=15, choices=DWELLING)
    commune_code = models.CharField(max_length=5)
    address_line = models.CharField(max_length=250)
    head_is = models.CharField(max_length=10, choices=HEAD_IS)
    head_name = PersonNameField(max_length=200, blank=True)
    head_number = PersonalNumberField(blank=True)
    head_handle = models.CharField(max_length=80, blank=True)
    head_masked_name = models.CharField(max_length=200, blank=True)
    owner_is_head = models.BooleanField(default=False)
    relation_to_head = models.CharField(max_length=30, choices=RelationToHead)
    consent_way = models.CharField(max_length=10, choices=CONSENT_WAY)

    class Meta:
        verbose_name = _("tờ khai thường trú")
        verbose_name_plural = _("tờ khai thường trú")
        constraints = [
            models.CheckConstraint(
                name="residence_commune_code", condition=Q(commune_code__regex="^[0-9]{5}$")
            ),
            models.CheckConstraint(
                name="residence_head_is_known",
                condition=~Q(head_number="") | ~Q(head_handle="") | Q(head_is=HeadIs.OTHER.value),
            ),
            models.CheckConstraint(
                name="residence_head_by_handle_alone",
                condition=Q(head_handle="", head_masked_name="")
                | Q(head_is=HeadIs.PROPOSED.value, head_name="", head_number=""),
            ),
            models.CheckConstraint(
                name="residence_leg_has_an_able_head",
                condition=~Q(head_is=HeadIs.UNABLE.value),
            ),
        ]

    def __str__(self) -> str:
        return f"residence of step {self.step_id}"

    @property
    def head(self) -> Person:
        """The head of the household; one known by a handle has half a name."""
        if self.head_handle:
            return Person(self.head_masked_name, handle=self.head_handle)
        return Person(self.head_name, self.head_number)

    @property
    def owner_people(self) -> tuple[Person, ...]:
        """The owners of the dwelling, the head among them if it is theirs."""
        if self.owner_is_head:
            return (self.head,)
        return tuple(Person(one.full_name, one.personal_number) for one in self.owners.all())

    @property
    def parents(self) -> dict[str, Person]:
        """The parents named in the declaration of birth, dead ones too."""
        father = Person(self.father_name, self.father_number, self.father_is_dead)
        mother = Person(self.mother_name, self.mother_number, self.mother_is_dead)
        found = {WithWhom.FATHER: father, WithWhom.MOTHER: mother}
        return {which: one for which, one in found.items() if one.full_name}

    def agreements(self, applicant_number: str, *, every_owner: bool) -> tuple[Agreement, ...]:
        """Return who agrees and how; reads the owners."""
        apart = self.with_whom == WithWhom.ELSEWHERE
        return agreements(
            applicant_number=applicant_number,
            head=self.head,
            owners=self.owner_people,
            parents=tuple(self.parents.values()) if apart else (),
            on_paper=self.consent_way == AgreesBy.PAPER,
            every_owner=every_owner,
        )


class DwellingOwner(models.Model):
    """One owner of the dwelling beside its head; several may own it together."""

    declaration = models.ForeignKey(
        ResidenceDeclaration, on_delete=models.CASCADE, related_name="owners"
    )
    ordinal = models.PositiveSmallIntegerField()
    full_name = PersonNameField(max_length=200)
    personal_number = PersonalNumberField(blank=True)

    class Meta:
        verbose_name = _("chủ nhà")
        verbose_name_plural = _("chủ nhà")
        ordering = ["declaration", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "ordinal"], name="residence_owner_in_order"
            ),
            models.UniqueConstraint(
                fields=["declaration", "personal_number"],
                condition=~Q(personal_number=""),
                name="residence_owner_once",
            ),
            models.CheckConstraint(
                name="residence_owners_at_most",
                condition=Q(ordinal__gte=1) & Q(ordinal__lte=MOST_OWNERS),
            ),
        ]

    def __str__(self) -> str:
        return f"owner {self.ordinal} of step {self.declaration_id}"
