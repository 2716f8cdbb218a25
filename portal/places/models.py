"""Provinces, communes and offices: codes are text, and a unit that ended names its successor."""

from datetime import date
from typing import Any

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q

from portal.places.sorting import sort_key


class ProvinceKind(models.TextChoices):
    """The two ranks a province-level unit may have."""

    PROVINCE = "province", "Tỉnh"
    CITY = "city", "Thành phố"


class CommuneKind(models.TextChoices):
    """The three kinds of commune since districts ended on 01/07/2025."""

    RURAL_COMMUNE = "rural_commune", "Xã"
    WARD = "ward", "Phường"
    SPECIAL_ZONE = "special_zone", "Đặc khu"


class Unit(models.Model):
    """What provinces and communes share; `valid_to` is the last day the unit exists."""

    name = models.CharField("tên", max_length=100)
    name_sort = models.CharField("khóa sắp xếp", max_length=100, editable=False)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sorting key in step with the name."""
        self.name_sort = sort_key(self.name)
        super().save(*args, **kwargs)

    def exists_on(self, day: date) -> bool:
        """Tell whether the unit exists on `day`; both its first and its last day count."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Province(Unit):
    """A province or a city of the same rank, by its two-digit code."""

    code = models.CharField("mã", max_length=2, primary_key=True)
    kind = models.CharField("loại", max_length=10, choices=ProvinceKind.choices)

    class Meta:
        verbose_name = "tỉnh, thành phố"
        verbose_name_plural = "tỉnh, thành phố"
        ordering = ["name_sort"]
        constraints = [
            models.CheckConstraint(
                name="places_province_code", condition=Q(code__regex="^[0-9]{2}$")
            ),
            models.CheckConstraint(
                name="places_province_days",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name with its rank, as it stands in an address: "Tỉnh Gia Lai"."""
        return f"{self.get_kind_display()} {self.name}"


class Commune(Unit):
    """A rural commune, ward or special zone, by its five-digit code."""

    code = models.CharField("mã", max_length=5, primary_key=True)
    province = models.ForeignKey(
        Province, on_delete=models.PROTECT, related_name="communes", verbose_name="tỉnh"
    )
    kind = models.CharField("loại", max_length=15, choices=CommuneKind.choices)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="predecessors",
        null=True,
        blank=True,
        verbose_name="nay thuộc",
    )

    class Meta:
        verbose_name = "xã, phường, đặc khu"
        verbose_name_plural = "xã, phường, đặc khu"
        ordering = ["name_sort"]
        indexes = [
            models.Index(
                OpClass(F("name_sort"), name="varchar_pattern_ops"),
                name="places_commune_name_prefix",
            ),
            models.Index(fields=["province", "name_sort"], name="places_commune_in_province"),
        ]
        constraints = [
            models.CheckConstraint(
                name="places_commune_code", condition=Q(code__regex="^[0-9]{5}$")
            ),
            models.CheckConstraint(
                name="places_commune_days",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="places_successor_only_of_an_ended_commune",
                condition=Q(successor__isnull=True)
                | (Q(valid_to__isnull=False) & ~Q(successor=F("code"))),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name with its kind, as it stands in an address: "Phường Hà Giang 1"."""
        return f"{self.get_kind_display()} {self.name}"

    @property
    def committee(self) -> str:
        """Its people's committee as people call it: "UBND phường Hà Giang 1"."""
        return f"UBND {self.get_kind_display().lower()} {self.name}"


class OfficeKind(models.TextChoices):
    """The offices of a commune a family may be sent to."""

    PEOPLES_COMMITTEE = "peoples_committee", "Ủy ban nhân dân"
    POLICE = "police", "Công an"
    SOCIAL_INSURANCE = "social_insurance", "Bảo hiểm xã hội"
    HEALTH_STATION = "health_station", "Trạm Y tế"


class Office(models.Model):
    """Where an office of a commune is found; one of each kind a commune."""

    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="offices", verbose_name="xã, phường"
    )
    kind = models.CharField("loại", max_length=20, choices=OfficeKind.choices)
    address = models.CharField("địa chỉ", max_length=250)
    hours = models.CharField("giờ làm việc", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    is_sample = models.BooleanField("dữ liệu minh họa", default=False)

    class Meta:
        verbose_name = "nơi làm việc"
        verbose_name_plural = "nơi làm việc"
        constraints = [
            models.UniqueConstraint(fields=["commune", "kind"], name="places_one_office_a_kind"),
            models.CheckConstraint(name="places_office_address", condition=Q(address__regex=r"\S")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name on the door: "Ủy ban nhân dân phường Hà Giang 1"."""
        kind = self.commune.get_kind_display().lower()
        return f"{self.get_kind_display()} {kind} {self.commune.name}"
