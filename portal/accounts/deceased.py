"""Sign-ins end with the person: nobody comes in under the number of somebody registered dead.

Who names a person and who registers the same person's death wait for each other, so that one of
them always sees the other: both hold a lock on the person, by the hash of the number. So does who
takes a registration back.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from portal.accounts.models import Deceased, User

_PEOPLE = 0x1109  # the class of the advisory locks on people


@transaction.atomic
def end_sign_ins(numbers: Collection[str], *, at: datetime) -> None:
    """Close the accounts of these people, and refuse to open any; again changes nothing.

    A session of such an account is nobody's from its next request on. Waits for every running
    transaction that has asked `dead_among` about them. To be called with one person a
    transaction, or several may wait for each other in a circle.
    """
    _lock(numbers, shared=False)
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
    """Open what was closed for a death that was registered by mistake, and nothing else.

    Waits as `end_sign_ins` does; so does `hold`, for whoever must look before.
    """
    hold(numbers)
    people = Deceased.objects.filter(personal_number__in=numbers)
    closed = people.filter(had_account=True).values_list("personal_number", flat=True)
    User.objects.filter(citizen__personal_number__in=list(closed)).update(is_active=True)
    people.delete()


def hold(numbers: Collection[str]) -> None:
    """Let nobody name, register or sign in these people until this transaction ends.

    Waits for every running transaction that has asked `dead_among` about them, or holds them.
    """
    _lock(set(numbers) - {""}, shared=False)


def registered_dead(numbers: Collection[str]) -> set[str]:
    """Return which of these people are registered dead; one query."""
    rows = Deceased.objects.filter(personal_number__in=numbers)
    return set(rows.values_list("personal_number", flat=True))


def dead_among(numbers: Collection[str]) -> set[str]:
    """Return who of these people is registered dead; until this transaction ends nobody else is.

    Two queries. What is written in this transaction is seen by whoever registers a death later.
    """
    wanted = set(numbers) - {""}
    if not wanted:
        return set()
    _lock(wanted, shared=True)
    return registered_dead(wanted)


def _lock(numbers: Collection[str], *, shared: bool) -> None:
    kind = "_shared" if shared else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT pg_advisory_xact_lock{kind}(%s, hashtext(number))
                  FROM (SELECT unnest(%s::text[]) AS number ORDER BY 1) AS people""",  # noqa: S608  # ours
            (_PEOPLE, sorted(set(numbers))),
        )
