"""How a request reads to the family that made it."""

import pytest
from django.utils import translation

from portal.consents.labels import label
from portal.consents.models import Consent
from tests.consents.people import FILED


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"status": "ASKED"}, "Đã nhờ, chưa trả lời"),
        ({"status": "REMINDED", "reminded_count": 2}, "Đã nhắc lần 2"),
        ({"status": "AGREED", "answered_at": FILED}, "Đã đồng ý ngày 30/11/2026"),
        ({"status": "REFUSED"}, "Không đồng ý"),
        ({"status": "REFUSED", "reason": "Nhà bán rồi."}, "Không đồng ý: Nhà bán rồi."),
        (
            {"status": "REFUSED", "cause": "not_me"},
            "Người được nhờ cho biết không phải là mình",
        ),
        ({"status": "LAPSED"}, "Hết hạn, chưa trả lời"),
        ({"status": "REPLACED"}, "Đã đổi người"),
        ({"status": "BY_PAPER"}, "Xác nhận bằng tờ CT01"),
        ({"status": "CANCELLED", "cause": "death"}, "Người được nhờ đã mất"),
    ],
)
def test_every_status_reads_as_a_short_line(state: dict[str, object], words: str) -> None:
    with translation.override("vi"):
        assert label(Consent(**state)) == words
