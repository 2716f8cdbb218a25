"""The removal of a dead person's residence: one page, one letter, one answer; branch by branch."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Citizen
from portal.handovers.answers import Accepted, Granted, NoAnswer, Refused, Returned
from portal.handovers.runner import Runner
from portal.pipeline.cases import cases_of
from portal.pipeline.models import Dossier
from portal.pipeline.procedures import Offer, Procedure
from portal.pipeline.registry import registry
from residence.deregistration import rules
from residence.deregistration.forms import HouseholdPage
from residence.deregistration.models import DeregistrationDeclaration
from residence.deregistration.procedure import ResidenceDeregistration
from residence.deregistration.procedure.wire import checked
from tests.pipeline.deaths import DEATH, InventedDeath, filed_death
from tests.pipeline.invented import AT
from tests.residence.families import BA_DINH, HA_GIANG, HEAD

LEG = "residence.deregistration"
HOME = {
    "residence_kind": "permanent",
    "residence_commune": HA_GIANG,
    "residence_line": "12 Đường Ví Dụ",
}
Declared = dict[str, dict[str, Any]]


def declared(household: dict[str, Any] | None = None, **home: str) -> Declared:
    """Return a death whose pages lead to the removal."""
    pages: Declared = {
        f"{DEATH}.residence": {**HOME, **home},
        f"{DEATH}.event": {"place_commune": BA_DINH},
    }
    return pages | ({f"{LEG}.household": household} if household else {})


DECEASED_WAS_HEAD = {"head_is": "deceased"}
ANOTHER = {
    "head_is": "other",
    "head_name": "Ngô Thử Ông",
    "head_number": HEAD,
    "relation_to_head": "child",
}


def page(**answers: str) -> HouseholdPage:
    body = QueryDict(mutable=True)
    body.update(answers)
    return HouseholdPage(body, declared=declared(), today=AT.date())


@pytest.fixture
def journey(db: None) -> Iterator[Procedure]:
    InventedDeath.people.clear()
    with registry.replaced(InventedDeath, ResidenceDeregistration):
        yield registry[LEG]


def registered(applicant: Citizen, answers: Declared, **options: Any) -> Dossier:
    return filed_death(applicant, answers, **options)


def letter_of(dossier: Dossier) -> dict[str, Any]:
    """Return what the police read, once the death is registered."""
    step = dossier.steps.get(procedure=LEG)
    case = cases_of([step.pk])[step.pk]
    (body,) = registry[LEG].compose([case]).values()
    return dict(orjson.loads(body))


def grant_death(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Register the death, and let the police be silent."""
    monkeypatch.setattr(ResidenceDeregistration, "send_one", lambda *_: Accepted("CT-1"))
    Runner().dispatch(clock=lambda: AT)


class TestThePage:
    @pytest.mark.parametrize(
        ("answers", "missing"),
        [
            ({}, {"head_is"}),
            ({"head_is": "deceased"}, set()),
            ({"head_is": "alone"}, set()),
            ({"head_is": "applicant"}, {"relation_to_head"}),
            ({"head_is": "applicant", "relation_to_head": "child"}, set()),
            ({"head_is": "other"}, {"head_name", "relation_to_head"}),
            (ANOTHER, set()),
            ({"head_is": "deceased", "new_head_number": HEAD}, {"new_head_name"}),
            ({"head_is": "other", "relation_to_head": "child", "head_name": "A1"}, {"head_name"}),
        ],
    )
    def test_asks_for_what_the_answer_needs(
        self, answers: dict[str, str], missing: set[str]
    ) -> None:
        assert set(page(**answers).errors) == missing

    def test_what_belongs_to_another_answer_is_dropped(self) -> None:
        form = page(**{**ANOTHER, "head_is": "alone", "new_head_name": "x1"})
        assert form.is_valid(), form.errors
        assert set(form.cleaned_data.values()) == {"alone", ""}


class TestBranches:
    def test_d01_the_head_died_and_a_new_one_may_be_named_later(
        self, journey: Procedure, applicant: Citizen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dossier = registered(applicant, declared(DECEASED_WAS_HEAD))
        grant_death(dossier, monkeypatch)
        step = dossier.steps.get(procedure=LEG)
        assert letter_of(dossier)["head"]["is"] == "deceased"
        step.status, step.facts = "GRANTED", FACTS
        step.save()
        said = journey.tracked([cases_of([step.pk])[step.pk]], on=AT.date())
        assert said[step.pk] == ("Hộ cần có chủ hộ mới. Việc này làm sau cũng được.",)

    def test_d01_a_new_head_already_chosen_is_told(
        self, journey: Procedure, applicant: Citizen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        chosen = {**DECEASED_WAS_HEAD, "new_head_name": "Ngô Thử Bà", "new_head_number": HEAD}
        dossier = registered(applicant, declared(chosen))
        grant_death(dossier, monkeypatch)
        head = letter_of(dossier)["head"]
        assert (head["new_full_name"], head["new_personal_number"]) == ("Ngô Thử Bà", HEAD)

    def test_d02_of_who_lived_alone_nobody_is_asked_for(
        self, journey: Procedure, applicant: Citizen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dossier = registered(applicant, declared({"head_is": "alone"}))
        grant_death(dossier, monkeypatch)
        told = letter_of(dossier)
        assert told["head"]["full_name"] == told["head"]["relation_to_head"] == ""
        assert told["applicant_full_name"] == applicant.full_name  # the notice goes there

    @pytest.mark.parametrize("kind", ["temporary", "none"])
    def test_d03_d13_without_a_permanent_residence_there_is_nothing_to_remove(
        self, journey: Procedure, applicant: Citizen, kind: str
    ) -> None:
        dossier = registered(applicant, declared(residence_kind=kind, residence_commune=""))
        step = dossier.steps.get(procedure=LEG)
        assert (step.status, step.commune_code) == ("SKIPPED", BA_DINH)
        line = dossier.journal.get(step=step)
        assert (line.act, line.details) == ("left_out", {"why": "not_applicable"})
        assert "không có đăng ký thường trú" in str(journey.not_applicable)
        assert not HouseholdPage.applies(declared(residence_kind=kind))

    def test_the_family_may_leave_the_leg_for_later(
        self, journey: Procedure, applicant: Citizen
    ) -> None:
        assert journey.offered is Offer.CHOICE
        dossier = registered(applicant, declared(), left_out=frozenset({LEG}))
        assert dossier.journal.get(act="left_out").details == {"why": "chosen"}

    def test_d14_the_place_of_death_is_not_the_place_of_residence(
        self, journey: Procedure, applicant: Citizen
    ) -> None:
        dossier = registered(applicant, declared(DECEASED_WAS_HEAD))
        step = dossier.steps.get(procedure=LEG)
        assert (step.commune_code, step.agency_code) == (HA_GIANG, f"police.{HA_GIANG}")

    def test_a_head_who_is_somebody_else_is_told_with_the_relation(
        self, journey: Procedure, applicant: Citizen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dossier = registered(applicant, declared(ANOTHER))
        grant_death(dossier, monkeypatch)
        told = letter_of(dossier)
        assert told["head"] == {
            "is": "other",
            "full_name": "Ngô Thử Ông",
            "personal_number": HEAD,
            "relation_to_head": "Con",
            "new_full_name": "",
            "new_personal_number": "",
        }
        assert told["resident"]["full_name"] == "Trần Thử Cụ"
        assert told["death"]["number"] == "12/2026"

    def test_an_applicant_who_is_the_head_writes_no_name_again(
        self, journey: Procedure, applicant: Citizen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own = {"head_is": "applicant", "relation_to_head": "child"}
        dossier = registered(applicant, declared(own))
        grant_death(dossier, monkeypatch)
        assert letter_of(dossier)["head"]["personal_number"] == applicant.personal_number


class TestKeeping:
    def test_a_correction_leaves_the_place(self, journey: Procedure, applicant: Citizen) -> None:
        dossier = registered(applicant, declared(DECEASED_WAS_HEAD))
        step = dossier.steps.get(procedure=LEG)
        journey.record_answers(step_id=step.pk, answers={f"{LEG}.household": ANOTHER})
        kept = DeregistrationDeclaration.objects.get()
        assert (kept.address_line, kept.head_name) == ("12 Đường Ví Dụ", "Ngô Thử Ông")

    @pytest.mark.parametrize(
        "wrong", [{"head_name": "A"}, {"head_is": "other"}, {"relation_to_head": "child"}]
    )
    def test_the_database_refuses_what_cannot_be(
        self, journey: Procedure, applicant: Citizen, wrong: dict[str, str]
    ) -> None:
        registered(applicant, declared(DECEASED_WAS_HEAD))
        with pytest.raises(IntegrityError), transaction.atomic():
            DeregistrationDeclaration.objects.update(**wrong)

    def test_many_cases_cost_as_many_queries_as_one(
        self, journey: Procedure, applicant: Citizen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dossiers = [registered(applicant, declared(ANOTHER)) for _ in range(3)]
        grant_death(dossiers[0], monkeypatch)
        cases = list(cases_of([one.steps.get(procedure=LEG).pk for one in dossiers]).values())
        counts = set()
        for some in (cases[:1], cases):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                journey.compose(some)
                journey.summary(some)
            counts.add(len(asked))
        assert len(counts) == 1


BODY = orjson.dumps(
    {
        "dossier": "LT-1",
        "resident": {"full_name": "Trần Thử Cụ", "personal_number": "000141000042"},
        "head": {"is": "deceased"},
    }
)
FACTS = {
    "notice_number": "CT08-0000001",
    "removed_on": "2026-11-23",
    "commune_code": HA_GIANG,
    "head_is": "deceased",
    "notice_sha256": "e" * 64,
}
TOLD = {
    **{name: FACTS[name] for name in FACTS if name != "head_is"},
    "dossier": "LT-1",
    "full_name": "Trần Thử Cụ",
    "personal_number": "000141000042",
}


class TestAnswers:
    def test_a_grant_is_kept_in_our_own_words(self) -> None:
        answer = checked(Granted(TOLD), BODY)
        assert isinstance(answer, Granted)
        assert answer.facts == FACTS

    @pytest.mark.parametrize("name", ["dossier", "full_name", "personal_number"])
    def test_a_grant_about_somebody_else_is_none(self, name: str) -> None:
        assert isinstance(checked(Granted({**TOLD, name: "x"}), BODY), NoAnswer)

    @pytest.mark.parametrize(
        ("items", "reason"),
        [(("head_full_name",), "CT05"), (("relation_to_head", "x"), "CT05"), ((), "unreasoned")],
    )
    def test_a_return_opens_the_household(self, items: tuple[str, ...], reason: str) -> None:
        answer = checked(Returned("Chưa đúng", items), BODY)
        assert answer == Returned(reason, (f"{LEG}.household.*",), "Chưa đúng")

    def test_a_refusal_keeps_the_registers_words(self) -> None:
        assert checked(Refused("Không"), BODY) == Refused(rules.REFUSED, "Không")
