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

from civil_registry.birth.models import BirthDeclaration
from civil_registry.birth.procedure import facts as told
from civil_registry.birth.procedure import wire
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
from tests.civil_registry.birth.answers import declared_by

BIRTH = "civil_registry.birth"


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

    def register_birth(self, body: bytes, **options: Any) -> Accepted:
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
def letter(file: Callable[..., Step], birth: Any) -> Letter:
    """The letter of one filed birth."""
    step = file(declared_by())
    return letter_for(step, birth.compose(list(cases_of([step.pk]).values()))[step.pk])


def letter_for(step: Step, body: bytes) -> Letter:
    """Return a claimed letter."""
    return Letter(
        handover=1,
        channel="step",
        topic=BIRTH,
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
        "personal_number": "000326000001",
        "registered_on": date(2026, 11, 20),
        "number": "12",
        "book": "01/2026",
        "page": "3",
        "full_name": "Nguyễn Thử Nghiệm",
        "sex": "female",
        "born_on": date(2026, 11, 5),
        "e_copy_sha256": hashlib.sha256(content).hexdigest(),
    }
    paper = ReceivedDocument("birth_certificate", hashlib.sha256(content).hexdigest(), content)
    return Granted({**known, **facts}, (paper,))


def said(birth: Any, register: FakeRegister, letter: Letter, answer: Any) -> Any:
    """Return what the procedure makes of the register's word, without the database."""
    register.says = answer
    with no_database():
        return birth.collect([letter])[letter.subject]


def many(step: Step, count: int) -> list[int]:
    """Return the steps of many births, copied from one."""
    first = step.dossier
    dossiers = [
        Dossier(
            code=f"LT-BAN-SAO-{number}",
            life_event="birth",
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
    declaration = BirthDeclaration.objects.get(pk=step.pk)
    columns = [field.attname for field in BirthDeclaration._meta.concrete_fields]
    values = {name: getattr(declaration, name) for name in columns if name != "step_id"}
    BirthDeclaration.objects.bulk_create(
        BirthDeclaration(step_id=one.pk, **values) for one in steps
    )
    return [one.pk for one in steps]


@pytest.mark.parametrize("act", ["compose", "summary"])
def test_two_hundred_births_cost_as_many_queries_as_one(
    act, file, birth, django_assert_max_num_queries
):
    step = file(declared_by())
    ids = many(step, 200)
    document = documents.keep(b"a photo", media_type="image/jpeg")
    Attachment.objects.bulk_create(
        Attachment(step_id=pk, document=document, kind="upload", field=f"{BIRTH}.paper.birth_paper")
        for pk in ids
    )
    cases = list(cases_of(ids).values())
    getattr(birth, act)(cases[:1])  # the law's rows are kept from now on
    with django_assert_max_num_queries(5):
        assert len(getattr(birth, act)(cases)) == 200


def test_a_body_is_the_same_byte_for_byte_each_time_it_is_composed(file, birth):
    cases = list(cases_of([file(declared_by()).pk]).values())
    assert birth.compose(cases) == birth.compose(cases)


def test_a_body_holds_the_whole_declaration_in_the_registers_words(letter):
    body = orjson.loads(letter.body)
    record = orjson.loads(body["data"])
    assert body["module"] == "LTKS" and body["maHoSoMCDT"] == f"{body['maHoSoLT']}.1"
    assert record["nksHoTen"] == "Nguyễn Thử Nghiệm"
    assert record["nksNgaySinhBangChu"].startswith("Ngày năm tháng mười một năm hai nghìn")
    assert (record["nksGioiTinh"], record["nksDanToc"], record["nksQuocTich"]) == (
        "2",
        "02",
        "Việt Nam",
    )
    assert record["nksNoiSinh"] == {
        "maTinh": "08",
        "maHuyen": "",
        "maXa": "00691",
        "dcChiTiet": "Bệnh viện Thử Nghiệm",
    }
    assert record["chaNoiCuTru"]["maTinh"] == "01" and record["chaNgaySinh"] == "03.1995"
    assert record["noiDangKy"] == "UBND phường Hà Giang 2"
    assert record["nycQuanHe"] == "Mẹ" and record["nycSoDienThoai"] == "0900000001"


def test_a_birth_without_a_father_says_nothing_of_one(sent_record):
    alone = declared_by(parents_married={"married": "no", "father_part": "left_out"})
    assert not any(name.startswith("cha") for name in sent_record(alone))


def test_after_a_transfer_the_new_commune_registers(file, birth):
    step = file(declared_by())
    Step.objects.filter(pk=step.pk).update(commune_code="00004")
    body = birth.compose(list(cases_of([step.pk]).values()))[step.pk]
    assert orjson.loads(orjson.loads(body)["data"])["noiDangKy"] == "UBND phường Ba Đình"
    assert orjson.loads(body)["maDonVi"] == 4


def test_papers_travel_by_hash_and_are_put_in_only_when_sent(file, birth, register):
    step = file(declared_by())
    content = b"a photo of a paper"
    document = documents.keep(content, media_type="image/jpeg")
    Attachment.objects.create(
        step=step,
        document=document,
        kind="upload",
        field=f"{BIRTH}.paper.birth_paper",
        filename="a",
    )
    old = documents.keep(b"an older photo", media_type="image/jpeg")
    replaced = Attachment.objects.create(
        step=step, document=old, kind="upload", field=f"{BIRTH}.paper.birth_paper"
    )
    Attachment.objects.filter(pk=replaced.pk).update(superseded_at=F("added_at"))
    body = birth.compose(list(cases_of([step.pk]).values()))[step.pk]
    (paper,) = orjson.loads(body)["fileDinhKem"]
    assert paper["duLieuTepDinhKem"] == f"sha256:{document.sha256}"
    assert paper["tenGiayTo"].startswith("Giấy chứng sinh")
    letter = letter_for(step, body)
    with no_database():
        birth.send([letter])
    assert register.sent[0]["files"] == {document.sha256: content}
    assert (register.sent[0]["key"], register.sent[0]["sent_before"]) == (letter.key, False)


def test_a_letter_that_may_have_been_sent_says_so_whatever_its_attempts_were_set_to(
    birth, register, letter
):
    birth.send([replace(letter, fence=2, attempt=1)])
    assert register.sent[0]["sent_before"] is True


def test_nothing_is_read_from_the_database_when_sending_or_asking(birth, register, letter):
    with no_database():
        assert birth.send([letter])[letter.subject] == Accepted(f"{code_of(letter)}.1")
        register.says = NoAnswer(NoAnswerKind.NOT_READY)
        assert birth.collect([letter])[letter.subject] == register.says


def code_of(letter: Letter) -> str:
    """Return the dossier code in a letter."""
    return str(orjson.loads(letter.body)["maHoSoLT"])


def test_three_births_are_asked_about_in_one_question(birth, register, letter):
    register.says = NoAnswer(NoAnswerKind.NOT_READY)
    letters = [replace(letter, subject=number) for number in (1, 2, 3)]
    assert set(birth.collect(letters)) == {1, 2, 3}
    assert len(register.asked) == 1 and birth.codes_per_question == 3


@pytest.mark.usefixtures("anchored")
def test_a_birth_is_granted_with_both_numbers_and_a_well_signed_e_copy(
    birth, register, letter, signed
):
    answer = said(birth, register, letter, granted(signed))
    assert isinstance(answer, Granted)
    facts = birth.facts(**orjson.loads(orjson.dumps(answer.facts)))
    assert (facts.personal_number, facts.number, facts.book) == ("000326000001", "12", "01/2026")
    assert (facts.registered_on, facts.born_on) == ("2026-11-20", "2026-11-05")
    assert (facts.full_name, facts.sex) == ("Nguyễn Thử Nghiệm", "female")
    assert facts.e_copy_sha256 == hashlib.sha256(signed).hexdigest()
    assert [one.kind for one in answer.documents] == ["birth_certificate"]


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize(
    "silent",
    [
        {"full_name": ""},
        {"sex": ""},
        {"born_on": None},
        {"full_name": "", "sex": "", "born_on": None},
    ],
    ids=["name", "sex", "day of birth", "all three"],
)
def test_what_the_register_does_not_echo_is_not_taken_for_agreement(
    birth, register, letter, signed, silent
):
    answer = said(birth, register, letter, granted(signed, **silent))
    assert answer == Accepted(f"{code_of(letter)}.1", note="e_copy_invalid")


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize("lacking", ["personal_number", "number", "book"])
def test_a_birth_whose_number_is_due_is_not_granted(birth, register, letter, signed, lacking):
    answer = said(birth, register, letter, granted(signed, **{lacking: ""}))
    assert answer == Accepted(f"{code_of(letter)}.1", note="number_due")


@pytest.mark.usefixtures("anchored")
def test_a_birth_whose_e_copy_is_due_is_not_granted(birth, register, letter, signed):
    without = replace(granted(signed), documents=())
    assert said(birth, register, letter, without).note == "e_copy_due"


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
def test_an_e_copy_that_does_not_hold_is_no_grant(birth, register, letter, signed, spoil):
    answer = said(birth, register, letter, granted(spoil(signed)))
    assert answer == Accepted(f"{code_of(letter)}.1", note="e_copy_invalid")


def test_without_an_anchor_no_e_copy_is_believed(birth, register, letter, signed, settings):
    settings.CIVIL_STATUS_ANCHORS = []
    assert said(birth, register, letter, granted(signed)).note == "e_copy_invalid"


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize(
    "another",
    [{"full_name": "Lê Người Khác"}, {"sex": "male"}, {"born_on": date(2026, 11, 4)}],
    ids=["name", "sex", "day of birth"],
)
def test_what_is_about_another_child_is_no_grant(birth, register, letter, signed, another):
    assert said(birth, register, letter, granted(signed, **another)).note == "e_copy_invalid"


@pytest.mark.usefixtures("anchored")
def test_one_name_in_two_unicode_forms_is_one_name(birth, register, letter, signed):
    spelt = granted(signed, full_name="NGUYỄN THỬ NGHIỆM")
    assert isinstance(said(birth, register, letter, spelt), Granted)


RETURNS = [
    (("child.born_on",), "KS05", ("child.born_on",)),
    (("child.ethnicity",), "KS03", ("origin.ethnicity",)),
    (
        ("child.hometown",),
        "KS04",
        ("origin.hometown", "origin.hometown_commune", "origin.hometown_line"),
    ),
    (("mother.personal_number",), "KS08", ("mother.personal_number",)),
    (
        ("father.born_on", "father.personal_number"),
        "KS08",
        ("father.born_on", "father.personal_number"),
    ),
    (("child.sex", "mother.personal_number"), "register", ("child.sex", "mother.personal_number")),
    (("child.sex", "somethingNew"), "KS05", ("child.sex",)),
]


@pytest.mark.parametrize(("items", "reason", "opens"), RETURNS)
def test_a_return_opens_our_fields_under_our_reason(birth, register, letter, items, reason, opens):
    sentence = "Ngày sinh khai khác ngày ghi trong giấy chứng sinh."
    answer = said(birth, register, letter, Returned(sentence, items, note="30/11/2026"))
    assert answer == Returned(reason, tuple(f"{BIRTH}.{name}" for name in opens), sentence)


@pytest.mark.parametrize("empty", ["", ".", " . "])
def test_a_return_that_says_nothing_opens_everything_and_says_so(birth, register, letter, empty):
    answer = said(birth, register, letter, Returned(empty))
    assert answer.reason == "register"
    assert answer.note == "Cơ quan đăng ký chưa ghi rõ lý do. Xin xem lại các mục đã khai."
    assert f"{BIRTH}.child.given_name" in answer.items
    assert f"{BIRTH}.mother.personal_number" in answer.items


def test_what_the_register_opens_is_a_field_of_ours():
    fields = {f"{page.code}.{name}" for page in told.PAGES for name in page.base_fields}
    fields |= {f"{page.code}.{row[0]}" for page in told.PAGES for row in page.uploads}
    for _reason, names in told.RETURNED_FOR.values():
        assert set(names) <= fields


def test_a_refusal_keeps_the_registers_words_out_of_the_journal(birth, register, letter):
    answer = said(birth, register, letter, Refused("Trẻ đã được đăng ký tại nơi khác."))
    assert answer == Refused("register", note="Trẻ đã được đăng ký tại nơi khác.")


@pytest.mark.parametrize("kind", list(NoAnswerKind))
def test_no_answer_stays_no_answer(birth, register, letter, kind):
    silence = NoAnswer(kind, retry_after=3.0, raw=b"raw")
    assert said(birth, register, letter, silence) == silence


def test_facts_are_plain_texts(birth):
    kinds = {field.type for field in birth.facts.__dataclass_fields__.values()}
    assert kinds == {str}


def test_one_client_serves_a_province(settings):
    settings.OUTSIDE_SYSTEMS = {"civil_status_register": "http://127.0.0.1:9"}
    one = wire.client_for("civil_status_register.08")
    assert one is wire.client_for("civil_status_register.08")
    assert one is not wire.client_for("civil_status_register.01")
