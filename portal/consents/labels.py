"""How a request reads to the family that made it, in the language that is active."""

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.consents.models import Cause, Consent, ConsentStatus


def label(consent: Consent) -> str:
    """Return where a request stands, in one short line."""
    if consent.cause:
        return str(Cause(consent.cause).label)
    match ConsentStatus(consent.status):
        case ConsentStatus.REMINDED:
            return _("Đã nhắc lần %(count)s") % {"count": consent.reminded_count}
        case ConsentStatus.AGREED:
            return _("Đã đồng ý ngày %(day)s") % {"day": _day(consent)}
        case ConsentStatus.REFUSED if consent.reason:
            return _("Không đồng ý: %(reason)s") % {"reason": consent.reason}
        case status:
            return str(status.label)


def _day(consent: Consent) -> str:
    answered = consent.answered_at
    return f"{timezone.localtime(answered):%d/%m/%Y}" if answered else ""
