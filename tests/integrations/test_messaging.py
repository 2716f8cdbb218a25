"""Messages: short ones keep to their rules, and every one goes out once."""

import pytest

from integrations.answers import Granted, NoAnswer
from integrations.messaging import Messaging, sms_objection
from tests.integrations.conftest import Start
from tests.integrations.running import Running, misbehave

GOOD = "Da nhan ho so TN-1. Hen tra 25/11/2026. Xem tai VNeID. Tin nay khong kem duong dan."


@pytest.fixture(scope="module")
def simulator(start: Start) -> Running:
    return start("messaging")


@pytest.fixture
def messaging(simulator: Running) -> Messaging:
    misbehave(simulator)
    return Messaging(simulator.url)


class TestAShortMessage:
    def test_goes_out_once_under_one_key(self, simulator: Running, messaging: Messaging) -> None:
        misbehave(simulator, "reset_after")
        assert isinstance(messaging.send_sms(to="0000000001", text=GOOD, key="n-1.1"), NoAnswer)
        misbehave(simulator)
        answer = messaging.send_sms(to="0000000001", text=GOOD, key="n-1.1", attempt=2)
        assert isinstance(answer, Granted)
        outbox = simulator.get("/outbox.json?to=0000000001").json()["messages"]
        assert [(one["channel"], one["text"]) for one in outbox] == [("sms", GOOD)]

    @pytest.mark.parametrize(
        "text",
        [
            "Xem https://vidu.invalid",
            "Xem www.vidu.invalid",
            "Xem vidu.vn/ho-so",
            "Đã nhận hồ sơ",
            "a" * 161,
            "Hai\ndong",
            " ",
        ],
    )
    def test_with_a_link_with_marks_or_too_long_never_leaves(
        self, messaging: Messaging, text: str
    ) -> None:
        with pytest.raises(ValueError, match=r"a link|with marks|longer than|an empty"):
            messaging.send_sms(to="0000000002", text=text, key="n-2.1")

    def test_may_have_160_signs_dates_and_dots(self) -> None:
        assert sms_objection("a" * 160) == ""
        assert sms_objection(GOOD) == ""


class TestAnEMail:
    def test_may_say_it_in_full_words(self, simulator: Running, messaging: Messaging) -> None:
        answer = messaging.send_email(
            to="me@vidu.invalid", subject="Đã nhận hồ sơ", text="Hẹn trả thứ Hai.", key="n-3.1"
        )
        assert isinstance(answer, Granted)
        assert "Đã nhận hồ sơ" in simulator.get("/").text

    def test_under_a_key_used_for_other_words_is_refused(self, messaging: Messaging) -> None:
        for text in ("một", "hai"):
            answer = messaging.send_email(to="a@vidu.invalid", subject="", text=text, key="n-4.1")
        assert isinstance(answer, NoAnswer)
