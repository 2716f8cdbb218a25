"""What was declared for a card, who is insured in which household, and cards gone wrong."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from insurance.health_card.rules import CardBy, Participation, participation_on
from portal.people.model_fields import PersonNameField
from portal.pipeline.models import Step

PERSONAL_NUMBER = "^[0-9]{12}$"
# Ten digits; since 01/09/2026 the personal number may stand for it.
INSURANCE_NUMBER = "^([0-9]{10}|[0-9]{12})$"
COMMUNE = "^([0-9]{5})?$"

CARD_BY = [
    (CardBy.ELECTRONIC.value, _("Chỉ nhận bản điện tử")),
    (CardBy.HOME.value, _("Gửi thẻ qua bưu điện về nhà")),
    (CardBy.CONTACT_OFFICER.value, _("Nhận thẻ tại xã, từ cán bộ đầu mối")),
]
PARTICIPATION = [
    (Participation.PARTICIPATING.value, _("Đang tham gia")),
    (Participation.FORMERLY.value, _("Đã tham gia")),
    (Participation.NOT_YET.value, _("Chưa tham gia")),
]


class HealthCardDeclaration(models.Model):
    """Where the child is to be seen first, and how the card is received.

    An empty `facility_code` lets Social Insurance choose.
    """

    step = models.OneToOneField(Step, on_delete=models.PROTECT, primary_key=True, related_name="+")
    child_name = PersonNameField(max_length=200)
    ethnicity = models.CharField(_("dân tộc"), max_length=2, blank=True)
    guardian_role = models.CharField(_("người giám hộ"), max_length=20)
    guardian_name = PersonNameField(max_length=200)
    guardian_number = models.CharField(max_length=12)
    home_commune = models.CharField(max_length=5, blank=True)
    home_line = models.CharField(max_length=250, blank=True)
    facility_code = models.CharField(_("mã nơi khám"), max_length=10, blank=True)
    facility_name = models.CharField(_("nơi khám"), max_length=200, blank=True)
    card_by = models.CharField(_("cách nhận thẻ"), max_length=15, choices=CARD_BY)
    post_commune = models.CharField(max_length=5, blank=True)
    post_line = models.CharField(max_length=250, blank=True)
    temporary_card = models.CharField(_("mã thẻ tạm"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("tờ khai thẻ bảo hiểm y tế")
        verbose_name_plural = _("tờ khai thẻ bảo hiểm y tế")
        constraints = [
            models.CheckConstraint(
                name="card_posted_to_an_address",
                condition=~Q(card_by=CardBy.HOME.value) | (~Q(post_commune="") & ~Q(post_line="")),
            ),
            models.CheckConstraint(
                name="card_communes",
                condition=Q(home_commune__regex=COMMUNE, post_commune__regex=COMMUNE),
            ),
        ]

    def __str__(self) -> str:
        return f"health card of step {self.step_id}"


class InsuredPerson(models.Model):
    """One person and the one insurance number that person has, for life."""

    personal_number = models.CharField(_("số định danh"), max_length=12, primary_key=True)
    insurance_number = models.CharField(_("mã số bảo hiểm xã hội"), max_length=12, unique=True)
    known_at = models.DateTimeField(_("biết từ"))

    class Meta:
        verbose_name = _("người có mã số bảo hiểm")
        verbose_name_plural = _("người có mã số bảo hiểm")
        constraints = [
            models.CheckConstraint(
                name="insured_personal_number",
                condition=Q(personal_number__regex=PERSONAL_NUMBER),
            ),
            models.CheckConstraint(
                name="insured_insurance_number",
                condition=Q(insurance_number__regex=INSURANCE_NUMBER),
            ),
        ]

    def __str__(self) -> str:
        return f"insured person {self.pk[-4:]}"

    @staticmethod
    def keep(told: Mapping[int, tuple[str, str]], *, at: datetime) -> set[int]:
        """Keep (person, number) by step; return the steps told otherwise than what is known.

        Two queries. Who comes second loses, also against somebody who commits this very second.
        """
        InsuredPerson.objects.bulk_create(
            [
                InsuredPerson(personal_number=person, insurance_number=number, known_at=at)
                for person, number in sorted(set(told.values()))
            ],
            ignore_conflicts=True,
        )
        people = {person for person, _number in told.values()}
        known = set(
            InsuredPerson.objects.filter(pk__in=people).values_list("pk", "insurance_number")
        )
        return {step_id for step_id, pair in told.items() if pair not in known}


@dataclass(frozen=True, slots=True)
class Cover:
    """Who stands for a member, where that is, and the days the member's card covers."""

    represented_by: str
    commune_code: str
    first_on: date
    last_on: date


class InsuranceHousehold(models.Model):
    """People whom Social Insurance keeps together as one household; not the residence household.

    Known here by the person who stands for its children.
    """

    represented_by = models.CharField(_("số định danh người đại diện"), max_length=12, unique=True)
    commune_code = models.CharField(max_length=5, blank=True)

    class Meta:
        verbose_name = _("hộ gia đình tham gia bảo hiểm")
        verbose_name_plural = _("hộ gia đình tham gia bảo hiểm")

    def __str__(self) -> str:
        return f"insurance household #{self.pk}"


class HouseholdMember(models.Model):
    """A member of one insurance household at a time, and the days that person's cards cover.

    Three states follow from them (`rules.participation_on`), as the household data of Social
    Insurance know them: taking part, took part before, has not yet. The days are as answered.
    Who has died is a member no more (`left_on`).
    """

    household = models.ForeignKey(
        InsuranceHousehold, on_delete=models.PROTECT, related_name="members"
    )
    personal_number = models.CharField(_("số định danh"), max_length=12, unique=True)
    first_covered_on = models.DateField(_("thẻ có giá trị từ"), null=True, blank=True)
    last_covered_on = models.DateField(_("thẻ có giá trị đến"), null=True, blank=True)
    left_on = models.DateField(_("rời hộ ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("thành viên hộ")
        verbose_name_plural = _("thành viên hộ")
        constraints = [
            models.CheckConstraint(
                name="member_personal_number",
                condition=Q(personal_number__regex=PERSONAL_NUMBER),
            ),
            models.CheckConstraint(
                name="member_covered_in_order",
                condition=Q(first_covered_on__isnull=True, last_covered_on__isnull=True)
                | Q(last_covered_on__gte=F("first_covered_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"member of insurance household #{self.household_id}"

    @staticmethod
    def cover(cards: Mapping[str, Cover]) -> None:
        """Put each person into the household of who stands for them, with the days of the card.

        Three queries.
        """
        heads = {one.represented_by: one.commune_code for one in cards.values()}
        InsuranceHousehold.objects.bulk_create(
            [
                InsuranceHousehold(represented_by=head, commune_code=heads[head])
                for head in sorted(heads)
            ],
            ignore_conflicts=True,
        )
        found = InsuranceHousehold.objects.filter(represented_by__in=heads)
        households = dict(found.values_list("represented_by", "pk"))
        HouseholdMember.objects.bulk_create(
            [
                HouseholdMember(
                    household_id=households[cards[person].represented_by],
                    personal_number=person,
                    first_covered_on=cards[person].first_on,
                    last_covered_on=cards[person].last_on,
                )
                for person in sorted(cards)
            ],
            update_conflicts=True,
            unique_fields=["personal_number"],
            update_fields=["first_covered_on", "last_covered_on"],
        )

    @staticmethod
    def leave(people: Collection[str], *, on: date) -> None:
        """Let people who have died go from their households; again changes nothing."""
        staying = HouseholdMember.objects.filter(personal_number__in=people, left_on__isnull=True)
        staying.update(left_on=on)

    @staticmethod
    def come_back(people: Collection[str]) -> None:
        """Take people back whose death was registered by mistake."""
        HouseholdMember.objects.filter(personal_number__in=people).update(left_on=None)

    def participation(self, day: date) -> str:
        """Return where this person stands on a day."""
        return participation_on(
            day, first_covered=self.first_covered_on, last_covered=self.last_covered_on
        )


class CardIncident(models.Model):
    """A card that differs from the birth record: a matter between agencies, never the family's.

    `fields` names what differs, without the values; it closes when a corrected card comes.
    """

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    fields = ArrayField(models.CharField(max_length=30), verbose_name="chỗ khác")
    opened_at = models.DateTimeField(_("phát hiện lúc"))
    closed_at = models.DateTimeField(_("sửa xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("thẻ không khớp giấy khai sinh")
        verbose_name_plural = _("thẻ không khớp giấy khai sinh")
        constraints = [
            models.UniqueConstraint(
                fields=["step"],
                condition=Q(closed_at__isnull=True),
                name="incident_one_open_a_step",
            ),
            models.CheckConstraint(name="incident_names_fields", condition=Q(fields__len__gte=1)),
        ]

    def __str__(self) -> str:
        return f"incident of step {self.step_id}"

    @staticmethod
    def open_all(wrong: Mapping[int, Sequence[str]], *, at: datetime) -> None:
        """Open an incident for each step that has none open, with the fields that differ."""
        CardIncident.objects.bulk_create(
            [
                CardIncident(step_id=pk, fields=list(wrong[pk]), opened_at=at)
                for pk in sorted(wrong)
            ],
            ignore_conflicts=True,
        )

    @staticmethod
    def close_all(step_ids: Collection[int], *, at: datetime) -> None:
        """Close what is open for these steps: a right card has come."""
        CardIncident.objects.filter(step__in=step_ids, closed_at__isnull=True).update(closed_at=at)


class DeliveryState(models.TextChoices):
    """Where a printed card is."""

    WAITING = "waiting", _("Chưa gửi")
    SENT = "sent", _("Đã gửi")
    ARRIVED = "arrived", _("Đã đến")
    HANDED_OVER = "handed_over", _("Đã trao")


class CardDelivery(models.Model):
    """The way of a printed card to the family, after the electronic one was granted."""

    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="+")
    card_by = models.CharField(_("cách nhận thẻ"), max_length=15, choices=CARD_BY[1:])
    state = models.CharField(
        _("tình trạng"), max_length=12, choices=DeliveryState, default=DeliveryState.WAITING
    )
    since = models.DateTimeField(_("từ lúc"))

    class Meta:
        verbose_name = _("việc gửi thẻ")
        verbose_name_plural = _("việc gửi thẻ")
        constraints = [
            models.CheckConstraint(
                name="delivery_state_known", condition=Q(state__in=DeliveryState.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} card of step {self.step_id}"
