"""The words of every kind: the table walked, at its longest."""

import re
import string
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import translation

from portal.notifications import blanks, rendering
from portal.notifications.kinds import REMINDERS, Blank, Kind
from portal.notifications.models import Notice
from portal.notifications.words import OTHER_WAYS, WORDS
from tests.notifications.families import AT, CHILD, CODE, LONGEST, SAMPLES, filled

# GSM 03.38, as far as it needs one septet a sign and every keyboard has the sign.
GSM = set(string.ascii_letters + string.digits + " .,:;/()!?'\"+%&*=<>#-_@")
LINK = re.compile(r"https?:|www\.|://|\b[a-z0-9-]+\.(vn|com|net|org|gov|info)\b", re.IGNORECASE)
NEVER = (
    "ngoài giá thú",
    "không chồng",
    "vô thừa nhận",
    "đối tượng",
    "theo quy định",
    "OTP",
    "mã xác",
)


def notice(kind: Kind, samples: dict[Blank, Any] = SAMPLES, code: str = CODE) -> Notice:
    params = blanks.stored(WORDS[kind].blanks, filled(kind, samples))
    return Notice(kind=kind, dossier_code=code, params=params, created_at=AT)


def test_every_kind_has_its_words() -> None:
    assert set(WORDS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("samples", [SAMPLES, LONGEST], ids=["usual", "longest"])
def test_an_sms_is_short_and_bare(kind: Kind, samples: dict[Blank, Any]) -> None:
    text = rendering.sms(notice(kind, samples, code=CODE if samples is SAMPLES else "L" * 40))
    assert len(text) <= 160
    assert set(text) <= GSM
    assert not LINK.search(text)
    assert "%" not in text


@pytest.mark.parametrize("kind", Kind)
def test_a_sentence_is_whole_and_says_until_when(kind: Kind) -> None:
    with translation.override("vi"):
        text, subject = rendering.sentence(notice(kind)), rendering.subject(notice(kind))
    assert "%(" not in text + subject
    assert text.endswith(".")
    assert not LINK.search(text)
    assert not any(word in text + subject for word in NEVER)
    if Blank.DATE in WORDS[kind].blanks.values():
        assert "thứ Hai, 30/11/2026" in text
    if Blank.MOMENT in WORDS[kind].blanks.values():
        assert "17:00 thứ Ba, 24/11/2026" in text


def test_no_blank_can_hold_a_name_or_a_number() -> None:
    for blank in Blank:
        for private in ("012345678901", "0912345678", "nha@example.vn"):
            with pytest.raises(ValueError) as refused:
                blanks.stored({"blank": blank}, {"blank": private})
            assert private not in str(refused.value)
    for kind in Kind:
        for name, blank in WORDS[kind].blanks.items():
            if blank is not Blank.TITLE:
                with pytest.raises(ValueError):
                    blanks.stored(WORDS[kind].blanks, filled(kind) | {name: CHILD})


def test_titles_are_of_papers_offices_and_reasons_only() -> None:
    named = {
        (kind, name)
        for kind in Kind
        for name, blank in WORDS[kind].blanks.items()
        if blank is Blank.TITLE
    }
    assert named == {
        (Kind.RESULT, "paper"),
        (Kind.NEW_DATE, "reason"),
        (Kind.NEW_DATE, "office"),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"promised_on": "2026-11-30"},
        {"promised_on": datetime(2026, 11, 30)},  # noqa: DTZ001
        {"promised_on": date(2026, 11, 30), "child": CHILD},
        {"promised_on": None},
    ],
)
def test_blanks_that_do_not_fit_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError) as refused:
        blanks.stored(WORDS[Kind.FILED].blanks, wrong)
    assert CHILD not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Nguyễn Thị Hoa", "N.T.H."), ("Đỗ", "Đ."), ("Y Bhăm Niê Kdăm", "Y.B.N.K."), ("", "")],
)
def test_initials(name: str, initials: str) -> None:
    assert blanks.initials_of(name) == initials


def test_signs_of_titles_are_made_plain_for_an_sms() -> None:
    assert blanks.without_marks("Quyết định – “mai táng” → đã chi") == (
        'Quyet dinh - "mai tang" da chi'
    )


def test_the_table_of_the_words() -> None:
    assert {kind.value: rendering.sms(notice(kind)) for kind in Kind} == {
        "filed": f"Da nhan ho so {CODE}. Hen tra 30/11/2026. Xem tai VNeID."
        " Tin nay khong kem duong dan.",
        "filed_quietly": f"Da nhan ho so {CODE}. Xin chia buon cung gia dinh.",
        "unfinished": "Ho so cua ong/ba CHUA NOP. Ban nhap giu den 30/11/2026.",
        "consent_asked": "D.T.H. nho ong/ba xac nhan cho tre dang ky thuong tru."
        " Mo VNeID de tra loi cham nhat 30/11/2026.",
        "proof_out": f"Moi xem truoc Giay khai sinh, ho so {CODE}, truoc 17:00 24/11/2026.",
        "correct": f"Ho so {CODE} can sua 15 cho, cham nhat 30/11/2026.",
        "recalled": f"Ho so {CODE}: de nghi sua da duoc rut lai. Ong/ba khong phai lam gi.",
        "new_date": f"Ho so {CODE}: xin loi, hen lai 30/11/2026.",
        "result": f"Ho so {CODE}: da co giay khai sinh (ban dien tu).",
        "residence_due": "Be chua co dang ky cu tru. Con 15 ngay.",
        "residence_last_day": "Be chua co dang ky cu tru. Hom nay la ngay cuoi.",
    }


@pytest.mark.parametrize("kind", OTHER_WAYS)
def test_another_way_of_a_kind_is_told_by_its_blanks(kind: Kind) -> None:
    for way in OTHER_WAYS[kind]:
        params = blanks.stored(way.blanks, {name: SAMPLES[one] for name, one in way.blanks.items()})
        told = Notice(kind=kind, dossier_code="L" * 40, params=params, created_at=AT)
        text, sentence = rendering.sms(told), rendering.sentence(told)
        assert len(text) <= 160 and set(text) <= GSM and not LINK.search(text)
        assert "30/11/2026" in text and "thứ Hai, 30/11/2026" in sentence
        assert "%(" not in text + sentence + rendering.subject(told)
        assert text != rendering.sms(notice(kind, code="L" * 40))


def test_reminders_are_kinds() -> None:
    assert set(Kind) > REMINDERS
