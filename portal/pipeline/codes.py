"""Dossier codes that nobody can guess and anybody can read out over the telephone."""

import secrets
from datetime import datetime

from django.utils import timezone

# Crockford's letters: no I, L, O or U, so that a code read aloud is written down right.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_code(at: datetime) -> str:
    """Return a new dossier code: the day it was filed and 60 random bits."""
    day = timezone.localtime(at).strftime("%y%m%d")
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)]
    return "-".join(["LT", day, *groups])


def normalised(typed: str) -> str:
    """Return a typed code as it is stored: O is 0, I and L are 1, spaces and case do not matter."""
    letters = typed.upper().replace(" ", "").replace("\x00", "").replace("–", "-").replace("—", "-")
    prefix, dash, rest = letters.partition("-")
    return prefix + dash + rest.translate(str.maketrans("OIL", "011"))
