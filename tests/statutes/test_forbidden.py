"""What reads like a forbidden demand, what does not, and what says nothing at all."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.statutes.forbidden import is_empty, read_sentence, without_marks
from portal.statutes.models import ForbiddenPaper, ReturnReason
from portal.statutes.selectors import forbidden_papers

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
BIRTH = "civil_registry.birth"
TRIGGERS = [
    "căn cước", "CCCD", "cmnd", "chứng minh", "hộ khẩu", "kết hôn", "hôn thú", "giá thú",
    "công chứng", "chứng thực", "sao y", "bản gốc", "bản giấy", "mang lên", "đến trực tiếp",
    "lên xã", "lên phường",
]  # fmt: skip
MUST_PASS = [
    "Số giấy chứng nhận kết hôn ghi 12, sổ ghi 21",
    "Căn cước của mẹ đã đổi số, tôi đã cập nhật, không cần làm gì",
    "Hồ sơ này không phải nộp căn cước, giấy đăng ký kết hôn, sổ hộ khẩu.",
    "Ảnh trang 2 bị mờ. Xin chụp lại trang 2. Không cần công chứng.",
    "Ngày sinh của mẹ ghi nhầm tháng",
    "Không cần lên xã, không cần bản gốc.",
    "Số chứng minh cũ của cha khác số trong sổ một chữ số",
    "Gia đình chọn lại nơi khám ban đầu giúp",
]
MUST_STOP = [
    "Đề nghị bổ sung giấy đăng ký kết hôn",
    "Thiếu CCCD",
    "c.c.c.d của bố",
    "C C C D bản sao",
    "Nếu không phải mẹ thì nộp căn cước",
    "Không cần gì thêm, chỉ nộp căn cước",
    "Không phải nộp hộ khẩu, căn cước mang lên xã",
    "Căn cước của mẹ ghi khác. Xin gửi lại.",
    "Chưa thấy giấy kết hôn đã ghi",
    "can cuoc cua me",
    "ho khau",
    "Nhờ gia đình photo cmnd ông bà",
    "Giấy kết h\u200bôn đâu?",
    "Gửi bản sao y giấy chứng sinh",
    "nộp sổ hộ\nkhẩu",
    "nộp sổ hộ\r\nkhẩu",
    "Thẻ căn cước của mẹ\nNgày sinh ghi nhầm",
    "nộp sổ hộ\u200bkhẩu",
    "nộp sổ h\u202dộ k\u2066hẩu\u2069",
    "nộp sổ hộ кhẩu",
    "NỘP SỔ НỘ КНẨU",
    "nộp căn cướс",
    "nộp giấy κết hοn",
    "gửi ảnh CСCD",
    "gửi sổ hộ ᴋhẩu",
]


def demanded(text: str, leg: str = BIRTH) -> list[str]:
    return [demand.paper.code for demand in read_sentence(text, leg, TODAY).demands]


@pytest.mark.parametrize("words", TRIGGERS)
@pytest.mark.parametrize("frame", ["{}", "Đề nghị gia đình nộp {}", "Thiếu {} của mẹ."])
def test_every_word_stops_a_demand_with_marks_and_without(words: str, frame: str) -> None:
    text = frame.format(words)
    for spelt in (text, without_marks(text), text.upper(), unicodedata.normalize("NFD", text)):
        assert demanded(spelt), spelt


@pytest.mark.parametrize("text", MUST_PASS)
def test_a_plain_statement_and_a_reassurance_pass(text: str) -> None:
    reading = read_sentence(text, BIRTH, TODAY)
    assert reading.may_be_sent
    assert not reading.needs_review


@pytest.mark.parametrize("text", MUST_STOP)
def test_a_demand_in_disguise_is_seen(text: str) -> None:
    reading = read_sentence(text, BIRTH, TODAY)
    assert reading.demands
    assert not reading.may_be_sent


@pytest.mark.parametrize("text", MUST_STOP)
def test_it_is_sent_if_the_official_says_it_is_no_demand_and_then_reviewed(text: str) -> None:
    reading = read_sentence(text, BIRTH, TODAY, said_no_demand=True)
    assert reading.may_be_sent
    assert reading.needs_review


def test_the_paper_that_is_meant_is_named() -> None:
    assert demanded("Nộp giấy kết hôn") == ["marriage_certificate"]
    assert demanded("Mang lên xã căn cước và hộ khẩu bản gốc") == [
        "certified_copy", "household_book", "identity_card", "visit",
    ]  # fmt: skip


def test_a_signed_hospital_paper_is_forbidden_only_where_it_is_at_hand() -> None:
    text = "Xin gửi giấy chứng sinh"
    assert read_sentence(text, BIRTH, TODAY).may_be_sent
    reading = read_sentence(text, BIRTH, TODAY, conditions={"signed_paper"})
    assert [demand.paper.code for demand in reading.demands] == ["signed_notice"]


@pytest.mark.parametrize(
    ("text", "leg", "paper"),
    [
        ("Nộp giấy khai sinh của bé", "residence.registration", "birth_certificate"),
        ("Nộp trích lục khai tử", "residence.deregistration", "death_certificate"),
        ("Nộp giấy chứng tử", "funeral_benefits.allowance", "death_certificate"),
        ("Cho xin một tờ giấy", "insurance.health_card", "any_paper"),
    ],
)
def test_a_leg_has_forbidden_papers_of_its_own(text: str, leg: str, paper: str) -> None:
    assert paper in demanded(text, leg)
    assert paper not in demanded(text, BIRTH)


def test_before_a_paper_was_forbidden_it_could_be_asked_for() -> None:
    assert read_sentence("Nộp sổ hộ khẩu", BIRTH, date(2022, 12, 31)).may_be_sent
    assert not read_sentence("Nộp sổ hộ khẩu", BIRTH, date(2023, 1, 1)).may_be_sent


@pytest.mark.parametrize(
    "text",
    ["theo quy định", "Thiếu giấy tờ.", "SAI THÔNG TIN", "bổ sung hồ sơ", "chưa hợp lệ",
     "không đạt", ".", "abc", "abc abc", "", "  ", "...", "1", "x",
     "Đề nghị bổ sung hồ sơ theo quy định", "Hồ sơ chưa hợp lệ, xin bổ sung hồ sơ",
     "Sai thông tin - không đạt yêu cầu", "thieu giay to"],
)  # fmt: skip
def test_words_that_name_nothing_to_mend_are_no_reason(text: str) -> None:
    assert is_empty(text)
    assert not read_sentence(text, BIRTH, TODAY, said_no_demand=True).may_be_sent


@pytest.mark.parametrize(
    "text", ["Ngày sinh sai tháng", "Thiếu trang 2 của giấy chứng sinh", "Ảnh bị mờ", "Tên mẹ"]
)
def test_words_that_name_something_are_a_reason(text: str) -> None:
    assert not is_empty(text)


def test_the_ready_made_sentences_without_blanks_pass_their_own_check() -> None:
    for reason in ReturnReason.objects.filter(blanks={}, kind="return"):
        for leg in reason.legs:
            assert read_sentence(reason.sentence, leg, TODAY).may_be_sent, reason


def test_every_trigger_word_of_every_row_stops_its_own_paper() -> None:
    for paper in ForbiddenPaper.objects.exclude(trigger_words=[]):
        leg = BIRTH if "all" in paper.legs else paper.legs[0]
        for words in paper.trigger_words:
            reading = read_sentence(f"nộp {words}", leg, TODAY, conditions={"signed_paper"})
            assert paper.code in {demand.paper.code for demand in reading.demands}


@given(st.text(max_size=60))
def test_any_text_at_all_can_be_read(text: str) -> None:
    papers = forbidden_papers(BIRTH, TODAY)
    reading = read_sentence(text, BIRTH, TODAY)
    assert {demand.paper for demand in reading.demands} <= set(papers)
