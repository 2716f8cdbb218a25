"""Officials are made by those above them, begin with a one-time password, and set themselves up."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts import invitations
from portal.accounts.models import Official, Role, User
from tests.officials.conftest import ELSEWHERE, HERE, text_of
from tests.officials.fixtures import PASSWORD, desk_client, official

STAFF = "/quan-tri/accounts/official/"
FIRST, SET_UP, LOGIN = "/quan-tri/lan-dau/", "/quan-tri/lan-dau/thiet-lap/", "/quan-tri/login/"
NEW = {"full_name": "Trần Thị Mới", "username": "canbo.moi", "role": "officer", "communes": HERE}
OWN = "sông Hồng mùa nước nổi"


def digits(user: User) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift):06d}"


def invited(**changes: Any) -> tuple[Official, str]:
    told = {"username": "canbo.moi", "full_name": "Trần Thị Mới", "role": Role.OFFICER}
    return invitations.invite(**{**told, "communes": [HERE], "at": timezone.now(), **changes})


class TestWhoMakesWhom:
    def test_a_supervisor_makes_an_officer_of_the_own_commune(self, supervisor: Client) -> None:
        assert supervisor.get(f"{STAFF}add/").status_code == 200
        page = supervisor.post(f"{STAFF}add/", NEW)
        made = Official.objects.get(user__username="canbo.moi")
        assert (made.role, made.communes, made.user.is_staff) == ("officer", [HERE], True)
        assert not made.user.is_superuser
        password = text_of(page).split('lt-once"><span class="lt-code">')[1].split("<")[0]
        assert made.user.check_password(password)
        assert password not in text_of(supervisor.get(STAFF))
        assert "Trần Thị Mới" in text_of(supervisor.get(STAFF))

    @pytest.mark.parametrize(
        "beyond",
        [
            {"communes": ELSEWHERE},
            {"communes": f"{HERE}, {ELSEWHERE}"},
            {"communes": "99999"},
            {"communes": ""},
            {"role": "supervisor"},
            {"username": "CAN-BO"},
        ],
    )
    def test_but_nothing_beyond_the_own_scope(
        self, supervisor: Client, officer: User, beyond: dict[str, str]
    ) -> None:
        before = Official.objects.count()
        assert supervisor.post(f"{STAFF}add/", {**NEW, **beyond}).status_code == 200
        assert Official.objects.count() == before

    def test_a_name_is_kept_as_the_sign_in_reads_it(self, supervisor: Client) -> None:
        typed = {**NEW, "username": "\uff41\uff4e\uff48.16347"}
        password = text_of(supervisor.post(f"{STAFF}add/", typed)).split(
            'once"><span class="lt-code">'
        )[1]
        assert Official.objects.filter(user__username="anh.16347").exists()
        entered = {"username": typed["username"], "password": password.split("<")[0]}
        assert Client().post(FIRST, entered)["Location"] == SET_UP
        again = text_of(supervisor.post(f"{STAFF}add/", typed))
        assert "Tên đăng nhập này đã có người dùng." in again

    @pytest.mark.parametrize("wrong", [{"communes": ""}, {"communes": "", "full_name": ""}])
    def test_what_is_wrong_is_said_in_vietnamese(
        self, supervisor: Client, wrong: dict[str, str]
    ) -> None:
        page = text_of(supervisor.post(f"{STAFF}add/", {**NEW, **wrong}))
        assert "Xin sửa những chỗ được đánh dấu dưới đây." in page
        assert "Please correct" not in page

    def test_a_supervisor_changes_nobody_elses_officers_and_no_supervisor(
        self, supervisor: Client
    ) -> None:
        elsewhere = official("can-bo-khac", ELSEWHERE).official
        above = official("phu-trach-khac", HERE, role=Role.SUPERVISOR).official
        for one in (elsewhere, above):
            assert supervisor.get(f"{STAFF}{one.pk}/change/").status_code in (302, 404)
            supervisor.post(f"{STAFF}{one.pk}/change/", {**NEW, "renew": "on"})
            one.refresh_from_db()
            assert one.invited_until is None
        listed = text_of(supervisor.get(STAFF))
        assert "can-bo-khac" not in listed
        assert "phu-trach-khac" not in listed

    def test_an_officer_makes_nobody_and_an_administrator_anybody(
        self, client: Client, admin_client: Client
    ) -> None:
        assert client.get(STAFF).status_code == 403
        assert client.post(f"{STAFF}add/", NEW).status_code == 403
        above = {**NEW, "role": "supervisor", "communes": f"{HERE}, {ELSEWHERE}"}
        assert "lt-once" in text_of(admin_client.post(f"{STAFF}add/", above))
        assert Official.objects.get(user__username="canbo.moi").role == "supervisor"

    def test_nobody_is_deleted_and_who_leaves_is_shut_out(
        self, supervisor: Client, client: Client, officer: User
    ) -> None:
        address = f"{STAFF}{officer.official.pk}"
        assert supervisor.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
        gone = {"full_name": "Cán bộ Thử", "role": "officer", "communes": HERE}
        supervisor.post(f"{address}/change/", gone)
        assert client.get("/quan-tri/ho-so/").status_code == 302

    def test_a_new_one_time_password_takes_the_old_ways_in_away(
        self, supervisor: Client, client: Client, officer: User
    ) -> None:
        again = {"full_name": "Cán bộ Thử", "role": "officer", "communes": HERE, "is_active": "on"}
        page = supervisor.post(f"{STAFF}{officer.official.pk}/change/", {**again, "renew": "on"})
        assert "lt-once" in text_of(page)
        assert client.get("/quan-tri/ho-so/").status_code == 302
        assert not TOTPDevice.objects.filter(user=officer).exists()


@pytest.mark.django_db
class TestTheFirstSignIn:
    def test_ends_with_an_own_password_and_a_second_factor(self) -> None:
        made, password = invited()
        browser = Client()
        typed = {"username": "canbo.moi", "password": password}
        assert browser.post(FIRST, typed)["Location"] == SET_UP
        assert "svg" in text_of(browser.get(SET_UP))
        assert browser.get("/quan-tri/ho-so/").status_code == 302  # not signed in yet
        mine = {"code": digits(made.user), "password": OWN, "again": OWN}
        done = browser.post(SET_UP, mine)
        assert "Giữ lại các mã dự phòng" in text_of(done)
        assert browser.get(SET_UP)["Location"] == FIRST
        user = User.objects.get(pk=made.user_id)
        assert user.check_password(OWN)
        assert Official.objects.get().invited_until is None
        assert desk_client(user).get("/quan-tri/ho-so/").status_code == 200

    @pytest.mark.parametrize(
        "wrong",
        [
            {"code": "000000"},
            {"password": "ngắn", "again": "ngắn"},
            {"password": "123456789012345", "again": "123456789012345"},
            {"again": "một câu khác hẳn"},
        ],
    )
    def test_what_is_wrong_is_said_and_sets_nothing_up(self, wrong: dict[str, str]) -> None:
        made, password = invited()
        browser = Client()
        browser.post(FIRST, {"username": "canbo.moi", "password": password})
        mine = {"code": digits(made.user), "password": OWN, "again": OWN, **wrong}
        page = browser.post(SET_UP, mine)
        assert page.status_code == 422
        assert OWN not in text_of(page)
        assert not TOTPDevice.objects.filter(confirmed=True).exists()

    def test_a_one_time_password_is_over_after_three_days(self) -> None:
        _made, password = invited(at=timezone.now() - timedelta(hours=73))
        page = Client().post(FIRST, {"username": "canbo.moi", "password": password})
        assert page.status_code == 422
        assert password not in text_of(page).split("<input")[0]

    def test_a_new_one_time_password_ends_what_the_old_one_began(self) -> None:
        made, password = invited()
        finder = Client()
        finder.post(FIRST, {"username": "canbo.moi", "password": password})
        assert finder.get(SET_UP).status_code == 200
        anew = invitations.renew(made, at=timezone.now())
        rightful = Client()
        rightful.post(FIRST, {"username": "canbo.moi", "password": anew})
        rightful.get(SET_UP)
        mine = {"code": digits(made.user), "password": OWN, "again": OWN}
        assert finder.get(SET_UP)["Location"] == FIRST
        assert finder.post(SET_UP, mine)["Location"] == FIRST
        assert not User.objects.get(pk=made.user_id).check_password(OWN)
        assert "dự phòng" in text_of(rightful.post(SET_UP, mine))

    def test_a_replacement_in_the_midst_of_setting_up_wins(self) -> None:
        made, _password = invited()
        before = User.objects.get(pk=made.user_id)
        anew = invitations.renew(made, at=timezone.now())
        invitations.device_to_confirm(before, at=timezone.now())
        with pytest.raises(invitations.NotInvited):
            invitations.set_up(user=before, password=OWN, at=timezone.now())
        assert User.objects.get(pk=made.user_id).check_password(anew)

    def test_the_ordinary_password_opens_no_second_set_up(self, officer: User) -> None:
        page = Client().post(FIRST, {"username": officer.username, "password": PASSWORD})
        assert page.status_code == 422
        assert TOTPDevice.objects.filter(user=officer, confirmed=True).count() == 1

    def test_nobody_sets_up_without_the_one_time_password(self) -> None:
        invited()
        assert Client().get(SET_UP)["Location"] == FIRST
        wrong = {"username": "canbo.moi", "password": "AAAA-AAAA-AAAA-AAAA"}
        assert Client().post(FIRST, wrong).status_code == 422
        assert not TOTPDevice.objects.exists()

    def test_wrong_passwords_lock_this_door_too(self) -> None:
        invited()
        wrong = {"username": "canbo.moi", "password": "AAAA-AAAA-AAAA-AAAA"}
        answers = [Client().post(FIRST, wrong).status_code for _try in range(6)]
        assert answers[-1] == 429
