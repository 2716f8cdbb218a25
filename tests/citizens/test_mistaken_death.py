"""A death registered by mistake, as its family reads it: what to do, and what is worth nothing."""

from dataclasses import asdict

import pytest
from django.test import Client

from portal.accounts.models import Citizen
from portal.documents import services as documents
from portal.pipeline.models import Attachment, Dossier, Step
from tests.citizens import fate
from tests.citizens.test_death_journey import ANSWERS, DEATH
from tests.citizens.test_death_legs import ALLOWANCE, DEREGISTRATION, SILENT, filed
from tests.pipeline import deaths
from tests.residence.test_deregistration import FACTS as REMOVED

pytestmark = pytest.mark.django_db
PAID = {
    "decision_number": "QĐ-1",
    "regime": "social_protection",
    "amount": "25300000",
    "decided_on": "2026-11-22",
    "paid_on": "2026-11-22",
    "decision_sha256": "a" * 64,
}
ON_LIST = dict.fromkeys(
    ("match", "full_name_match", "born_on_match", "personal_number_match"), "matched"
)
GRANTED = {
    DEATH: asdict(deaths.FACTS),
    DEREGISTRATION: REMOVED,
    ALLOWANCE: PAID,
    SILENT: ON_LIST,
}


def with_paper(step: Step, words: str) -> None:
    """Attach a result to a step."""
    paper = documents.keep(b"%PDF-1.7 " + words.encode(), media_type="application/pdf")
    kind = Attachment.Kind.RESULT
    Attachment.objects.create(step=step, document=paper, kind=kind, field="paper")


def mistaken(browser: Client) -> Dossier:
    """File a death, let every leg be granted with a paper, and let the death be a mistake."""
    dossier = filed(browser, DEREGISTRATION, ALLOWANCE)
    for leg, facts in GRANTED.items():
        Step.objects.filter(dossier=dossier, procedure=leg).update(status="GRANTED", facts=facts)
        with_paper(fate.step_of(dossier, leg), leg)
    told = {"death": fate.step_of(dossier, DEATH).pk}
    for leg in GRANTED:
        fate.moved(fate.step_of(dossier, leg), None, "death_retracted", details=told)
    fate.moved(fate.step_of(dossier, DEREGISTRATION), None, "undoing_asked")
    return dossier


def test_a_mistaken_death_says_what_to_do_and_what_became_of_each_leg(
    browser: Client, mother: Citizen
) -> None:
    dossier = mistaken(browser)
    seen = browser.get(f"/ho-so/{dossier.code}/")
    page = seen.content.decode()
    duties = " ".join(one["text"] for one in seen.context["duties"])
    assert "Xin đến ngay UBND phường Ba Đình. Mang trích lục khai tử đã nhận" in duties
    assert "dừng chi" in duties and "Xóa đăng ký thường trú" not in duties
    assert "Không có. Hồ sơ này không còn việc nào" not in page
    assert "mọi khoản chi đang chờ" not in page
    legs = {leg["title"]: leg for leg in seen.context["legs"]}
    told = {
        title: f"{leg['label']} {leg['sentence']} {' '.join(leg['beside'])}"
        for title, leg in legs.items()
    }
    assert "đã được báo để khôi phục" in told["Báo giảm bảo hiểm xã hội, bảo hiểm y tế"]
    assert told["Xóa đăng ký thường trú"].count("khai tử được ghi là nhầm") == 1
    assert "đã được báo ngày 23/11/2026 để khôi phục" in told["Xóa đăng ký thường trú"]
    assert "đưa trích lục khai tử" not in told["Chế độ tử tuất"]
    assert "đã được báo" not in told["Mai táng phí"]
    assert "quyết định này không còn hiệu lực" in told["Mai táng phí"]
    assert "Đã ghi là khai tử nhầm" in browser.get("/ho-so/").content.decode()


def test_papers_of_a_mistaken_death_are_worth_nothing_except_the_one_that_restores(
    browser: Client, mother: Citizen
) -> None:
    dossier = mistaken(browser)
    step = fate.step_of(dossier, DEREGISTRATION)
    Attachment.objects.filter(step=step).update(superseded_at=fate.AT)
    fate.moved(step, None, "undone", details={"on": "2026-11-23"})
    with_paper(step, "restored")
    legs = browser.get(f"/ho-so/{dossier.code}/").context["legs"]
    files = {leg["title"]: leg["files"] for leg in legs}
    void = "Không còn giá trị: khai tử nhầm ngày thứ Hai, 23/11/2026."
    restored, removed = files["Xóa đăng ký thường trú"]
    assert (restored["title"], restored["void"]) == ("Thông báo khôi phục thường trú", "")
    assert (removed["title"], removed["void"]) == ("Thông báo kết quả cư trú", void)
    for leg in ("Đăng ký khai tử", "Mai táng phí"):
        assert [one["void"] for one in files[leg]] == [void]
        assert browser.get(files[leg][0]["url"]).status_code == 200


def test_whoever_looks_up_a_mistaken_death_reads_that_it_was_one(
    browser: Client, mother: Citizen
) -> None:
    dossier = mistaken(browser)
    sent = {"code": dossier.code, "digits": ANSWERS["results"]["phone"][-4:]}
    page = Client().post("/tra-cuu/", sent).content.decode()
    assert "Đã có kết quả" not in page and "Hẹn trả kết quả" not in page
    assert (
        "Việc này được ghi là nhầm ngày thứ Hai, 23/11/2026. Xin hỏi tại UBND phường Ba Đình."
        in page
    )
    assert "Trần" not in page
