"""What goes to the register and what comes back: frozen bodies, checked grants, coded returns."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.db import connection
from django.db.models import F
from pypdf import PdfWriter

from civil_registry.death.models import DeathDeclaration
from civil_registry.death.procedure import facts as told
from civil_registry.death.procedure import wire
from integrations.answers import (
    Accepted,
    Granted,
    NoAnswer,
    NoAnswerKind,
    ReceivedDocument,
    Refused,
    Returned,
)
from integrations.demo_pki import SigningIdentity, new_identity
from integrations.pdf_signatures import Signatory
from portal.documents import services as documents
from portal.handovers.carriers import Letter
from portal.pipeline.cases import cases_of
from portal.pipeline.models import Attachment, Dossier, Step
from tests.civil_registry.death.answers import AT_HOME, PHOTO, declared_by

DEATH = "civil_registry.death"
PAPER = f"{DEATH}.notice.death_paper"


def blank_pdf() -> bytes:
    """Return a PDF of one blank page."""
    writer, held = PdfWriter(), BytesIO()
    writer.add_blank_page(99, 99)
    writer.write(held)
    return held.getvalue()


PDF = blank_pdf()


@pytest.fixture(scope="module")
def identity() -> SigningIdentity:
    """The register's signing key of this run."""
    return new_identity("Hệ thống hộ tịch (thử nghiệm)")


@pytest.fixture(scope="module")
def signed(identity: SigningIdentity) -> bytes:
    """An e-copy as the register signs it."""
    return Signatory(identity).sign(PDF)


@pytest.fixture
def anchored(identity: SigningIdentity, settings: Any, tmp_path: Path) -> None:
    """Let the portal trust the register's anchor."""
    path = tmp_path / "anchor.pem"
    path.write_bytes(identity.anchor)
    settings.CIVIL_STATUS_ANCHORS = [path]


@contextmanager
def no_database() -> Iterator[None]:
    """Raise at any query."""

    def refuse(*_args: Any) -> None:
        raise AssertionError("a query where the network is spoken to")

    with connection.execute_wrapper(refuse):
        yield


class FakeRegister:
    """Remembers what was sent, and says what it was told to."""

    def __init__(self, says: Any = None) -> None:
        self.says = says
        self.sent: list[dict[str, Any]] = []
        self.asked: list[list[str]] = []

    def register_death(self, body: bytes, **options: Any) -> Accepted:
        self.sent.append({"body": body, **options})
        return Accepted(orjson.loads(body)["maHoSoMCDT"])

    def fetch_results(self, references: Sequence[str]) -> Mapping[str, Any]:
        self.asked.append(list(references))
        return dict.fromkeys(references, self.says)


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> FakeRegister:
    """A register in place of the wire."""
    fake = FakeRegister()
    monkeypatch.setattr(wire, "client_for", lambda endpoint: fake)
    return fake


@pytest.fixture
def letter(file: Callable[..., Step], death: Any) -> Letter:
    """The letter of one filed death."""
    step = file(declared_by())
    return letter_for(step, death.compose(list(cases_of([step.pk]).values()))[step.pk])


def letter_for(step: Step, body: bytes) -> Letter:
    """Return a claimed letter."""
    return Letter(
        handover=1,
        channel="step",
        topic=DEATH,
        subject=step.pk,
        revision=1,
        endpoint="civil_status_register.08",
        body=body,
        fence=1,
        attempt=1,
    )


def granted(content: bytes, **facts: Any) -> Granted:
    """Return a grant as the register's client reads it."""
    known = {
        "registered_on": date(2026, 11, 20),
        "number": "12",
        "book": "01/2026",
        "page": "3",
        "full_name": "Trần Văn Mẫu",
        "sex": "male",
        "died_on": "15.11.2026",
        "personal_number": "000046000001",
        "e_copy_sha256": hashlib.sha256(content).hexdigest(),
    }
    paper = ReceivedDocument("death_certificate", hashlib.sha256(content).hexdigest(), content)
    return Granted({**known, **facts}, (paper,))


def said(death: Any, register: FakeRegister, letter: Letter, answer: Any) -> Any:
    """Return what the procedure makes of the register's word, without the database."""
    register.says = answer
    with no_database():
        return death.collect([letter])[letter.subject]


def many(step: Step, count: int) -> list[int]:
    """Return the steps of many deaths, copied from one."""
    first = step.dossier
    dossiers = [
        Dossier(
            code=f"LT-BAN-SAO-{number}",
            life_event="death",
            applicant=first.applicant,
            filing=first.filing,
            ordinal=number + 2,
            filed_at=first.filed_at,
        )
        for number in range(count)
    ]
    Dossier.objects.bulk_create(dossiers)
    fields = {"commune_code", "agency_code", "agency_title", "endpoint_id", "since", "procedure"}
    kept = {name: getattr(step, name) for name in fields}
    steps = Step.objects.bulk_create(Step(dossier=dossier, **kept) for dossier in dossiers)
    declaration = DeathDeclaration.objects.get(pk=step.pk)
    columns = [field.attname for field in DeathDeclaration._meta.concrete_fields]
    values = {
        name: getattr(declaration, name)
        for name in columns
        if name not in ("step_id", "holds_number")
    }
    DeathDeclaration.objects.bulk_create(
        DeathDeclaration(step_id=one.pk, **values) for one in steps
    )
    return [one.pk for one in steps]


@pytest.mark.parametrize("act", ["compose", "summary"])
def test_two_hundred_deaths_cost_as_many_queries_as_one(
    act, file, death, django_assert_max_num_queries
):
    step = file(declared_by())
    ids = many(step, 200)
    document = documents.keep(b"a photo", media_type="image/jpeg")
    Attachment.objects.bulk_create(
        Attachment(
            step_id=pk, document=document, kind="upload", field=f"{DEATH}.notice.death_paper"
        )
        for pk in ids
    )
    cases = list(cases_of(ids).values())
    getattr(death, act)(cases[:1])  # the law's rows are kept from now on
    with django_assert_max_num_queries(5):
        assert len(getattr(death, act)(cases)) == 200


def test_a_body_is_the_same_byte_for_byte_each_time_it_is_composed(file, death):
    cases = list(cases_of([file(declared_by()).pk]).values())
    assert death.compose(cases) == death.compose(cases)


def test_a_body_holds_the_whole_declaration_in_the_registers_words(letter):
    body = orjson.loads(letter.body)
    record = orjson.loads(body["data"])
    assert body["module"] == "LTKT" and body["maHoSoMCDT"] == f"{body['maHoSoLT']}.1"
    assert record["nktHoTen"] == "Trần Văn Mẫu"
    assert (record["nktNgaySinh"], record["nktNgayChet"]) == ("02.03.1946", "15.11.2026")
    assert (record["nktGioPhutChet"], record["nktNguyenNhanChet"]) == ("14:30", "Bệnh già")
    assert record["nktNgayChetBangChu"].startswith("Ngày mười lăm tháng mười một năm hai nghìn")
    assert (record["nktGioiTinh"], record["nktDanToc"], record["nktSoDDCN"]) == (
        "1",
        "01",
        "000046000001",
    )
    assert (record["loaiDangKy"], record["nktLoaiCuTru"]) == ("1", "1")
    assert record["nktNoiChet"] == {
        "maTinh": "01",
        "maHuyen": "",
        "maXa": "00004",
        "dcChiTiet": "Bệnh viện Thử Nghiệm",
    }
    assert record["nktNoiCuTru"]["maXa"] == "00691"
    assert [record[name] for name in ("gbtLoai", "gbtSo", "gbtNgay", "gbtCoQuanCap")] == [
        "Giấy báo tử",
        "00001.GBT.99999.26",
        "15.11.2026",
        "Bệnh viện Thử Nghiệm",
    ]
    assert record["noiDangKy"] == "UBND phường Hà Giang 2"
    assert record["nycQuanHe"] == "Con" and record["nycSoDienThoai"] == "0900000001"


REGISTERED_AS = [
    ({}, "1"),
    ({"event": {"died_on": "04/11/2026"}}, "4"),
    ({"event": {"died_on": "1998"}}, "4"),
    ({"event": {"died_on": "1998"}, "notice": {"kind": "none", "evidence": [PHOTO]}}, "5"),
]


@pytest.mark.parametrize(("changes", "code"), REGISTERED_AS)
def test_the_register_is_told_whether_it_is_on_time_late_or_long_ago(sent_record, changes, code):
    assert sent_record(declared_by(**changes))["loaiDangKy"] == code


def test_an_old_number_travels_as_one_of_an_old_paper(sent_record):
    record = sent_record(declared_by(deceased={"personal_number": "012345678"}))
    told = ("nktSoDDCN", "nktLoaiGiayToTuyThan", "nktSoGiayToTuyThan")
    assert [record[name] for name in told] == ["", "2", "012345678"]


def test_a_notice_nobody_has_is_told_only_once_the_commune_has_issued_it(file, death):
    step = file(declared_by(**AT_HOME))
    cases = list(cases_of([step.pk]).values())
    before = orjson.loads(orjson.loads(death.compose(cases)[step.pk])["data"])
    assert [before[name] for name in ("gbtLoai", "gbtSo")] == ["", ""]
    DeathDeclaration.objects.filter(pk=step.pk).update(
        issued_number="7/UBND-GBT", issued_on=date(2026, 11, 20), issued_by="UBND phường Mẫu"
    )
    after = orjson.loads(orjson.loads(death.compose(cases)[step.pk])["data"])
    assert (after["gbtSo"], after["gbtNgay"]) == ("7/UBND-GBT", "20.11.2026")
    assert (after["gbtLoai"], after["gbtCoQuanCap"]) == ("Giấy báo tử", "UBND phường Mẫu")


def test_a_neighbour_is_named_in_their_own_words(sent_record):
    neighbour = {"relation": "not_related", "relation_other": "Hàng xóm"}
    assert sent_record(declared_by(applicant=neighbour))["nycQuanHe"] == "Hàng xóm"


def test_after_a_transfer_the_new_commune_registers(file, death):
    step = file(declared_by())
    Step.objects.filter(pk=step.pk).update(commune_code="00004")
    body = death.compose(list(cases_of([step.pk]).values()))[step.pk]
    assert orjson.loads(orjson.loads(body)["data"])["noiDangKy"] == "UBND phường Ba Đình"
    assert orjson.loads(body)["maDonVi"] == 4


def test_papers_travel_by_hash_and_are_put_in_only_when_sent(file, death, register):
    step = file(declared_by())
    content = b"a photo of a paper"
    document = documents.keep(content, media_type="image/jpeg")
    Attachment.objects.create(
        step=step,
        document=document,
        kind="upload",
        field=f"{DEATH}.notice.death_paper",
        filename="a",
    )
    old = documents.keep(b"an older photo", media_type="image/jpeg")
    replaced = Attachment.objects.create(
        step=step, document=old, kind="upload", field=f"{DEATH}.notice.death_paper"
    )
    Attachment.objects.filter(pk=replaced.pk).update(superseded_at=F("added_at"))
    body = death.compose(list(cases_of([step.pk]).values()))[step.pk]
    (paper,) = orjson.loads(body)["fileDinhKem"]
    assert paper["duLieuTepDinhKem"] == f"sha256:{document.sha256}"
    assert paper["tenGiayTo"].startswith("Giấy báo tử")
    letter = letter_for(step, body)
    with no_database():
        death.send([letter])
    assert register.sent[0]["files"] == {document.sha256: content}
    assert (register.sent[0]["key"], register.sent[0]["sent_before"]) == (letter.key, False)


def test_a_letter_that_may_have_been_sent_says_so_whatever_its_attempts_were_set_to(
    death, register, letter
):
    death.send([replace(letter, fence=2, attempt=1)])
    assert register.sent[0]["sent_before"] is True


def test_nothing_is_read_from_the_database_when_sending_or_asking(death, register, letter):
    with no_database():
        assert death.send([letter])[letter.subject] == Accepted(f"{code_of(letter)}.1")
        register.says = NoAnswer(NoAnswerKind.NOT_READY)
        assert death.collect([letter])[letter.subject] == register.says


def code_of(letter: Letter) -> str:
    """Return the dossier code in a letter."""
    return str(orjson.loads(letter.body)["maHoSoLT"])


def test_three_deaths_are_asked_about_in_one_question(death, register, letter):
    register.says = NoAnswer(NoAnswerKind.NOT_READY)
    letters = [replace(letter, subject=number) for number in (1, 2, 3)]
    assert set(death.collect(letters)) == {1, 2, 3}
    assert len(register.asked) == 1 and death.codes_per_question == 3


@pytest.mark.usefixtures("anchored", "db")
def test_a_death_is_granted_with_a_well_signed_e_copy(death, register, letter, signed):
    answer = said(death, register, letter, granted(signed))
    assert isinstance(answer, Granted)
    kept = death.kept_facts(orjson.loads(orjson.dumps(answer.facts)))
    facts = death.facts(**kept)
    assert (facts.number, facts.book, facts.page) == ("12", "01/2026", "3")
    assert (facts.registered_on, facts.born_on, facts.died_on) == (
        "2026-11-20",
        "1946-03-02",
        "2026-11-15",
    )
    assert (facts.full_name, facts.sex) == ("Trần Văn Mẫu", "male")
    assert facts.personal_number == "000046000001"
    assert facts.e_copy_sha256 == hashlib.sha256(signed).hexdigest()
    assert facts.e_copy_title == "Trích lục khai tử"
    assert [one.kind for one in answer.documents] == ["death_certificate"]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("day", "title"),
    [("2027-02-28", "Trích lục khai tử"), ("2027-03-01", "Giấy chứng tử")],
)
def test_the_paper_is_called_as_the_law_of_its_day_says(death, day, title):
    facts = death.kept_facts({"registered_on": day})
    assert death.result_titled(facts) == title


@pytest.mark.usefixtures("anchored")
def test_a_day_of_which_only_the_year_is_known_is_granted_as_it_is(death, register, file, signed):
    step = file(declared_by(event={"died_on": "11/2026"}, deceased={"born_on": "1946"}))
    body = death.compose(list(cases_of([step.pk]).values()))[step.pk]
    answer = said(death, register, letter_for(step, body), granted(signed, died_on="11.2026"))
    assert (answer.facts["died_on"], answer.facts["born_on"]) == ("2026-11", "1946")


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize(
    "silent",
    [{"full_name": ""}, {"sex": ""}, {"died_on": ""}, {"personal_number": ""}],
    ids=["name", "sex", "day of death", "number"],
)
def test_what_the_register_does_not_echo_is_not_taken_for_agreement(
    death, register, letter, signed, silent
):
    answer = said(death, register, letter, granted(signed, **silent))
    assert answer == Accepted(f"{code_of(letter)}.1", note="e_copy_invalid")


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize("lacking", ["number", "book"])
def test_a_death_without_its_place_in_the_book_is_not_granted(
    death, register, letter, signed, lacking
):
    answer = said(death, register, letter, granted(signed, **{lacking: ""}))
    assert answer == Accepted(f"{code_of(letter)}.1", note="e_copy_due")


@pytest.mark.usefixtures("anchored")
def test_a_death_whose_e_copy_is_due_is_not_granted(death, register, letter, signed):
    without = replace(granted(signed), documents=())
    assert said(death, register, letter, without).note == "e_copy_due"


def _unsigned(signed: bytes) -> bytes:
    return PDF


def _changed(signed: bytes) -> bytes:
    assert b"/MediaBox" in signed
    return signed.replace(b"/MediaBox", b"/MediaBoy", 1)


def _added_to(signed: bytes) -> bytes:
    return signed + b"\n% another page\n"


def _signed_by_another(signed: bytes) -> bytes:
    return Signatory(new_identity("Ai đó")).sign(PDF)


def _no_pdf(signed: bytes) -> bytes:
    return b"<html>503</html>"


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize(
    "spoil", [_unsigned, _changed, _added_to, _signed_by_another, _no_pdf], ids=lambda f: f.__name__
)
def test_an_e_copy_that_does_not_hold_is_no_grant(death, register, letter, signed, spoil):
    answer = said(death, register, letter, granted(spoil(signed)))
    assert answer == Accepted(f"{code_of(letter)}.1", note="e_copy_invalid")


def test_without_an_anchor_no_e_copy_is_believed(death, register, letter, signed, settings):
    settings.CIVIL_STATUS_ANCHORS = []
    assert said(death, register, letter, granted(signed)).note == "e_copy_invalid"


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize(
    "another",
    [
        {"full_name": "Lê Người Khác"},
        {"sex": "female"},
        {"died_on": "14.11.2026"},
        {"personal_number": "000046000002"},
    ],
    ids=["name", "sex", "day of death", "number"],
)
def test_what_is_about_another_person_is_no_grant(death, register, letter, signed, another):
    assert said(death, register, letter, granted(signed, **another)).note == "e_copy_invalid"


@pytest.mark.usefixtures("anchored")
def test_one_name_in_two_unicode_forms_is_one_name(death, register, letter, signed):
    spelt = granted(signed, full_name="TRẦN VĂN MẪU")
    assert isinstance(said(death, register, letter, spelt), Granted)


RETURNS = [
    (("deceased.born_on",), "KT03", ("deceased.born_on",)),
    (("deceased.died_on",), "KT03", ("event.died_on",)),
    (
        ("deceased.residence",),
        "KT03",
        ("residence.residence_kind", "residence.residence_commune", "residence.residence_line"),
    ),
    (("evidence",), "KT02", ("notice.evidence",)),
    (("deceased.sex", "evidence"), "register", ("deceased.sex", "notice.evidence")),
    (("deceased.sex", "somethingNew"), "KT03", ("deceased.sex",)),
    (("applicant.relation",), "register", ("applicant.relation", "applicant.relation_other")),
]


@pytest.mark.parametrize(("items", "reason", "opens"), RETURNS)
def test_a_return_opens_our_fields_under_our_reason(death, register, letter, items, reason, opens):
    sentence = "Năm sinh của người đã mất chưa khớp dữ liệu."
    answer = said(death, register, letter, Returned(sentence, items, note="30/11/2026"))
    assert answer == Returned(reason, tuple(f"{DEATH}.{name}" for name in opens), sentence)


@pytest.mark.parametrize("empty", ["", ".", " . "])
def test_a_return_that_says_nothing_opens_everything_and_says_so(death, register, letter, empty):
    answer = said(death, register, letter, Returned(empty))
    assert answer.reason == "register"
    assert answer.note == "Cơ quan đăng ký chưa ghi rõ lý do. Xin xem lại các mục đã khai."
    assert f"{DEATH}.deceased.given_name" in answer.items
    assert f"{DEATH}.event.died_on" in answer.items


def test_what_the_register_opens_is_a_field_of_ours():
    fields = {f"{page.code}.{name}" for page in told.PAGES for name in page.base_fields}
    fields |= {f"notice.{row}" for row in told.UPLOADS}
    for _reason, names in told.RETURNED_FOR.values():
        assert set(names) <= fields


def test_a_refusal_keeps_the_registers_words_out_of_the_journal(death, register, letter):
    answer = said(death, register, letter, Refused("Việc này đã được đăng ký tại nơi khác."))
    assert answer == Refused("register", note="Việc này đã được đăng ký tại nơi khác.")


@pytest.mark.parametrize("kind", list(NoAnswerKind))
def test_no_answer_stays_no_answer(death, register, letter, kind):
    silence = NoAnswer(kind, retry_after=3.0, raw=b"raw")
    assert said(death, register, letter, silence) == silence


def test_facts_are_plain_texts(death):
    kinds = {field.type for field in death.facts.__dataclass_fields__.values()}
    assert kinds == {str}


def test_one_client_serves_a_province(settings):
    settings.OUTSIDE_SYSTEMS = {"civil_status_register": "http://127.0.0.1:9"}
    one = wire.client_for("civil_status_register.08")
    assert one is wire.client_for("civil_status_register.08")
    assert one is not wire.client_for("civil_status_register.01")
