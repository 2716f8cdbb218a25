"""Officials and their scope: made and changed by administrators, and by supervisors below them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.forms import UsernameField
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from portal.accounts import invitations
from portal.accounts.access import Act, may, may_enter, visitor_of
from portal.accounts.models import Official, Role, User
from portal.officials.acting import page
from portal.places.selectors import communes_by_code

TITLE = "Mật khẩu một lần"


class StaffForm(forms.ModelForm):
    """Who may do what where; the person behind it is an account of their own."""

    username = UsernameField(  # normalised as at the sign-in
        label="Tên đăng nhập",
        max_length=150,
        validators=User._meta.get_field("username").validators,
        widget=UnfoldAdminTextInputWidget,
        help_text="Không dấu, như canbo.badinh. Sau này không đổi được.",
    )
    full_name = forms.CharField(
        label="Họ và tên", max_length=150, widget=UnfoldAdminTextInputWidget
    )
    communes = forms.CharField(
        label="Mã xã, phường được xem",
        widget=UnfoldAdminTextInputWidget,
        help_text="Năm chữ số, cách nhau bằng dấu phẩy: 00004, 00070.",
    )
    is_active = forms.BooleanField(label="Đang làm việc", required=False, initial=True)
    renew = forms.BooleanField(
        label="Cấp lại mật khẩu một lần; ứng dụng tạo mã và mã dự phòng cũ hết giá trị",
        required=False,
    )
    visitor: Any = None
    is_administrator = False

    class Meta:
        model = Official
        fields = ("role", "communes")
        widgets = {"role": UnfoldAdminSelectWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].label = "Vai trò"
        if self.instance.pk:
            user = self.instance.user
            del self.fields["username"]
            self.initial = {
                **self.initial,
                "full_name": user.get_full_name(),
                "is_active": user.is_active,
                "communes": ", ".join(self.instance.communes),
            }
        else:
            del self.fields["is_active"], self.fields["renew"]
        if not self.is_administrator:
            self.fields["role"].choices = [(Role.OFFICER.value, Role.OFFICER.label)]  # type: ignore[attr-defined]  # of a choice field
            if not self.instance.pk and self.visitor:
                self.initial["communes"] = ", ".join(sorted(self.visitor.communes)[:1])

    def clean_username(self) -> str:
        """Refuse a name that is taken."""
        name = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError("Tên đăng nhập này đã có người dùng.")
        return name

    def clean_communes(self) -> list[str]:
        """Take codes of communes that exist, and lie in the scope of whoever gives them."""
        codes = str(self.cleaned_data["communes"]).replace(",", " ").split()
        unknown = sorted(set(codes) - set(communes_by_code(codes)))
        if unknown or not codes:
            raise forms.ValidationError(f"Không có xã, phường mã {', '.join(unknown) or '…'}.")
        beyond = sorted(set(codes) - self.visitor.communes) if not self.is_administrator else []
        if beyond:
            raise forms.ValidationError(f"Ngoài phạm vi của ông/bà: {', '.join(beyond)}.")
        return sorted(set(codes))


@admin.register(Official)
class StaffAdmin(ModelAdmin):
    """The list of officials; a supervisor sees the officers of the own communes."""

    form = StaffForm
    list_display = ("name", "username", "what", "where", "standing", "last_seen")
    list_display_links = ("name",)
    list_select_related = ("user",)
    list_per_page = 50
    actions = None
    ordering = ("user__last_name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Official]:
        """Begin with those this visitor may manage."""
        officials = super().get_queryset(request)
        if is_administrator(request):
            return officials
        communes = sorted(visitor_of(request.user).communes)
        return officials.filter(role=Role.OFFICER, communes__contained_by=communes).exclude(
            communes=[]
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Ask the table of who may do what; administrators keep Django's own."""
        return manages(request)

    def has_view_permission(self, request: HttpRequest, obj: Official | None = None) -> bool:
        """Ask the table, of this official if there is one."""
        return manages(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Official | None = None) -> bool:
        """Ask the table, of this official if there is one."""
        return manages(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask the table."""
        return manages(request)

    def has_delete_permission(self, request: HttpRequest, obj: Official | None = None) -> bool:
        """Refuse: who leaves is no longer active; what they did stays theirs."""
        return False

    def get_form(
        self, request: HttpRequest, obj: Official | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Let the form know whose scope it may give."""
        told = {"visitor": visitor_of(request.user), "is_administrator": is_administrator(request)}
        return type("ScopedStaffForm", (StaffForm,), told)

    def get_fieldsets(self, request: HttpRequest, obj: Official | None = None) -> Any:
        """Ask for the person first, then for the scope."""
        before: Sequence[str] = ("full_name",) if obj else ("full_name", "username")
        after: Sequence[str] = ("is_active", "renew") if obj else ()
        return [(None, {"fields": [*before, "role", "communes", *after]})]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer one way to save: what comes next is the one-time password, or the list."""
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Official, form: StaffForm, change: bool
    ) -> None:
        """Invite a new official, or change one; a one-time password is shown on the next page."""
        typed, at = form.cleaned_data, timezone.now()
        if not change:
            made, password = invitations.invite(
                username=typed["username"],
                full_name=typed["full_name"],
                role=obj.role,
                communes=obj.communes,
                at=at,
            )
            obj.pk, obj.user = made.pk, made.user
            obj.invited_until = made.invited_until
            obj._state.adding = False
            request.one_time_password = password  # type: ignore[attr-defined]  # for `_told` below
            return
        obj.user.first_name, obj.user.last_name = "", typed["full_name"]
        obj.user.is_active = typed["is_active"]
        obj.user.save(update_fields=["first_name", "last_name", "is_active"])
        obj.save()
        if typed["renew"]:
            password = invitations.renew(obj, at=at)
            request.one_time_password = password  # type: ignore[attr-defined]  # the same

    def response_add(
        self, request: HttpRequest, obj: Official, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the one-time password, once."""
        return self._told(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Official) -> HttpResponse:
        """Show the one-time password if a new one was asked for."""
        return self._told(request, obj) or super().response_change(request, obj)

    def _told(self, request: HttpRequest, obj: Official) -> HttpResponse | None:
        password = getattr(request, "one_time_password", "")
        if not password:
            return None
        return page(request, "one_time_password.html", TITLE, official=obj, password=password)

    @display(description="họ tên")
    def name(self, official: Official) -> str:
        """Return the person's name."""
        return str(official)

    @display(description="tên đăng nhập")
    def username(self, official: Official) -> str:
        """Return under which name they sign in."""
        return official.user.get_username()

    @display(description="vai trò")
    def what(self, official: Official) -> str:
        """Return what they are trusted with."""
        return str(official.get_role_display())

    @display(description="nơi")
    def where(self, official: Official) -> str:
        """Return the communes of the scope, or how many there are."""
        codes = official.communes
        few = 3
        if len(codes) > few:
            return f"{len(codes)} xã, phường"
        found = communes_by_code(codes)
        return ", ".join(found[code].title if code in found else code for code in codes)

    @display(description="tài khoản")
    def standing(self, official: Official) -> str:
        """Return whether the account is used, waits for its first sign-in, or is closed."""
        if not official.user.is_active:
            return "Đã khóa"
        until = official.invited_until
        if until is None:
            return "Đang dùng"
        return "Chờ đăng nhập lần đầu" if until >= timezone.now() else "Mật khẩu một lần hết hạn"

    @display(description="vào gần nhất")
    def last_seen(self, official: Official) -> Any:
        """Return when they last signed in."""
        return official.user.last_login


def is_administrator(request: HttpRequest) -> bool:
    """Say whether this account administers the installation."""
    return bool(getattr(request.user, "is_superuser", False) and request.user.is_active)


def manages(request: HttpRequest, official: Official | None = None) -> bool:
    """Say whether this visitor may make officials, or change this one."""
    if is_administrator(request):
        return True
    visitor = visitor_of(request.user)
    if official is None:
        return may_enter(visitor, Act.MANAGE_OFFICIALS)
    return may(visitor, Act.MANAGE_OFFICIALS, official)
