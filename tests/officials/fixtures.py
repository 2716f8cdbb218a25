"""How people sign in at the desk in tests, for every room that has tables there."""

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts import otp
from portal.accounts.models import Official, Role, User

PASSWORD = "mat-khau-chi-de-thu"


def official(name: str, *communes: str, role: Role = Role.OFFICER) -> User:
    """Return an invented official with a second factor."""
    user = User.objects.create_user(
        username=name, password=PASSWORD, is_staff=True, last_name="Cán bộ Thử"
    )
    Official.objects.create(user=user, role=role, communes=list(communes))
    otp.enrol(user)
    return user


def desk_client(user: User) -> Client:
    """Return a browser in which this official has signed in with both factors."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    device = TOTPDevice.objects.filter(user=user).first() or otp.enrol(user)
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


@pytest.fixture
def admin_client(admin_user: User) -> Client:
    """The browser of an administrator who has signed in with both factors."""
    return desk_client(admin_user)
