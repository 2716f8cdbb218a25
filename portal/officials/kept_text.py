"""Text an official had typed when the session fell idle: kept for them, shown again once."""

from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from portal.officials.models import KeptText

KEPT_FOR = timedelta(days=1)
NOT_TYPED = ("csrfmiddlewaretoken",)


def keep(request: HttpRequest) -> None:
    """Keep what was posted, in place of what was kept for this form before."""
    typed = {
        name.replace("\x00", ""): [one.replace("\x00", "") for one in words]  # JSON keeps no NUL
        for name, words in request.POST.lists()
        if name not in NOT_TYPED
    }
    if not typed:
        return
    KeptText.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).delete()
    KeptText.objects.update_or_create(
        user_id=request.user.pk or 0,
        path=request.path,
        defaults={"typed": typed, "kept_at": timezone.now()},
    )


def renew(request: HttpRequest) -> None:
    """Keep the newest words where some are kept already: the act has not been done yet."""
    if _kept_for(request).exists():
        keep(request)


def taken_back(request: HttpRequest) -> QueryDict | None:
    """Return what was kept for this form, None if nothing was."""
    row = _kept_for(request).filter(kept_at__gte=timezone.now() - KEPT_FOR).first()
    if row is None:
        return None
    typed = QueryDict(mutable=True)
    for name, words in row.typed.items():
        typed.setlist(name, words)
    return typed


def forget(request: HttpRequest) -> None:
    """Drop what was kept for this form: the act it was typed for is done."""
    _kept_for(request).delete()


def _kept_for(request: HttpRequest) -> QuerySet[KeptText]:
    return KeptText.objects.filter(user_id=request.user.pk or 0, path=request.path)
