"""Tell PostgreSQL, at each request, whose steps this connection may see."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse

from portal.accounts.models import Official, User

EVERYTHING = "all"
SET_SCOPE = "SELECT set_config('portal.scope', %s, false)"


class ScopeMiddleware:
    """Set `portal.scope` before a view runs; stands behind the sign-in middleware.

    Officials get the communes of their profile, all others `all`: their doors select by their own
    predicate. A member of staff without a profile sees nothing. Connections are kept between
    requests, so it is set at every request and never assumed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Narrow or widen the connection, then go on."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('portal.scope', %s, false)", (scope_of(request.user),)
            )
        return self.get_response(request)


def scope_of(user: User | AnonymousUser) -> str:
    """Return the value of the setting for this user."""
    if not user.is_authenticated or not user.is_staff:
        return EVERYTHING
    communes = Official.objects.filter(user_id=user.pk).values_list("communes", flat=True).first()
    return ",".join(sorted(communes or []))
