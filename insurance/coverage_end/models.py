"""The list of deaths: one line a person, whatever is filed twice."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from insurance.coverage_end.rules import COMPARED, Acknowledgement, Match
from portal.pipeline.models import Step

MATCHES = [
    (Match.MATCHED.value, _("Khớp")),
    (Match.NOT_MATCHED.value, _("Chưa khớp")),
    (Match.AMBIGUOUS.value, _("Có nhiều người giống nhau")),
]


def match() -> models.CharField:
    """Return a column for what was found of one value, "" before the line is acknowledged."""
    return models.CharField(max_length=11, choices=MATCHES, blank=True, default="")


class ListedDeath(models.Model):
    """One death on the list, or one filed again (`same_as` is the one that stands on the list).

    What the line says is the body of its step's message. Without a personal number nobody can tell
    whether two dossiers are about one person: each is then a line of its own. A death registered
    by mistake stays, and a line that takes it back follows (`retracted_at`).
    """

    step = models.OneToOneField(Step, on_delete=models.PROTECT, primary_key=True, related_name="+")
    personal_number = models.CharField(_("số định danh"), max_length=12, blank=True)
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    listed_at = models.DateTimeField(_("vào danh sách lúc"))
    acknowledged_at = models.DateTimeField(_("đã nhận lúc"), null=True, blank=True)
    full_name_match = match()
    born_on_match = match()
    personal_number_match = match()
    retracted_at = models.DateTimeField(_("rút lại lúc"), null=True, blank=True)
    retraction_acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("người trong danh sách báo giảm")
        verbose_name_plural = _("danh sách báo giảm do qua đời")
        constraints = [
            models.UniqueConstraint(
                fields=["personal_number"],
                condition=Q(same_as__isnull=True, retracted_at__isnull=True)
                & ~Q(personal_number=""),
                name="listed_death_once_a_person",
            ),
            models.CheckConstraint(
                name="listed_death_number", condition=Q(personal_number__regex="^([0-9]{12})?$")
            ),
            models.CheckConstraint(
                name="listed_death_matched_when_acknowledged",
                condition=Q(acknowledged_at__isnull=False)
                | Q(full_name_match="", born_on_match="", personal_number_match=""),
            ),
            models.CheckConstraint(
                name="listed_death_not_its_own_double", condition=~Q(same_as=F("step"))
            ),
            models.CheckConstraint(
                name="listed_death_retraction_in_order",
                condition=Q(retraction_acknowledged_at__isnull=True)
                | Q(retracted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"listed death of step {self.step_id}"

    @property
    def matches(self) -> Mapping[str, str]:
        """What was found of name, birth date and number; empty before the acknowledgement."""
        found = {
            "full_name": self.full_name_match,
            "born_on": self.born_on_match,
            "personal_number": self.personal_number_match,
        }
        return found if all(found.values()) else {}

    @staticmethod
    def put_on_list(people: Mapping[int, str], *, at: datetime) -> list[tuple[int, int]]:
        """List people by step and number; return (step, step that stood there) of those known.

        A constant number of queries. Who stands on the list already is locked, so that its
        acknowledgement is either seen here or sees what is written here. Whoever was kept off by a
        line that has been taken back meanwhile is tried again.
        """
        doubles: list[tuple[int, ListedDeath]] = []
        left = dict(people)
        while left:
            ListedDeath.objects.bulk_create(
                [
                    ListedDeath(step_id=pk, personal_number=left[pk], listed_at=at)
                    for pk in sorted(left)
                ],
                ignore_conflicts=True,
            )
            listed = ListedDeath.objects.filter(pk__in=left).values_list("pk", flat=True)
            again = sorted(left.keys() - set(listed))
            first = ListedDeath._standing({left[pk] for pk in again})
            doubles += [(pk, first[left[pk]]) for pk in again if left[pk] in first]
            left = {pk: left[pk] for pk in again if left[pk] not in first}
        ListedDeath.objects.bulk_create(
            [
                ListedDeath(
                    step_id=pk, personal_number=one.personal_number, same_as=one, listed_at=at
                )
                for pk, one in doubles
            ],
            ignore_conflicts=True,
        )
        return [(pk, one.pk) for pk, one in doubles if one.acknowledged_at]

    @staticmethod
    def _standing(numbers: Collection[str]) -> dict[str, "ListedDeath"]:
        """Lock and return the lines of these people that stand, by number."""
        rows = ListedDeath.objects.select_for_update().filter(
            personal_number__in=numbers, same_as__isnull=True, retracted_at__isnull=True
        )
        return {one.personal_number: one for one in rows.order_by("pk")} if numbers else {}

    @staticmethod
    def standing_people(step_ids: Collection[int]) -> set[str]:
        """Return the numbers of these steps' people who are on the list; one query."""
        standing = Q(same_as__isnull=True, retracted_at__isnull=True) | Q(
            same_as__isnull=False, same_as__retracted_at__isnull=True
        )
        rows = ListedDeath.objects.filter(standing, pk__in=step_ids).exclude(personal_number="")
        return set(rows.values_list("personal_number", flat=True))

    @staticmethod
    def lock_lines_of(step_ids: Collection[int]) -> dict[int, "ListedDeath"]:
        """Lock and return the standing line of each step, be it its own or of another's filing."""
        rows = ListedDeath.objects.filter(pk__in=step_ids).values_list("pk", "same_as")
        lines = {pk: same_as or pk for pk, same_as in rows}
        standing = (
            ListedDeath.objects.select_for_update()
            .filter(pk__in=lines.values(), retracted_at__isnull=True)
            .order_by("pk")
            .in_bulk()
        )
        return {pk: standing[line] for pk, line in lines.items() if line in standing}

    @staticmethod
    def acknowledge(told: Mapping[int, Acknowledgement], *, at: datetime) -> list[tuple[int, int]]:
        """Keep the first acknowledgement of each; return (step, step listed) of their doubles."""
        rows = ListedDeath.objects.select_for_update().filter(pk__in=told).order_by("pk")
        fresh = [one for one in rows if one.acknowledged_at is None]
        for one in fresh:
            said = told[one.pk]
            one.acknowledged_at = at
            one.full_name_match = said.matches["full_name"]
            one.born_on_match = said.matches["born_on"]
            one.personal_number_match = said.matches["personal_number"]
        names = ["full_name_match", "born_on_match", "personal_number_match"]
        ListedDeath.objects.bulk_update(fresh, ["acknowledged_at", *names])
        doubles = ListedDeath.objects.filter(same_as__in=[one.pk for one in fresh])
        return [
            (pk, listed)
            for pk, listed in doubles.order_by("pk").values_list("pk", "same_as")
            if listed is not None
        ]

    @staticmethod
    def report() -> dict[str, Any]:
        """Return how many lines wait, how many were acknowledged, and what was found; one query."""
        lines = ListedDeath.objects.filter(same_as__isnull=True)
        counted: dict[str, Any] = {
            "acknowledged": Count("pk", filter=Q(acknowledged_at__isnull=False)),
            "waiting": Count("pk", filter=Q(acknowledged_at__isnull=True)),
        }
        for name in COMPARED:
            for found in Match:
                condition = Q(**{f"{name}_match": found.value})
                counted[f"{name}.{found}"] = Count("pk", filter=condition)
        told = lines.aggregate(**counted)
        matches = {
            name: {found.value: told[f"{name}.{found}"] for found in Match} for name in COMPARED
        }
        return {
            "acknowledged": told["acknowledged"],
            "waiting": told["waiting"],
            "matches": matches,
        }

    @staticmethod
    def of_steps(step_ids: Collection[int]) -> Sequence["ListedDeath"]:
        """Return what the list knows of these steps, with the line that stands for each."""
        rows = ListedDeath.objects.select_related("same_as").filter(pk__in=step_ids)
        return list(rows.order_by("pk"))
