"""The doors of outside systems, made when the first message for them is."""

from collections.abc import Collection

from portal.handovers.models import Endpoint


def endpoint_ids(codes: Collection[str]) -> dict[str, int]:
    """Return endpoint ids by code, making those that are new."""
    known = dict(Endpoint.objects.filter(code__in=codes).values_list("code", "pk"))
    missing = set(codes) - set(known)
    if missing:
        Endpoint.objects.bulk_create(
            [Endpoint(code=code) for code in missing], ignore_conflicts=True
        )
        known = dict(Endpoint.objects.filter(code__in=codes).values_list("code", "pk"))
    return known
