"""Columns about places that the declarations of several procedures keep."""

from typing import Any

from django.db import models
from django.db.models import Q

COMMUNE = "^([0-9]{5})?$"


def commune(**options: Any) -> models.CharField:
    """Return a column for the code of a commune."""
    return models.CharField(max_length=5, blank=True, **options)


def line() -> models.CharField:
    """Return a column for the part of an address below the commune."""
    return models.CharField(max_length=250, blank=True)


def commune_check(column: str, *, name: str) -> models.CheckConstraint:
    """Return the constraint that a column holds the code of a commune, or nothing."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{column}__regex": COMMUNE}))
