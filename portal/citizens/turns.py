"""What a family must do itself so that somebody can agree: pass a code on, or name another."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from portal.citizens.days import day
from portal.citizens.tracking import StepFile
from portal.consents import selectors
from portal.consents.models import Consent, Role
from portal.pipeline.statuses import StepStatus as S

ASKING = (S.WAITING, S.HELD)


def turns_of(one: StepFile) -> list[str]:
    """Return these acts, one sentence each; those a return asks for stand in the return."""
    if one.step.status not in ASKING:
        return []
    lines = [
        _("Gửi mã cho {person} để người đó đồng ý, chậm nhất {day}.").format(
            person=_name(consent), day=day(consent.expires_on)
        )
        for consent in selectors.awaiting_code(one.consents)
    ]
    unreached = _("Không nhờ được {person} qua VNeID. Xin đổi người hoặc gửi tờ CT01.")
    return [
        *lines,
        *(unreached.format(person=_name(each)) for each in selectors.unreached(one.consents)),
    ]


def button_of(consents: Sequence[Consent]) -> str:
    """Return what leads to the people asked, as the most pressing of these acts calls it."""
    if selectors.unreached(consents):
        return _("Đổi người hoặc gửi tờ CT01")
    return _("Xem mã để gửi")


def _name(consent: Consent) -> str:
    roles = ", ".join(str(Role(role).label).lower() for role in consent.roles)
    return consent.full_name or roles
