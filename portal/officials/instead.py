"""The lawful acts offered in place of a demand the law forbids."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from portal.officials.models import Case
from portal.statutes.models import Alternative, ForbiddenPaper
from portal.statutes.selectors import return_reasons

MARRIAGE = "marriage_certificate"
IDENTITY = "identity_card"
ASK_MARRIAGE = "Hỏi UBND nơi đăng ký kết hôn – 03 ngày làm việc"
RECORD_LOOK_UP = "Ghi kết quả tra cứu hộ tịch"
ASK_NUMBER = "Hỏi gia đình kiểm tra lại số định danh – lý do {code}"
SAYS_WHO = "_identity"  # how the slugs of reasons end that ask who somebody is


@dataclass(frozen=True, slots=True)
class Way:
    """A button to another act; without an address it posts the form to the supervisor."""

    title: str
    address: str = ""


def instead_of(case: Case, paper: ForbiddenPaper) -> list[Way]:
    """Return the buttons for what this paper was wanted for.

    Looking up again is offered only where its result is recorded and changes what may be asked.
    """
    ways = [Alternative(code) for code in paper.alternatives]
    return [
        _way(case, paper, what)
        for what in ways
        if what is not Alternative.LOOK_UP or paper.code == MARRIAGE
    ]


def _who_reason(case: Case) -> str:
    """Return the code of the reason by which a family is asked to look at a number again."""
    rows = return_reasons(case.procedure, timezone.localdate())
    return next((row.code for row in rows if row.slug.endswith(SAYS_WHO)), "")


def _way(case: Case, paper: ForbiddenPaper, what: Alternative) -> Way:
    ask = reverse("admin:desk_verify", args=[case.pk])
    if what is Alternative.LOOK_UP:
        case_page = reverse("admin:desk_case", args=[case.pk])
        return Way(RECORD_LOOK_UP, f"{case_page}?tra={paper.code}")
    if what is Alternative.ASK_OFFICE:
        title = ASK_MARRIAGE if paper.code == MARRIAGE else what.label
        return Way(title, f"{ask}?ve={paper.code}")
    if what is Alternative.ASK_DETAILS:
        if paper.code == IDENTITY and (code := _who_reason(case)):
            address = f"{reverse('admin:desk_return', args=[case.pk])}?ly-do={code}"
            return Way(ASK_NUMBER.format(code=code), address)
        return Way(what.label, f"{ask}?ve={paper.code}&hoi=gia-dinh")
    return Way(what.label)
