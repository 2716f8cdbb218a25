"""The hospitals' pages: open to anybody, the same sums everywhere, nobody named."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from portal.accounts.access import TABLE, Act, Who
from portal.accounts.models import Role
from portal.facilities import urls
from portal.hospital_papers.models import Facility
from portal.hospital_papers.packets import Packet
from tests.hospital_papers.test_figures import facility, packet
from tests.officials.fixtures import desk_client, official

ADDRESSES = {
    "league": "/co-so-y-te/",
    "try": "/co-so-y-te/thu-tep/",
    "list": "/co-so-y-te/danh-sach/",
    "csv": "/co-so-y-te/bang.csv",
    "facility": "/co-so-y-te/99901/",
}
STRANGE = "?ky=x&loai=%00&cong=%27&tinh=%00%ff&page=-1"


@pytest.fixture
def register(db: None) -> None:
    """Five facilities, one of each class and one that sent claims alone; and one nobody knows."""
    codes = {
        "99901": "accepted",
        "99902": "shape.unsigned",
        "99903": "chain.expired",
        "99904": "",
        "99905": "accepted.without_notice",
    }
    for number, (code, verdict) in enumerate(codes.items()):
        facility(code, province=("01", "79")[number % 2])
        if verdict:
            packet(code, verdict, timezone.now(), signer=code if "accepted" in verdict else "")
    packet("00000", "chain.untrusted", timezone.now())


@pytest.fixture
def visitor() -> Client:
    return Client()


def named() -> Iterator[tuple[str, Any]]:
    for one in urls.urlpatterns:
        assert isinstance(one, URLPattern)
        yield str(one.name), one.callback


@pytest.mark.parametrize(("name", "view"), list(named()))
def test_every_address_has_its_row_in_the_table_of_who_may_do_what(name: str, view: Any) -> None:
    assert view.act is Act.READ_PUBLIC
    assert name in ADDRESSES
    assert (Who.ANYONE, view.act) in TABLE


@pytest.mark.usefixtures("register")
class TestEveryPage:
    """Whatever is asked, a page answers."""

    @pytest.mark.parametrize("address", ADDRESSES.values())
    def test_opens_to_anybody_and_stumbles_over_nothing(
        self, visitor: Client, address: str
    ) -> None:
        for query in ("", STRANGE, "?ky=thang&loai=ky-sai&cong=chain&tinh=01"):
            answer = visitor.get(address + query)
            assert answer.status_code == 200, query
            policy = answer["Content-Security-Policy"]
            assert "unsafe" not in policy
            assert "style=" not in answer.content.decode()

    def test_an_unknown_facility_is_not_found(self, visitor: Client) -> None:
        assert visitor.get("/co-so-y-te/00000/").status_code == 404

    def test_pages_cost_the_same_queries_however_long_the_register_is(
        self, visitor: Client, django_assert_max_num_queries: Any
    ) -> None:
        Facility.objects.bulk_create(
            Facility(code=f"{n:05}", name=f"{n}", province=f"{n % 34:02}", tax_code=str(n))
            for n in range(200)
        )
        for name, most in {"league": 5, "list": 4, "csv": 2, "facility": 5}.items():
            visitor.get(ADDRESSES[name])  # the rows of law are remembered after the first
            with django_assert_max_num_queries(most):
                visitor.get(ADDRESSES[name])


@pytest.mark.usefixtures("register")
class TestTheLeagueTable:
    """Each number leads to the facilities it counts, and the classes sum to the register."""

    def test_every_number_is_as_long_as_its_list(self, visitor: Client) -> None:
        page = visitor.get("/co-so-y-te/").content.decode()
        links = re.findall(r'href="(/co-so-y-te/danh-sach/[^"]*)">([0-9.]+)</a>', page)
        assert len(links) > 8
        for address, number in links:
            rows = visitor.get(address.replace("&amp;", "&")).context["page"].paginator.count
            assert rows == int(number), address

    def test_the_classes_sum_to_the_register(self, visitor: Client) -> None:
        whole = visitor.get("/co-so-y-te/").context["whole"]

        assert whole["total"] == "5"
        assert [one["count"] for one in whole["cells"]] == ["2", "1", "1", "1"]
        assert whole["percent"] == "20,0 %"

    def test_packets_of_unknown_codes_stand_in_a_line_of_their_own(self, visitor: Client) -> None:
        context = visitor.get("/co-so-y-te/").context
        known, unknown = (int(context[name][-1][1]) for name in ("packets", "unknown"))

        assert unknown == 1
        assert known + unknown == Packet.objects.count()

    def test_the_target_and_the_letters_count_stand_beside_ours(self, visitor: Client) -> None:
        page = visitor.get("/co-so-y-te/").content.decode()

        for said in ("15/11/2025", "8.267/11.883", "69,6 %", "2/5"):
            assert said in page, said

    def test_the_file_has_every_facility_once_and_no_formula(self, visitor: Client) -> None:
        Facility.objects.filter(code="99904").update(name="=HYPERLINK(1)")
        answer = visitor.get("/co-so-y-te/bang.csv")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

        assert {row["facility_code"]: row["class"] for row in rows} == {
            "99901": "valid",
            "99902": "unsigned",
            "99903": "wrong",
            "99904": "never",
            "99905": "never",
        }
        assert [row["gate"] for row in rows if row["gate"]] == ["chain"]
        assert rows[3]["name"] == "'=HYPERLINK(1)"

    def test_a_facilitys_page_says_what_to_change(self, visitor: Client) -> None:
        page = visitor.get("/co-so-y-te/99903/").content.decode()

        assert "chain.expired" in page
        assert "ký lại" in page


@pytest.mark.usefixtures("register")
class TestTheWayHere:
    """Hospitals find the pages from the first one, supervisors from their menu."""

    def test_the_first_page_leads_hospitals_here(self, visitor: Client) -> None:
        page = visitor.get("/").content.decode()

        assert '<a class="govuk-link" href="/co-so-y-te/">Dành cho bệnh viện, trạm y tế</a>' in page

    @pytest.mark.parametrize(("role", "is_led"), [(Role.SUPERVISOR, True), (Role.OFFICER, False)])
    def test_the_desks_menu_leads_supervisors_here(self, role: Role, is_led: bool) -> None:
        desk = desk_client(official("phu-trach", "00004", role=role))
        page = desk.get("/quan-tri/", follow=True).content.decode()

        assert "Hồ sơ" in page
        assert ('href="/co-so-y-te/"' in page) is is_led
