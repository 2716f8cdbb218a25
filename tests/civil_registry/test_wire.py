"""What births and deaths have in common on the wire of their register, book by book."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest
from django.db.models import F

from integrations.answers import Accepted, NoAnswer, NoAnswerKind, Refused, Returned
from integrations.demo_pki import new_identity
from integrations.pdf_signatures import Signatory
from portal.documents import services as documents
from portal.pipeline.cases import cases_of
from portal.pipeline.models import Attachment
from tests.civil_registry.registers import (
    BIRTHS,
    DEATHS,
    PDF,
    Book,
    code_of,
    no_database,
    said,
)


@pytest.fixture(params=[BIRTHS, DEATHS], ids=lambda one: one.event)
def book(request: pytest.FixtureRequest) -> Any:
    """Either book."""
    return request.param


@pytest.mark.parametrize("act", ["compose", "summary"])
def test_two_hundred_cost_as_many_queries_as_one(
    act, file, book, procedure, django_assert_max_num_queries
):
    ids = book.many(file(book.declared_by()), 200)
    document = documents.keep(b"a photo", media_type="image/jpeg")
    Attachment.objects.bulk_create(
        Attachment(step_id=pk, document=document, kind="upload", field=f"{book.code}.{book.paper}")
        for pk in ids
    )
    cases = list(cases_of(ids).values())
    getattr(procedure, act)(cases[:1])  # the law's rows are kept from now on
    with django_assert_max_num_queries(5):
        assert len(getattr(procedure, act)(cases)) == 200


def test_a_body_is_the_same_byte_for_byte_each_time_it_is_composed(file, book, procedure):
    cases = list(cases_of([file(book.declared_by()).pk]).values())
    assert procedure.compose(cases) == procedure.compose(cases)


def test_after_a_transfer_the_new_commune_registers(file, book, procedure):
    step = file(book.declared_by())
    type(step).objects.filter(pk=step.pk).update(commune_code="00004")
    body = orjson.loads(procedure.compose(list(cases_of([step.pk]).values()))[step.pk])
    assert body["maDonVi"] == 4
    assert orjson.loads(body["data"])["noiDangKy"] == "UBND phường Ba Đình"


def test_papers_travel_by_hash_and_are_put_in_only_when_sent(file, book, procedure, register):
    step, content = file(book.declared_by()), b"a photo of a paper"
    document = documents.keep(content, media_type="image/jpeg")
    old = documents.keep(b"an older photo", media_type="image/jpeg")
    row = {"step": step, "kind": "upload", "field": f"{book.code}.{book.paper}"}
    Attachment.objects.create(document=document, filename="a", **row)
    replaced = Attachment.objects.create(document=old, **row)
    Attachment.objects.filter(pk=replaced.pk).update(superseded_at=F("added_at"))
    body = procedure.compose(list(cases_of([step.pk]).values()))[step.pk]
    (paper,) = orjson.loads(body)["fileDinhKem"]
    assert paper["duLieuTepDinhKem"] == f"sha256:{document.sha256}"
    assert paper["tenGiayTo"].startswith(("Giấy chứng sinh", "Giấy báo tử"))
    letter = book.letter(step, body)
    with no_database():
        procedure.send([letter])
    assert register.sent[0]["files"] == {document.sha256: content}
    assert (register.sent[0]["key"], register.sent[0]["sent_before"]) == (letter.key, False)


def test_a_letter_that_may_have_been_sent_says_so_whatever_its_attempts_were_set_to(
    procedure, register, letter
):
    procedure.send([replace(letter, fence=2, attempt=1)])
    assert register.sent[0]["sent_before"] is True


def test_nothing_is_read_from_the_database_when_sending_or_asking(procedure, register, letter):
    with no_database():
        assert procedure.send([letter])[letter.subject] == Accepted(f"{code_of(letter)}.1")
        register.says = NoAnswer(NoAnswerKind.NOT_READY)
        assert procedure.collect([letter])[letter.subject] == register.says


def test_three_are_asked_about_in_one_question(procedure, register, letter):
    register.says = NoAnswer(NoAnswerKind.NOT_READY)
    letters = [replace(letter, subject=number) for number in (1, 2, 3)]
    assert set(procedure.collect(letters)) == {1, 2, 3}
    assert len(register.asked) == 1 and procedure.codes_per_question == 3


@pytest.mark.usefixtures("anchored")
def test_what_has_no_e_copy_yet_is_not_granted(book, procedure, register, letter, signed):
    without = replace(book.granted(signed), documents=())
    assert said(procedure, register, letter, without).note == "e_copy_due"


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "unsigned": lambda _signed: PDF,
    "changed": lambda signed: signed.replace(b"/MediaBox", b"/MediaBoy", 1),
    "added to": lambda signed: signed + b"\n% another page\n",
    "signed by another": lambda _signed: Signatory(new_identity("Ai đó")).sign(PDF),
    "no PDF": lambda _signed: b"<html>503</html>",
}


@pytest.mark.usefixtures("anchored")
def test_an_e_copy_that_does_not_hold_is_no_grant(book, procedure, register, letter, signed):
    for spoilt, spoil in SPOILT.items():
        content = spoil(signed)
        assert content != signed, spoilt
        answer = said(procedure, register, letter, book.granted(content))
        assert answer == Accepted(f"{code_of(letter)}.1", note="e_copy_invalid"), spoilt


def test_without_an_anchor_no_e_copy_is_believed(
    book, procedure, register, letter, signed, settings
):
    settings.CIVIL_STATUS_ANCHORS = []
    assert said(procedure, register, letter, book.granted(signed)).note == "e_copy_invalid"


def test_a_return_that_says_nothing_opens_everything_and_says_so(book, procedure, register, letter):
    every = set(book.wire.EVERY_FIELD)
    for empty in ("", ".", " . "):
        answer = said(procedure, register, letter, Returned(empty))
        assert (answer.reason, set(answer.items)) == ("register", every)
        assert answer.note == "Cơ quan đăng ký chưa ghi rõ lý do. Xin xem lại các mục đã khai."


def test_what_the_register_opens_is_a_field_of_ours(book, procedure):
    fields = {f"{page.code}.{name}" for page in procedure.pages for name in page.base_fields}
    fields |= {f"{page.code}.{row[0]}" for page in procedure.pages for row in page.uploads}
    fields |= {"notice.death_paper", "notice.evidence"}
    for _reason, names in book.wire.RETURNED_FOR.values():
        assert set(names) <= fields


def test_a_refusal_keeps_the_registers_words_out_of_the_journal(procedure, register, letter):
    answer = said(procedure, register, letter, Refused("Đã được đăng ký tại nơi khác."))
    assert answer == Refused("register", note="Đã được đăng ký tại nơi khác.")


def test_no_answer_stays_no_answer(procedure, register, letter):
    for kind in NoAnswerKind:
        silence = NoAnswer(kind, retry_after=3.0, raw=b"raw")
        assert said(procedure, register, letter, silence) == silence


def test_facts_are_plain_texts(procedure):
    assert {field.type for field in procedure.facts.__dataclass_fields__.values()} == {str}


def test_one_client_serves_a_province_and_a_book(book: Book, settings: Any) -> None:
    settings.OUTSIDE_SYSTEMS = {"civil_status_register": "http://127.0.0.1:9"}
    one = book.wire.client_for("civil_status_register.08")
    assert one is book.wire.client_for("civil_status_register.08")
    assert one is not book.wire.client_for("civil_status_register.01")
    other = DEATHS if book is BIRTHS else BIRTHS
    assert one is not other.wire.client_for("civil_status_register.08")
