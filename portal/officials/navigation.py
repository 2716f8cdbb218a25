"""Who is shown which part of the desk's menu; doors ask the same table again."""

from django.http import HttpRequest

from portal.accounts.access import Act, may_enter, visitor_of
from portal.officials.staff import manages


def reads_cases(request: HttpRequest) -> bool:
    """Officials read cases."""
    return may_enter(visitor_of(request.user), Act.READ_CASE)


def sends_again(request: HttpRequest) -> bool:
    """Supervisors send stalled messages again."""
    return may_enter(visitor_of(request.user), Act.SEND_AGAIN)


def allows_demands(request: HttpRequest) -> bool:
    """Supervisors answer for demands."""
    return may_enter(visitor_of(request.user), Act.ALLOW_DEMAND)


def reads_journal(request: HttpRequest) -> bool:
    """Supervisors read the record of their communes."""
    return may_enter(visitor_of(request.user), Act.READ_FIGURES)


def reads_law(request: HttpRequest) -> bool:
    """Supervisors and administrators read the dated law."""
    return bool(request.user.has_perm("statutes.view_returnreason"))


def manages_staff(request: HttpRequest) -> bool:
    """Supervisors make officers of their communes, administrators make anybody."""
    return manages(request)
