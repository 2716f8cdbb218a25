"""What an operator vouches for: facilities, authorities, revocation lists, each with its days."""

from django.db import models
from django.db.models import F, Q

from portal.hospital_papers.packets import (
    BeliefVersion,
    Channel,
    Cursor,
    Hold,
    LifeEvent,
    Notice,
    Packet,
    UnprovenNotice,
)

__all__ = [
    "Authority",
    "BeliefVersion",
    "Channel",
    "Cursor",
    "Facility",
    "Hold",
    "LifeEvent",
    "Notice",
    "Packet",
    "RevocationList",
    "UnprovenNotice",
]


class Facility(models.Model):
    """A hospital or station of the register; `valid_to` is the last day it may sign."""

    code = models.CharField("mã cơ sở", max_length=5, primary_key=True)
    name = models.CharField("tên", max_length=255)
    province = models.CharField("tỉnh", max_length=100)
    tax_code = models.CharField("mã số thuế", max_length=20)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "cơ sở y tế"
        verbose_name_plural = "cơ sở y tế"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="hospital_papers_facility_code", condition=Q(code__regex="^[0-9]{5}$")
            ),
            models.CheckConstraint(
                name="hospital_papers_facility_tax_code", condition=Q(tax_code__regex=r"^\S+$")
            ),
            models.CheckConstraint(
                name="hospital_papers_facility_days",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Authority(models.Model):
    """A certification authority's certificate: an anchor is self-signed, others only link.

    `trusted_from` and `trusted_to` narrow what the certificate itself says; empty means no more.
    """

    fingerprint = models.CharField("SHA-256", max_length=64, primary_key=True)
    subject = models.CharField("chủ thể", max_length=500)
    is_anchor = models.BooleanField("gốc tin cậy")
    pem = models.TextField("chứng thư (PEM)")
    valid_from = models.DateTimeField("hiệu lực từ")
    valid_to = models.DateTimeField("hiệu lực đến")
    trusted_from = models.DateTimeField("tin từ", null=True, blank=True)
    trusted_to = models.DateTimeField("tin đến", null=True, blank=True)

    class Meta:
        verbose_name = "tổ chức chứng thực"
        verbose_name_plural = "tổ chức chứng thực"
        ordering = ["-is_anchor", "subject"]
        constraints = [
            models.CheckConstraint(
                name="hospital_papers_authority_days",
                condition=Q(trusted_from__isnull=True)
                | Q(trusted_to__isnull=True)
                | Q(trusted_to__gte=F("trusted_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class RevocationList(models.Model):
    """A CRL as loaded; the newest of an issuer says most, older ones stay consulted."""

    fingerprint = models.CharField("SHA-256", max_length=64, primary_key=True)
    issuer = models.CharField("tổ chức cấp", max_length=500)
    pem = models.TextField("danh sách (PEM)")
    made_at = models.DateTimeField("lập lúc")
    speaks_until = models.DateTimeField("dùng đến", null=True)
    revoked_count = models.PositiveIntegerField("số chứng thư bị thu hồi")

    class Meta:
        verbose_name = "danh sách thu hồi"
        verbose_name_plural = "danh sách thu hồi"
        ordering = ["issuer", "-made_at"]

    def __str__(self) -> str:
        return f"{self.issuer} ({self.made_at:%d/%m/%Y})"
