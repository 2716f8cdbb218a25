"""Password and second factor on one page, in plain words."""

from typing import Any, ClassVar

from django import forms
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.widgets import BASE_INPUT_CLASSES

from portal.accounts.models import User
from portal.accounts.otp import SecondFactorForm

DIGITS = 6
NOT_THESE = "Tên đăng nhập hoặc mật khẩu chưa đúng. Xin kiểm tra phím Caps Lock và bộ gõ dấu."
NOT_THIS_CODE = "Mã chưa đúng hoặc đã đổi. Xin xem lại ứng dụng và nhập mã mới nhất."


class DeskSignIn(SecondFactorForm):
    """The device is told by the code: six digits are the application's, the rest recovery codes."""

    error_messages: ClassVar[dict[str, Any]] = {
        "invalid_login": NOT_THESE,
        "inactive": NOT_THESE,
    }
    otp_error_messages: ClassVar[dict[str, Any]] = {
        **SecondFactorForm.otp_error_messages,
        "token_required": "Xin nhập mã 6 số trên ứng dụng, hoặc một mã dự phòng.",
        "invalid_token": NOT_THIS_CODE,
        "device_required": "Tài khoản này chưa có ứng dụng tạo mã. Xin gặp người quản trị.",
        "verification_not_allowed": "Nhập sai nhiều lần. Xin chờ ít phút rồi thử lại.",
        "n_failed_attempts": "Nhập sai nhiều lần. Xin chờ ít phút rồi thử lại.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"
        for name in ("username", "password", "otp_token"):
            self.fields[name].widget.attrs["class"] = " ".join(BASE_INPUT_CLASSES)
        for name in ("otp_device", "otp_challenge"):
            self.fields[name].widget = forms.HiddenInput()

    def _chosen_device(self, user: User) -> Device | None:
        token = str(self.cleaned_data.get("otp_token") or "").replace(" ", "")
        self.cleaned_data["otp_token"] = token
        by_app = token.isascii() and token.isdigit() and len(token) == DIGITS
        kind = TOTPDevice if by_app else StaticDevice
        return kind.objects.filter(user=user, confirmed=True).order_by("pk").first()

    def _update_form(self, user: User) -> None:
        """Leave the page as it is: a refused password is never sent back."""
