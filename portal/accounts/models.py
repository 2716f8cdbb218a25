"""Who may sign in: citizens by VNeID, officials with password and TOTP, machines by token."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from portal.people.model_fields import PersonNameField
from portal.people.sex import Sex


class User(AbstractUser):
    """Anyone who can hold a session; what they are is told by `citizen` or `official`."""


class Citizen(models.Model):
    """A person known by VNeID: what the population data say of them, refreshed at each sign-in."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="citizen")
    personal_number = models.CharField(max_length=12, unique=True)
    full_name = PersonNameField(max_length=200)
    born_on = models.DateField()
    sex = models.CharField(max_length=12, choices=Sex.choices)
    residence_kind = models.CharField(max_length=10, blank=True)
    commune_code = models.CharField(max_length=5, blank=True)
    address_line = models.CharField(max_length=250, blank=True)
    phone = models.CharField(max_length=15, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="citizen_has_twelve_digits",
                condition=Q(personal_number__regex=r"^[0-9]{12}$"),
            )
        ]

    def __str__(self) -> str:
        return self.full_name


class Deceased(models.Model):
    """A person registered dead: nobody signs in under this number any more.

    `had_account` says that there was an open account, which was closed for it.
    """

    personal_number = models.CharField(max_length=12, primary_key=True)
    since = models.DateTimeField()
    had_account = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="deceased_has_twelve_digits",
                condition=Q(personal_number__regex=r"^[0-9]{12}$"),
            )
        ]

    def __str__(self) -> str:
        return f"deceased since {self.since:%F}"


class Role(models.TextChoices):
    """What an official is trusted with, in the communes of the profile."""

    OFFICER = "officer", "Cán bộ một cửa"
    SUPERVISOR = "supervisor", "Người phụ trách"


class Official(models.Model):
    """An official and the communes whose steps they may see.

    Until `invited_until` a one-time password opens the first sign-in, and nothing else.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="official")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.OFFICER)
    communes = ArrayField(models.CharField(max_length=5), default=list)
    invited_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "cán bộ"
        verbose_name_plural = "cán bộ"

    def __str__(self) -> str:
        return self.user.get_full_name() or self.user.get_username()


class AgencyClient(models.Model):
    """A machine of an agency: it sees the steps of its procedures; its token is a checksum here.

    Where several agencies decide one procedure (funeral money has three lines), `agencies` names
    those it speaks for, by their code or by what stands before the dot; empty, all that decide.
    """

    code = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    procedures = ArrayField(models.CharField(max_length=80), default=list)
    agencies = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.title


class FacilityClient(models.Model):
    """A machine of a hospital: it sends papers of its facilities, and reads nothing."""

    code = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    facilities = ArrayField(models.CharField(max_length=5), default=list)
    token_sha256 = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = "máy của cơ sở y tế"
        verbose_name_plural = "máy của cơ sở y tế"

    def __str__(self) -> str:
        return self.title
