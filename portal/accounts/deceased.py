"""Sign-ins end with the person: nobody comes in under the number of somebody registered dead."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from portal.accounts.models import Deceased, User


@transaction.atomic
def end_sign_ins(numbers: Collection[str], *, at: datetime) -> None:
    """Close the accounts of these people, and refuse to open any; again changes nothing.

    A session of such an account is nobody's from its next request on.
    """
    open_accounts = User.objects.filter(citizen__personal_number__in=numbers, is_active=True)
    was_open = set(open_accounts.values_list("citizen__personal_number", flat=True))
    Deceased.objects.bulk_create(
        [
            Deceased(personal_number=one, since=at, had_account=one in was_open)
            for one in sorted(set(numbers))
        ],
        ignore_conflicts=True,
    )
    open_accounts.update(is_active=False)


@transaction.atomic
def let_sign_in_again(numbers: Collection[str]) -> None:
    """Open what was closed for a death that was registered by mistake, and nothing else."""
    people = Deceased.objects.filter(personal_number__in=numbers)
    closed = people.filter(had_account=True).values_list("personal_number", flat=True)
    User.objects.filter(citizen__personal_number__in=list(closed)).update(is_active=True)
    people.delete()


def registered_dead(numbers: Collection[str]) -> set[str]:
    """Return which of these people are registered dead; one query."""
    rows = Deceased.objects.filter(personal_number__in=numbers)
    return set(rows.values_list("personal_number", flat=True))
