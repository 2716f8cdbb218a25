"""A registered death stops reminders, clocks, requests and sign-ins, and tells a human."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.test import Client

from portal.accounts.claims import PersonClaims
from portal.accounts.models import Citizen, User
from portal.accounts.signing_in import AccountClosed, citizen_signed_in
from portal.consents import answering
from portal.consents.models import Consent, ConsentStatus
from portal.handovers.answers import Granted, Returned
from portal.handovers.carriers import Letter
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.notifications.models import Notice, Silence
from portal.pipeline import services
from portal.pipeline.models import Bereavement, Dossier, JournalEntry, Step
from portal.pipeline.procedures import ConsentNeed
from portal.pipeline.registry import registry
from tests.pipeline.deaths import DECEASED, InventedDeath, filed_death, person
from tests.pipeline.invented import (
    AT,
    InventedAgency,
    LeftLeg,
    Opening,
    RightLeg,
    agency,
    filed,
    invented_citizen,
)

LATER = AT + timedelta(days=30)
PHONE = "0912345678"


class Home(LeftLeg):
    """A leg that somebody else must agree to."""

    asked: ClassVar[str] = DECEASED

    def consents(self, *, step_id: int, applicant: Any) -> list[ConsentNeed]:
        return [ConsentNeed("household_head", self.asked, "Trần Thử Cụ", "Đồng ý.")]


class Born(Opening):
    """An opening that registers a child, and names its mother."""

    mothers: ClassVar[dict[str, list[int]]] = {}

    def involved(self, personal_number: str) -> Mapping[int, str]:
        return dict.fromkeys(self.mothers.get(personal_number, ()), "relative")


@pytest.fixture(autouse=True)
def world(journey: InventedAgency) -> Iterator[None]:
    InventedDeath.people.clear()
    Born.mothers.clear()
    with registry.replaced(Born, Home, RightLeg, InventedDeath):
        yield


@pytest.fixture
def family(applicant: Citizen) -> Citizen:
    return applicant


@pytest.fixture
def mourner(db: None) -> Citizen:
    return invented_citizen(9)


def run() -> None:
    Runner().dispatch(clock=lambda: AT)


def registered_dead(number: str, mourner: Citizen) -> Dossier:
    InventedDeath.people.append(person(number))
    dossier = filed_death(mourner)
    run()
    return dossier


def statuses(dossier: Dossier) -> dict[str, str]:
    return dict(dossier.steps.values_list("procedure", "status"))


class TestWhoWasAsked:
    def test_is_asked_no_more_and_the_family_may_name_another(
        self, family: Citizen, mourner: Citizen
    ) -> None:
        dossier = filed(family, phone=PHONE)
        run()
        assert statuses(dossier)["invented.left"] == "HELD"
        registered_dead(DECEASED, mourner)
        assert Consent.objects.get().status == ConsentStatus.CANCELLED
        assert statuses(dossier)["invented.left"] == "RETURNED"
        told = Bereavement.objects.get()
        assert (told.dossier, told.role, told.seen_at) == (dossier, "asked", None)
        assert dossier.journal.filter(act="death_noted").count() == 1
        assert not Silence.objects.exists()  # the family is to hear that it must name another
        assert Notice.objects.exclude(phone="").filter(dossier_id=dossier.pk, kind="correct")

    def test_the_familys_clock_stands(self, family: Citizen, mourner: Citizen) -> None:
        dossier = filed(family)
        run()
        registered_dead(DECEASED, mourner)
        assert services.lapse_returns(at=LATER) == 0
        assert statuses(dossier)["invented.left"] == "RETURNED"

    def test_asked_after_the_death_the_family_names_another_at_once(
        self, family: Citizen, mourner: Citizen
    ) -> None:
        registered_dead(DECEASED, mourner)
        dossier = filed(family)
        run()
        assert Consent.objects.get().status == ConsentStatus.CANCELLED
        assert statuses(dossier)["invented.left"] == "RETURNED"


class TestNamedAfterTheDeath:
    """Whoever is registered dead and named only then: closed at once, and a human is told."""

    ANOTHER = "000165000043"

    @pytest.fixture
    def another_dead(self, mourner: Citizen) -> None:
        registered_dead(self.ANOTHER, mourner)

    def test_in_the_place_of_somebody_who_was_asked(
        self, family: Citizen, another_dead: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dossier = filed(family)
        run()
        step = dossier.steps.get(procedure="invented.left")
        monkeypatch.setattr(Home, "asked", self.ANOTHER)
        services.name_others(step_id=step.pk, answers={}, applicant=family, at=AT)
        self.is_closed(dossier)

    def test_in_a_correction(
        self, family: Citizen, another_dead: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dossier = filed(family)
        run()
        answering.answer(
            consent_id=Consent.objects.get().pk, personal_number=DECEASED, agreed=False, at=AT
        )
        step = dossier.steps.get(procedure="invented.left")
        assert step.status == "RETURNED"
        monkeypatch.setattr(Home, "asked", self.ANOTHER)
        for _ in range(2):  # also where the same person is named once more
            services.supplement(step_id=step.pk, answers={}, applicant=family, at=AT)
            self.is_closed(dossier)
        assert dossier.journal.filter(act="death_noted").count() == 1

    def is_closed(self, dossier: Dossier) -> None:
        asked = Consent.objects.exclude(status="REPLACED").get()
        assert (asked.status, asked.cause) == (ConsentStatus.CANCELLED, "death")
        assert statuses(dossier)["invented.left"] == "RETURNED"
        assert Bereavement.objects.get(dossier=dossier).role == "asked"
        assert services.lapse_returns(at=LATER) == 0
        assert not Silence.objects.exists()  # the family is to hear that it must name another

    def test_as_a_parent_or_as_who_applies(
        self, family: Citizen, another_dead: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def mothers(_: Any, number: str) -> dict[int, str]:
            steps = Step.objects.filter(dossier__applicant=family, procedure="invented.opening")
            return {one.pk: "relative" for one in steps if number == self.ANOTHER}

        monkeypatch.setattr(Born, "involved", mothers)
        named = {"invented.opening.parents": {"mother": {"number": self.ANOTHER}}}
        dossier = filed(family, answers=named)
        assert Bereavement.objects.get(dossier=dossier).role == "relative"
        assert Silence.objects.filter(dossier_id=dossier.pk).exists()
        gone = invented_citizen(int(self.ANOTHER))
        assert Bereavement.objects.get(dossier=filed(gone)).role == "applicant"


class TestWhoApplied:
    def test_is_signed_out_and_comes_in_no_more(self, family: Citizen, mourner: Citizen) -> None:
        browser = Client()
        browser.force_login(family.user, "django.contrib.auth.backends.ModelBackend")
        filed(family, phone=PHONE)
        run()
        assert browser.get("/ho-so/").status_code == 200
        registered_dead(family.personal_number, mourner)
        assert browser.get("/ho-so/").status_code == 302
        with pytest.raises(AccountClosed):
            citizen_signed_in(claims(family.personal_number))

    def test_somebody_who_never_signed_in_cannot_begin_to(self, mourner: Citizen) -> None:
        registered_dead(DECEASED, mourner)
        with pytest.raises(AccountClosed):
            citizen_signed_in(claims(DECEASED))
        assert not User.objects.filter(citizen__personal_number=DECEASED).exists()

    def test_is_written_to_no_more(self, family: Citizen, mourner: Citizen) -> None:
        agency.replies["invented.opening"] = [Returned("ALL1", ("x",))]
        dossier = filed(family, phone=PHONE)
        registered_dead(family.personal_number, mourner)
        assert Silence.objects.filter(dossier_id=dossier.pk).exists()
        assert not Handover.objects.filter(channel="sms").exclude(status="DONE").exists()


class TestAChildWhoDied:
    CHILD = "000326000042"

    @pytest.fixture
    def birth(self, family: Citizen, monkeypatch: pytest.MonkeyPatch) -> Dossier:
        numbers = iter((self.CHILD, "000326000043"))

        def registers(_: Any, letter: Letter) -> Granted:
            return Granted({"number": "1", "personal_number": next(numbers)})

        monkeypatch.setattr(Born, "facts", dict)
        monkeypatch.setattr(Born, "send_one", registers)
        dossier = filed(family, phone=PHONE)
        run()
        return dossier

    def test_needs_no_more_legs_and_the_family_no_congratulation(
        self, birth: Dossier, mourner: Citizen
    ) -> None:
        before = Notice.objects.filter(dossier_id=birth.pk).exclude(phone="").count()
        registered_dead(self.CHILD, mourner)
        found = statuses(birth)
        assert (found["invented.opening"], found["invented.left"]) == ("GRANTED", "SKIPPED")
        assert Bereavement.objects.get().role == "subject"
        assert Notice.objects.filter(dossier_id=birth.pk).exclude(phone="").count() == before

    def test_its_twins_family_is_left_in_peace_too(
        self, birth: Dossier, family: Citizen, mourner: Citizen
    ) -> None:
        twin = services.submit_dossier(
            filing=services.Filing("invented", {}, filing=birth.filing, ordinal=2),
            applicant=family,
            at=AT,
        )
        run()
        registered_dead(self.CHILD, mourner)
        assert Silence.objects.filter(dossier_id=twin.pk).exists()
        assert statuses(twin)["invented.left"] == "HELD"


class TestAMotherWhoDied:
    def test_her_childs_dossier_goes_on_in_silence(self, family: Citizen, mourner: Citizen) -> None:
        dossier = filed(family, phone=PHONE)
        Born.mothers[DECEASED] = [dossier.steps.get(procedure="invented.opening").pk]
        registered_dead(DECEASED, mourner)
        assert statuses(dossier)["invented.opening"] == "GRANTED"
        assert Bereavement.objects.filter(dossier=dossier, role="relative").exists()
        assert Silence.objects.filter(dossier_id=dossier.pk).exists()


class TestTheFollowUp:
    def test_is_made_with_the_grant_and_done_by_whoever_comes_next(
        self, family: Citizen, mourner: Citizen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dossier = filed(family, phone=PHONE)
        run()

        def killed(*_: Any, **__: Any) -> None:
            raise SystemExit  # as a worker that is killed before it commits

        with monkeypatch.context() as patched, pytest.raises(SystemExit):
            patched.setattr("portal.pipeline.deaths.silence_for", killed)
            registered_dead(family.personal_number, mourner)
        assert not Bereavement.objects.exists()
        waiting = Handover.objects.get(channel="death")
        assert waiting.status != "DONE"
        Handover.objects.filter(pk=waiting.pk).update(next_at=AT)  # its lease has ended
        run()
        assert Bereavement.objects.filter(dossier=dossier).count() == 1
        assert Handover.objects.get(channel="death").status == "DONE"

    def test_done_twice_it_is_done_once(self, family: Citizen, mourner: Citizen) -> None:
        dossier = filed(family)
        run()
        registered_dead(DECEASED, mourner)
        Handover.objects.filter(channel="death").update(status="DUE", next_at=AT)
        run()
        assert JournalEntry.objects.filter(dossier=dossier, act="death_noted").count() == 1

    def test_without_a_number_nobody_else_is_stopped(
        self, family: Citizen, mourner: Citizen
    ) -> None:
        filed(family)
        run()
        registered_dead("", mourner)
        assert not Bereavement.objects.exists()
        assert Handover.objects.get(channel="death").status == "DONE"


class TestByMistake:
    def test_everything_goes_on(self, family: Citizen, mourner: Citizen) -> None:
        dossier = filed(family, phone=PHONE)
        run()
        death = registered_dead(family.personal_number, mourner)
        step = death.steps.get(procedure="civil_registry.death")
        by = User.objects.create(username="invented-official")
        services.retract_death(step_id=step.pk, by=by, at=LATER)
        assert User.objects.get(pk=family.user_id).is_active
        citizen_signed_in(claims(family.personal_number))
        assert not Silence.objects.exists()
        assert Bereavement.objects.get().retracted_at == LATER
        acts = dossier.journal.values_list("act", flat=True)
        assert "death_retracted" in acts
        with pytest.raises(services.NoSuchDeath):
            services.retract_death(step_id=step.pk, by=by, at=LATER)

    def test_said_before_anything_was_stopped_it_stops_nothing(
        self, family: Citizen, mourner: Citizen
    ) -> None:
        filed(family)
        run()
        InventedDeath.people.append(person(family.personal_number))
        death = filed_death(mourner).steps.get(procedure="civil_registry.death")
        Runner()._turn(asking=False, clock=lambda: AT)  # the grant alone
        by = User.objects.create(username="invented-official")
        services.retract_death(step_id=death.pk, by=by, at=AT)
        run()
        assert not Bereavement.objects.exists()
        assert User.objects.get(pk=family.user_id).is_active
        assert Handover.objects.get(channel="death").status == "DONE"

    def test_whoever_was_written_to_no_more_is_written_to_again(
        self, family: Citizen, mourner: Citizen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also where nothing names the person any more."""
        dossier = filed(family, phone=PHONE)
        opening = dossier.steps.get(procedure="invented.opening")
        Born.mothers[DECEASED] = [opening.pk]
        step = registered_dead(DECEASED, mourner).steps.get(procedure="civil_registry.death")
        assert Silence.objects.get().dossier_id == dossier.pk
        Born.mothers.clear()
        by = User.objects.create(username="invented-official")
        services.retract_death(step_id=step.pk, by=by, at=LATER)
        assert not Silence.objects.exists()

    def test_one_of_two_registrations_leaves_the_families_in_peace(
        self, family: Citizen, mourner: Citizen
    ) -> None:
        dossier = filed(family, phone=PHONE)
        run()
        first, second = (registered_dead(DECEASED, mourner) for _ in range(2))
        by = User.objects.create(username="invented-official")
        for death, stands in ((first, 1), (second, 0)):
            step = death.steps.get(procedure="civil_registry.death")
            services.retract_death(step_id=step.pk, by=by, at=LATER)
            standing = Bereavement.objects.filter(dossier=dossier, retracted_at=None)
            assert standing.count() == stands

    def test_what_is_no_death_cannot_be_taken_back(self, family: Citizen) -> None:
        dossier = filed(family)
        by = User.objects.create(username="invented-official")
        with pytest.raises(services.NoSuchDeath):
            services.retract_death(
                step_id=dossier.steps.get(procedure="invented.opening").pk, by=by, at=AT
            )


def claims(number: str) -> PersonClaims:
    return PersonClaims(
        personal_number=number,
        full_name="Người Thử Nghiệm",
        born_on=AT.date(),
        sex="female",
        residence_kind="",
        commune_code="",
        address_line="",
        phone="",
        email="",
    )
