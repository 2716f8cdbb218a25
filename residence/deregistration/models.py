"""What a family declared about the household of the person who died, in typed columns."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.people.codes import RelationToHead
from portal.people.model_fields import PersonalNumberField, PersonNameField
from portal.pipeline.models import Step
from residence.deregistration.rules import HeadIs

HEAD_IS = [
    (HeadIs.DECEASED.value, _("Người đã mất")),
    (HeadIs.APPLICANT.value, _("Tôi")),
    (HeadIs.OTHER.value, _("Người khác")),
    (HeadIs.ALONE.value, _("Người đã mất sống một mình trong hộ")),
]
# The national form's list is one of those who move in; who dies is as often a spouse or a parent.
RELATION = [
    ("wife", _("Vợ")),
    ("husband", _("Chồng")),
    ("father", _("Cha")),
    ("mother", _("Mẹ")),
    ("parent_in_law", _("Cha, mẹ của vợ hoặc chồng")),
    ("grandparent", _("Ông, bà")),
    *RelationToHead.choices,
]


class DeregistrationDeclaration(models.Model):
    """Where the person who died was registered, and who heads that household.

    `head_name` is the head where that is somebody else; `new_head_name` whom the family has
    already named for a household that lost its head. `commune_code` is the place as declared; who
    decides is told by the step.
    """

    step = models.OneToOneField(Step, on_delete=models.PROTECT, primary_key=True, related_name="+")
    commune_code = models.CharField(max_length=5)
    address_line = models.CharField(max_length=250)
    head_is = models.CharField(max_length=10, choices=HEAD_IS)
    head_name = PersonNameField(max_length=200, blank=True)
    head_number = PersonalNumberField(blank=True)
    relation_to_head = models.CharField(max_length=30, choices=RELATION, blank=True)
    new_head_name = PersonNameField(max_length=200, blank=True)
    new_head_number = PersonalNumberField(blank=True)

    class Meta:
        verbose_name = _("tờ khai xóa đăng ký thường trú")
        verbose_name_plural = _("tờ khai xóa đăng ký thường trú")
        constraints = [
            models.CheckConstraint(
                name="deregistration_commune_code", condition=Q(commune_code__regex="^[0-9]{5}$")
            ),
            models.CheckConstraint(
                name="deregistration_head_named",
                condition=Q(head_is=HeadIs.OTHER.value, head_name__gt="")
                | (~Q(head_is=HeadIs.OTHER.value) & Q(head_name="", head_number="")),
            ),
            models.CheckConstraint(
                name="deregistration_new_head_of_a_headless_household",
                condition=Q(head_is=HeadIs.DECEASED.value)
                | Q(new_head_name="", new_head_number=""),
            ),
            models.CheckConstraint(
                name="deregistration_relation_to_somebody",
                condition=Q(head_is__in=[HeadIs.APPLICANT.value, HeadIs.OTHER.value])
                | Q(relation_to_head=""),
            ),
        ]

    def __str__(self) -> str:
        return f"deregistration of step {self.step_id}"
