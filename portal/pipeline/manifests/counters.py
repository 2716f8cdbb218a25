"""The way to the commune, as the pages of a declaration show it."""

from collections.abc import Iterable

from django.utils.translation import gettext

from portal.pipeline.manifests.with_an_official import WithAnOfficial
from portal.pipeline.procedures import Counter, Way


def counter(
    case: WithAnOfficial | None, *, legs: tuple[str, ...] = (), ends: bool = True
) -> Counter | None:
    """Return the way to the commune for what the rules found, in the reader's language.

    `legs` are the procedures it is about, none for the whole dossier; `ends`: nothing goes on here.
    """
    if case is None:
        return None
    bring = gettext(case.bring) if case.bring else ""
    leg, *also = legs or ("",)
    way = Way(case.way)
    return Counter(case.branch, gettext(case.reason), bring, leg, ends, way, tuple(also))


def nothing_to_declare(cases: Iterable[WithAnOfficial], branch: str) -> Counter | None:
    """Return the case of this branch if nothing is declared in it, and nobody need go anywhere."""
    found = next((counter(one) for one in cases if one.branch == branch), None)
    return found if found and found.way is Way.NOTHING else None
