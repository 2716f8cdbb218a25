"""An official's first sign-in: the one-time password, an own one, and the second factor."""

from typing import Any

import segno
from django import forms
from django.contrib import admin
from django.contrib.auth import authenticate
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
    validate_password,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts import invitations
from portal.accounts.access import Act
from portal.accounts.models import User
from portal.officials.forms import DeskForm

INVITED = "first_sign_in"
LEAST_SIGNS = 12
GUESSED = (
    CommonPasswordValidator(),
    NumericPasswordValidator(),
    UserAttributeSimilarityValidator(),
)
NOT_THESE = (
    "Tên đăng nhập hoặc mật khẩu một lần chưa đúng, hoặc đã hết hạn. "
    "Xin xem lại, hoặc xin người phụ trách cấp lại."
)
NOT_THIS_CODE = "Mã chưa đúng. Xin xem lại ứng dụng và nhập mã mới nhất."


class InvitedForm(DeskForm):
    """Who comes, with the password that was handed over."""

    username = UsernameField(label="Tên đăng nhập", max_length=150)
    password = forms.CharField(
        label="Mật khẩu một lần",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_by_name()


class SetUpForm(DeskForm):
    """An own password, twice, and the digits that show the application works."""

    code = forms.CharField(
        label="Mã 6 số trên ứng dụng",
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    password = forms.CharField(
        label="Mật khẩu mới của ông/bà",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ít nhất 12 ký tự; một câu ngắn dễ nhớ là tốt.",
        strip=False,
    )
    again = forms.CharField(
        label="Gõ lại mật khẩu mới",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.ask_by_name()

    def clean_password(self) -> str:
        """Refuse what is short or easily guessed."""
        password = str(self.cleaned_data["password"])
        if len(password) < LEAST_SIGNS:
            raise forms.ValidationError(f"Mật khẩu cần ít nhất {LEAST_SIGNS} ký tự.")
        try:
            validate_password(password, self.user, GUESSED)
        except forms.ValidationError as guessed:
            raise forms.ValidationError("Mật khẩu này dễ đoán. Xin chọn câu khác.") from guessed
        return password

    def clean(self) -> None:
        """Compare the two passwords, then the digits: each digit code may be tried once only."""
        typed = self.cleaned_data
        if typed.get("password") and typed.get("again") != typed["password"]:
            self.add_error("again", "Hai lần gõ chưa giống nhau.")
        if not self.errors and not invitations.is_code_of(
            self.user, str(typed["code"]).replace(" ", "")
        ):
            self.add_error("code", NOT_THIS_CODE)


@never_cache
@csrf_protect
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest) -> HttpResponse:
    """Take the one-time password; nobody is signed in by it."""
    form = InvitedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        user = authenticate(request, username=typed["username"], password=typed["password"])
        try:
            if isinstance(user, User):
                invitations.device_to_confirm(user, at=timezone.now())
                request.session.cycle_key()
                request.session[INVITED] = [user.pk, user.get_session_auth_hash()]
                return redirect("admin:desk_set_up")
        except invitations.NotInvited:
            pass
        form.add_error(None, NOT_THESE)
    return _draw(request, "first_sign_in.html", 422 if form.errors else 200, form=form)


@never_cache
@csrf_protect
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the secret of the second factor, and end the invitation once its digits are right."""
    try:
        user = _half_way(request)
        device = invitations.device_to_confirm(user, at=timezone.now())
        form = SetUpForm(request.POST or None, user=user)
        if request.method == "POST" and form.is_valid():
            codes = invitations.set_up(
                user=user, password=form.cleaned_data["password"], at=timezone.now()
            )
            request.session.flush()
            return _draw(request, "recovery_codes.html", 200, codes=codes)
    except invitations.NotInvited:
        request.session.pop(INVITED, None)
        return redirect("admin:desk_invited")
    # segno draws the SVG itself, from a secret of ours: nothing in it was typed.
    picture = segno.make_qr(device.config_url, error="m").svg_inline(scale=4, omitsize=True)
    return _draw(
        request,
        "set_up.html",
        422 if form.errors else 200,
        form=form,
        qr_svg=mark_safe(picture),  # noqa: S308  # drawn by segno, see above
        secret=_in_groups(device),
        name=user.get_full_name() or user.get_username(),
    )


invited.act = Act.SIGN_IN  # type: ignore[attr-defined]  # read by tests: every door names its act
set_up.act = Act.SIGN_IN  # type: ignore[attr-defined]  # the same


def _half_way(request: HttpRequest) -> User:
    """Return who gave the one-time password; a newer one ends what an older one began."""
    match request.session.get(INVITED):
        case [pk, str(given)]:
            user = User.objects.filter(pk=pk).first()
            if user and constant_time_compare(given, user.get_session_auth_hash()):
                return user
    raise invitations.NotInvited


def _in_groups(device: Any) -> str:
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _draw(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    frame = {**admin.site.each_context(request), **context}
    return render(request, f"officials/{template}", frame, status=status)
