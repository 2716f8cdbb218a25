"""What the residence procedure keeps, asks of people, shows, and tells the register."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Citizen
from portal.consents import services as consents
from portal.consents.models import Consent, ConsentStatus
from portal.documents import services as documents
from portal.pipeline.models import Attachment, Step
from portal.pipeline.procedures import Procedure
from portal.pipeline.registry import registry
from residence.registration.models import DwellingOwner, ResidenceDeclaration
from residence.registration.procedure.agreeing import AnotherAgreed, HeadUnnamed
from tests.residence import families as f

pytestmark = pytest.mark.django_db

TEXT = (
    "Đồng ý cho bé Trần Thử Nghiệm đăng ký thường trú tại "
    "12 Đường Ví Dụ, Phường Hà Giang 1, Tỉnh Tuyên Quang."
)
HomeStep = Callable[..., Step]


@pytest.fixture
def home() -> Procedure:
    return registry[f.HOME]


@pytest.fixture
def me() -> Citizen:
    return f.citizen()


@pytest.fixture
def filed(home: Procedure, me: Citizen) -> HomeStep:
    """File one leg with these pages of residence."""

    def file(declared: f.Declared | None = None, **pages: Any) -> Step:
        (step,) = f.steps_of(f.HOME, me)
        home.record_answers(step_id=step.pk, answers=declared or f.birth() | f.residence(**pages))
        return step

    return file


def body(home: Procedure, step: Step, **more: Any) -> dict[str, Any]:
    (frozen,) = home.compose([f.case_of(step, f.birth_facts(), **more)]).values()
    return dict(orjson.loads(frozen))


def agreed(step: Step, *roles: str, number: str = f.HEAD, name: str = "Ngô Thử Ông") -> Consent:
    return Consent.objects.create(
        step_id=step.pk,
        roles=list(roles),
        personal_number=number,
        full_name=name,
        text=TEXT,
        text_sha256=sha256(TEXT.encode()).hexdigest(),
        status=ConsentStatus.AGREED,
        asked_at=f.AT,
        answered_at=f.AT,
        expires_on=f.TODAY,
    )


class TestKeeping:
    def test_answers_become_columns(self, filed: HomeStep) -> None:
        step = filed(head=f.head(owner="others"), owners={"name_1": "Ngô Thử Bà", "number_1": ""})
        kept = ResidenceDeclaration.objects.get(pk=step.pk)
        assert (kept.child_name, kept.applicant_role) == ("Trần Thử Nghiệm", "mother")
        assert (kept.mother_number, kept.father_number) == (f.MOTHER, f.FATHER)
        assert (kept.head_name, kept.head_number) == ("Ngô Thử Ông", f.HEAD)
        assert (kept.commune_code, kept.consent_way) == (f.HA_GIANG, "asked")
        assert [one.full_name for one in kept.owners.all()] == ["Ngô Thử Bà"]

    def test_filing_alone_is_kept_as_the_way_of_agreeing(self, filed: HomeStep) -> None:
        assert ResidenceDeclaration.objects.get(pk=filed().pk).consent_way == "filing"

    def test_recording_twice_changes_nothing(self, home: Procedure, filed: HomeStep) -> None:
        declared = f.birth() | f.residence(head=f.head(owner="others"), owners={"name_1": "Bà"})
        step = filed(declared)
        home.record_answers(step_id=step.pk, answers=declared)
        assert ResidenceDeclaration.objects.count() == DwellingOwner.objects.count() == 1

    def test_a_correction_of_one_page_leaves_the_others(
        self, home: Procedure, filed: HomeStep
    ) -> None:
        step = filed(head=f.head(), consent={"way": "paper"})
        relation = {f"{f.HOME}.relation": {"relation_to_head": "daughters_child"}}
        home.record_answers(step_id=step.pk, answers=relation)
        kept = ResidenceDeclaration.objects.get(pk=step.pk)
        assert (kept.relation_to_head, kept.consent_way) == ("daughters_child", "paper")
        assert kept.head_number == f.HEAD

    def test_naming_the_mother_as_head_afterwards_needs_no_page_of_the_birth(
        self, home: Procedure, filed: HomeStep
    ) -> None:
        step = filed(head=f.head())
        page = {"household_head": "mother", "owner": "head"}
        home.record_answers(step_id=step.pk, answers={f"{f.HOME}.head": page})
        kept = ResidenceDeclaration.objects.get(pk=step.pk)
        assert (kept.head_name, kept.head_number) == ("Lê Thử Mẹ", f.MOTHER)
        assert kept.consent_way == "filing"

    def test_the_applicant_is_known_by_the_number_of_the_sign_in(self, filed: HomeStep) -> None:
        declared = f.birth(mother={"personal_number": "012345678"}) | f.residence()
        kept = ResidenceDeclaration.objects.get(pk=filed(declared).pk)
        assert (kept.mother_number, kept.consent_way) == (f.MOTHER, "filing")

    def test_runtime_roles_may_keep_them(
        self, as_role: Callable[[str], AbstractContextManager[None]], filed: HomeStep
    ) -> None:
        with as_role("portal_worker"):
            assert ResidenceDeclaration.objects.count() == 0


class TestAsking:
    def test_the_text_names_child_and_address(
        self, home: Procedure, filed: HomeStep, me: Citizen
    ) -> None:
        (need, _owner) = home.consents(step_id=filed(head=f.head()).pk, applicant=me)
        assert need.text.startswith(TEXT)
        assert (need.role, need.personal_number) == ("household_head", f.HEAD)

    def test_a_constant_number_of_questions(
        self, home: Procedure, filed: HomeStep, me: Citizen
    ) -> None:
        step = filed(head=f.head(owner="others"), owners={"name_1": "Bà", "number_1": f.OWNER})
        home.consents(step_id=step.pk, applicant=me)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            home.consents(step_id=step.pk, applicant=me)
        assert len(asked) <= 3


class TestShowing:
    def test_every_answer_has_a_label_and_a_code(self, home: Procedure, filed: HomeStep) -> None:
        step = filed(head=f.head(owner="others"), owners={"name_1": "Ngô Thử Bà"})
        summary = home.summary([f.case_of(step)])[step.pk]
        shown = {one.field.removeprefix(f"{f.HOME}."): one.text for one in summary.values}
        assert shown["place.address_line"].startswith("12 Đường Ví Dụ, Phường Hà Giang 1")
        assert shown["head.household_head"] == "Ngô Thử Ông"
        assert shown["head.owner"] == "Ngô Thử Bà"
        assert shown["relation.relation_to_head"] == "Con đẻ"
        assert all(one.label for one in summary.values)

    def test_the_head_the_register_named_stays_half_hidden(
        self, home: Procedure, filed: HomeStep
    ) -> None:
        step = filed(head=f.PROPOSED, offered=f.offered())
        shown = str(home.summary([f.case_of(step)]))
        kept = ResidenceDeclaration.objects.get(pk=step.pk)
        assert "Ngô T… Ô…" in shown
        assert (kept.head_name, kept.head_number) == ("", "")
        assert (kept.head_handle, kept.head_masked_name) == (f.HANDLE, "Ngô T… Ô…")


class TestComposing:
    def test_the_register_is_told_everything_once(self, home: Procedure, filed: HomeStep) -> None:
        told = body(home, filed())
        assert told["resident"]["personal_number"] == "000326000009"
        assert told["resident"]["relation_to_head"] == "Con đẻ"
        assert (told["commune_code"], told["address_line"]) == (f.HA_GIANG, "12 Đường Ví Dụ")
        assert told["head_personal_number"] == f.MOTHER
        assert told["birth"]["e_copy_sha256"] == "e" * 64

    def test_filing_is_told_as_both_agreements(self, home: Procedure, filed: HomeStep) -> None:
        step = filed()
        given = body(home, step)["consents"]
        assert [one["role"] for one in given] == ["household_head", "dwelling_owner"]
        assert {one["by_paper"] for one in given} == {False}

    def test_agreements_on_vneid_are_told_with_their_hash(
        self, home: Procedure, filed: HomeStep
    ) -> None:
        step = filed(head=f.head())
        agreed(step, "dwelling_owner", "household_head")
        given = body(home, step)["consents"]
        assert {one["role"] for one in given} == {"household_head", "dwelling_owner"}
        assert {one["text_sha256"] for one in given} == {sha256(TEXT.encode()).hexdigest()}

    def test_who_took_up_the_invitation_is_the_head(self, home: Procedure, filed: HomeStep) -> None:
        step = filed(head=f.head(number=""))
        agreed(step, "household_head", number=f.OWNER, name="Ngô Thử Ông")
        assert body(home, step)["head_personal_number"] == f.OWNER

    def test_a_signed_paper_goes_along(self, home: Procedure, filed: HomeStep) -> None:
        step = filed(head=f.head(), consent={"way": "paper"})
        paper = documents.keep(b"%PDF-1.7 ct01", media_type="application/pdf")
        Attachment.objects.create(
            step=step,
            document=paper,
            kind=Attachment.Kind.UPLOAD,
            field=f"{f.HOME}.consent.ct01",
            filename="ct01.pdf",
        )
        told = body(home, step)
        assert told["papers"] == [{"kind": "ct01", "file_name": "ct01.pdf", "sha256": paper.sha256}]
        assert {one["by_paper"] for one in told["consents"]} == {True}
        assert {one["text_sha256"] for one in told["consents"]} == {paper.sha256}

    def test_two_hundred_cases_cost_as_many_queries_as_one(
        self, home: Procedure, me: Citizen, filed: HomeStep
    ) -> None:
        steps = f.steps_of(f.HOME, me, 200)
        kept = ResidenceDeclaration.objects.get(pk=filed(head=f.head()).pk)
        for step in steps:
            kept.pk = step.pk
            kept.save(force_insert=True)
        cases = [f.case_of(step, f.birth_facts()) for step in steps]
        home.compose(cases[:1])
        with CaptureQueriesContext(connection) as for_one:
            home.compose(cases[:1])
        with CaptureQueriesContext(connection) as for_all:
            assert len(home.compose(cases)) == 200
        assert len(for_all) == len(for_one) <= 5
        with CaptureQueriesContext(connection) as shown:
            assert len(home.summary(cases)) == 200
        assert len(shown) == 3

    def test_the_same_case_is_composed_to_the_same_bytes(
        self, home: Procedure, filed: HomeStep
    ) -> None:
        case = f.case_of(filed(), f.birth_facts())
        assert home.compose([case]) == home.compose([case])


class TestWhoAgreed:
    def test_nobody_agrees_for_the_head_who_was_declared(
        self, home: Procedure, filed: HomeStep
    ) -> None:
        step = filed(head=f.head())
        agreed(step, "household_head", "dwelling_owner", number=f.OTHER_OWNER, name="Đỗ Thử Bà")

        with pytest.raises(AnotherAgreed, match="household_head"):
            body(home, step)

    def test_one_wrong_agreement_leaves_the_other_cases_alone(
        self, home: Procedure, filed: HomeStep
    ) -> None:
        step = filed(head=f.head())
        agreed(step, "household_head", "dwelling_owner")

        assert body(home, step)["head_personal_number"] == f.HEAD

    def test_a_head_without_a_number_is_known_by_the_name(
        self, home: Procedure, filed: HomeStep
    ) -> None:
        step = filed(head=f.head(number=""))
        agreed(step, "household_head", "dwelling_owner", name="NGÔ  Thử Ông")
        assert body(home, step)["head_personal_number"] == f.HEAD

        Consent.objects.update(full_name="Đỗ Thử Bà")
        with pytest.raises(AnotherAgreed):
            body(home, step)


class TestAHeadKnownByHandle:
    @pytest.fixture
    def step(self, filed: HomeStep) -> Step:
        return filed(head=f.PROPOSED, offered=f.offered())

    def test_who_agreed_is_who_the_police_are_told_of(self, home: Procedure, step: Step) -> None:
        agreed(step, "dwelling_owner", "household_head")
        Consent.objects.update(handle=f.HANDLE)
        told = body(home, step)
        assert told["head_full_name"] == "Ngô Thử Ông"
        assert told["head_personal_number"] == f.HEAD

    def test_an_agreement_under_another_handle_is_nobodys(
        self, home: Procedure, step: Step
    ) -> None:
        agreed(step, "dwelling_owner", "household_head")
        Consent.objects.update(handle="of-another-head")
        with pytest.raises(AnotherAgreed):
            body(home, step)

    def test_half_a_name_never_leaves_the_house(self, home: Procedure, step: Step) -> None:
        with pytest.raises(HeadUnnamed):
            body(home, step)

    def test_a_signed_paper_names_the_head_in_full(self, home: Procedure, filed: HomeStep) -> None:
        signed = {"way": "paper", "head_name": "Ngô Thử Ông", "head_number": f.HEAD}
        step = filed(head=f.PROPOSED, offered=f.offered(), consent=signed)
        kept = ResidenceDeclaration.objects.get(pk=step.pk)
        assert (kept.head_is, kept.head_handle, kept.head_masked_name) == ("other", "", "")
        assert body(home, step)["head_full_name"] == "Ngô Thử Ông"
        assert body(home, step)["head_personal_number"] == f.HEAD

    def test_no_official_takes_a_signature_for_half_a_name(self, step: Step, me: Citizen) -> None:
        asked = agreed(step, "household_head")
        Consent.objects.update(
            handle=f.HANDLE, personal_number="", status="ASKED", answered_at=None
        )
        assert consents.by_paper(step_id=step.pk, at=f.AT, note="ký trước cán bộ") == []
        asked.refresh_from_db()
        assert asked.status == "ASKED"
