"""Supervisors read the dated law and the places; only administrators write them."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser

from portal.accounts.access import Act, may_enter, visitor_of
from portal.accounts.models import User

READABLE = ("statutes.view_", "places.view_", "hospital_papers.view_")


class SupervisorsReadLaw(BaseBackend):
    """Grants supervisors the reading of law and places; signs nobody in."""

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Any = None) -> bool:
        """Say whether this is a supervisor who wants to read."""
        return perm.startswith(READABLE) and may_enter(visitor_of(user_obj), Act.READ_FIGURES)

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        """Say whether a supervisor finds anything to read there."""
        return self.has_perm(user_obj, f"{app_label}.view_")
