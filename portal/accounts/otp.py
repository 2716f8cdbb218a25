"""The second factor of officials: an admin site that opens to a verified device only."""

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.admin import OTPAdminAuthenticationForm
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts.models import User

RECOVERY_CODES = 10


class SecondFactorForm(OTPAdminAuthenticationForm):
    """Name, password and the six digits, on one page."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["otp_token"].label = _("Mã 6 số trên ứng dụng, hoặc một mã dự phòng")
        self.fields["otp_token"].widget.attrs |= {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
        }


class TwoFactorMixin(AdminSite):
    """Mix into the admin site of officials, before its other bases.

    A password alone opens nothing: every page asks that the session was verified by a device.
    """

    login_form: type[AdminAuthenticationForm] = SecondFactorForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in active staff whose session a device has verified."""
        is_verified = getattr(request.user, "is_verified", None)
        return bool(super().has_permission(request) and is_verified and is_verified())


def enrol(user: User) -> TOTPDevice:
    """Return the official's confirmed TOTP device, made if there is none."""
    device, _created = TOTPDevice.objects.get_or_create(
        user=user, name="totp", defaults={"confirmed": True}
    )
    return device


def new_recovery_codes(user: User) -> list[str]:
    """Replace the official's recovery codes and return them, to be shown once."""
    device, _created = StaticDevice.objects.get_or_create(user=user, name="recovery")
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _unused in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes
