"""What goes over the register's wire and comes back, with no database at hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import orjson
import pytest

from integrations.residence_registration import (
    ResidenceRegistration,
    Resident,
    compose_registration,
)
from portal.documents import store
from portal.handovers.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    NoAnswerKind,
    ReceivedDocument,
    Refused,
    Returned,
)
from portal.pipeline.registry import registry
from residence.registration import procedure
from tests.residence import families as f

HOME = registry[f.HOME]
BODY = compose_registration(
    ResidenceRegistration(
        dossier="LT-1",
        revision=1,
        commune_code=f.HA_GIANG,
        address_line="12 Đường Ví Dụ",
        resident=Resident("Trần Thử Nghiệm", "female", "2026-11-05", "000326000009", "", "Con đẻ"),
        head_full_name="Lê Thử Mẹ",
        head_personal_number=f.MOTHER,
        applicant_full_name="Lê Thử Mẹ",
        applicant_personal_number=f.MOTHER,
    )
)
NOTICE = ReceivedDocument("residence_notice", "a" * 64, b"%PDF")
FACTS = {
    "dossier": "LT-1",
    "registered_on": date(2026, 11, 23),
    "residence_kind": "permanent",
    "commune_code": f.HA_GIANG,
    "address_line": "12 Đường Ví Dụ",
    "notice_number": "CT08-1",
    "notice_sha256": "a" * 64,
    "full_name": "Trần Thử Nghiệm",
    "personal_number": "000326000009",
}


@dataclass
class FakeRegister:
    """Answers what it is told to, and remembers what came."""

    answer: Answer
    sent: list[tuple[bytes, str, Mapping[str, bytes]]] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)

    def register(self, body: bytes, *, key: str, files: Mapping[str, bytes]) -> Answer:
        self.sent.append((body, key, files))
        return self.answer

    def fetch_results(self, keys: list[str]) -> dict[str, Answer]:
        self.asked.append(list(keys))
        return dict.fromkeys(keys, self.answer)


def answering(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> FakeRegister:
    fake = FakeRegister(answer)
    monkeypatch.setattr(procedure, "client", lambda: fake)
    return fake


def test_a_letter_is_sent_under_its_own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = answering(monkeypatch, Accepted("CT-1"))
    assert HOME.send([f.letter(f.HOME, BODY, attempt=2)]) == {7: Accepted("CT-1")}
    assert fake.sent == [(BODY, "step-7.1", {})]


def test_papers_are_read_from_the_store_by_their_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    digest = store.put(b"%PDF-1.7 a signed form")
    paper = {"kind": "ct01", "file_name": "ct01.pdf", "sha256": digest}
    body = orjson.dumps({**orjson.loads(BODY), "papers": [paper]})
    fake = answering(monkeypatch, Accepted("CT-1"))
    HOME.send([f.letter(f.HOME, body)])
    assert fake.sent[0][2] == {digest: b"%PDF-1.7 a signed form"}


def test_fifty_letters_are_asked_about_in_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = answering(monkeypatch, NoAnswer(NoAnswerKind.NOT_READY))
    letters = [f.letter(f.HOME, BODY, subject=number) for number in range(1, 51)]
    assert len(HOME.collect(letters)) == HOME.codes_per_question == 50
    assert [len(keys) for keys in fake.asked] == [50]


def test_a_grant_becomes_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, Granted(FACTS, (NOTICE,)))
    (answer,) = HOME.collect([f.letter(f.HOME, BODY)]).values()
    assert isinstance(answer, Granted)
    facts = HOME.facts(**answer.facts)
    assert facts.registered_on == "2026-11-23"
    assert (facts.notice_number, facts.relation_to_head) == ("CT08-1", "Con đẻ")
    assert answer.documents == (NOTICE,)


@pytest.mark.parametrize("wrong", [{"dossier": "LT-2"}, {"personal_number": "000326000010"}])
def test_an_answer_about_somebody_else_is_none(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    answering(monkeypatch, Granted({**FACTS, **wrong}, (NOTICE,)))
    (answer,) = HOME.collect([f.letter(f.HOME, BODY)]).values()
    assert answer == NoAnswer(NoAnswerKind.GARBLED)


def test_a_return_is_coded_and_keeps_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Tại địa chỉ này chủ hộ là người khác. Xin chọn lại chủ hộ."
    answering(monkeypatch, Returned(said, ("head_personal_number",)))
    (answer,) = HOME.collect([f.letter(f.HOME, BODY)]).values()
    assert answer == Returned("CT02", (f"{f.HOME}.head.*",), said)


def test_a_refusal_is_coded_and_keeps_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, Refused("Chỗ ở thuộc nơi không được đăng ký thường trú mới."))
    (answer,) = HOME.collect([f.letter(f.HOME, BODY)]).values()
    assert isinstance(answer, Refused)
    assert (answer.reason, answer.note[:5]) == ("refused_by_register", "Chỗ ở")


def test_other_words_pass_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    for said in (
        Accepted("CT-1", date(2026, 11, 27), "verification"),
        NoAnswer(NoAnswerKind.MISSING),
        NoAnswer(NoAnswerKind.THROTTLED, 3.0),
    ):
        answering(monkeypatch, said)
        assert HOME.collect([f.letter(f.HOME, BODY)]) == {7: said}
