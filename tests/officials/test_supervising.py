"""What stalled, sent again for a reason; the record and the law, read by those who may."""

from django.contrib.admin.utils import label_for_field
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.handovers.models import Handover
from portal.officials.history import who_of
from portal.officials.models import Record
from portal.pipeline import services
from portal.pipeline.models import AccessLog, Step
from portal.pipeline.registry import registry
from portal.places.models import Commune, Office, Province
from tests.officials.conftest import ELSEWHERE, dossier_code, text_of
from tests.officials.fixtures import desk_client, official

STALLED = "/quan-tri/dang-mac/"


def stall(step: Step, by: User) -> Handover:
    services.accept(step_ids=[step.pk], by=by, at=timezone.now())
    Handover.objects.update(
        status="STALLED", attempts=20, last_kind="server_error", last_exchange=b"502 \xff <html>"
    )
    return Handover.objects.get()


def test_what_stalled_is_shown_raw_and_sent_again_for_a_reason(
    supervisor: Client, officer: User, step: Step
) -> None:
    handover = stall(step, officer)
    assert dossier_code(step) in text_of(supervisor.get(STALLED))
    one = text_of(supervisor.get(f"{STALLED}{handover.pk}/"))
    assert "502 � &lt;html&gt;" in one
    assert "Không phải lỗi của ông/bà" in one
    assert AccessLog.objects.filter(dossier=step.dossier_id).count() == 1
    again = f"{STALLED}{handover.pk}/gui-lai/"
    assert "Xin chọn lý do" in text_of(supervisor.post(again, {"ly-do": "x"}, follow=True))
    assert "Đang gửi lại" in text_of(supervisor.post(again, {"ly-do": "mended"}, follow=True))
    assert "không còn mắc" in text_of(supervisor.post(again, {"ly-do": "mended"}, follow=True))
    assert step.dossier.journal.get(act="sent_again").details == {"reason": "mended"}


def test_what_stalled_elsewhere_is_nobodys_business_here(
    client: Client, officer: User, step: Step
) -> None:
    handover = stall(step, officer)
    other = desk_client(official("phu-trach-khac", ELSEWHERE, role=Role.SUPERVISOR))
    assert dossier_code(step) not in text_of(other.get(STALLED))
    assert other.get(f"{STALLED}{handover.pk}/").status_code == 404
    again = f"{STALLED}{handover.pk}/gui-lai/"
    assert other.post(again, {"ly-do": "mended"}).status_code == 404
    assert client.post(again, {"ly-do": "mended"}).status_code == 403
    assert Handover.objects.get().status == "STALLED"


def test_supervisors_read_the_record_of_their_communes_and_nobody_writes_it(
    supervisor: Client, step: Step, admin_client: Client
) -> None:
    journal = "/quan-tri/officials/record/"
    page = supervisor.get(journal)
    assert "Nộp hồ sơ" in text_of(page)
    Step.objects.filter(pk=step.pk).update(commune_code=ELSEWHERE)
    entry = Record.objects.filter(step=step).first()
    assert entry is not None
    listed = supervisor.get(journal).context["cl"].result_list
    assert entry not in listed
    for address in ("add/", f"{entry.pk}/delete/"):
        assert supervisor.get(f"/quan-tri/officials/record/{address}").status_code in (
            403,
            302,
        )
    assert admin_client.get("/quan-tri/officials/record/").status_code == 403


def test_the_record_names_officials_and_procedures(
    supervisor: Client, officer: User, step: Step
) -> None:
    services.accept(step_ids=[step.pk], by=officer, at=timezone.now())
    text = text_of(supervisor.get("/quan-tri/officials/record/"))
    assert (officer.get_full_name() or officer.get_username()) in text
    assert "Cán bộ số" not in text
    assert who_of(step.procedure, {}) == str(registry[step.procedure].title)


def test_the_lists_of_places_have_no_english_columns(supervisor: Client) -> None:
    for table, model in (("province", Province), ("commune", Commune), ("office", Office)):
        changelist = supervisor.get(f"/quan-tri/places/{table}/").context["cl"]
        shown = [one for one in changelist.list_display if one != "action_checkbox"]
        labels = {label_for_field(one, model, changelist.model_admin) for one in shown}
        assert "tên" in labels
        assert not labels & {"title", "Title"}


def test_supervisors_read_the_law_and_administrators_write_it(
    supervisor: Client, client: Client, admin_client: Client
) -> None:
    reasons = "/quan-tri/statutes/returnreason/"
    assert supervisor.get(reasons).status_code == 200
    assert supervisor.get(f"{reasons}add/").status_code == 403
    assert client.get(reasons).status_code == 403
    assert admin_client.get(f"{reasons}add/").status_code == 200
    menu = text_of(supervisor.get("/quan-tri/ho-so/"))
    assert "Quy định theo ngày" in menu
    assert "Đang mắc" in menu
    assert "Giấy không được yêu cầu" not in text_of(client.get("/quan-tri/ho-so/"))


def test_the_sites_own_search_finds_no_case(client: Client, supervisor: Client, step: Step) -> None:
    for browser in (client, supervisor):
        for options in ({}, {"extended": "1"}):
            found = browser.get("/quan-tri/search/", {"s": dossier_code(step), **options})
            assert dossier_code(step) not in text_of(found)
