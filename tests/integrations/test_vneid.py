"""VNeID: invented people sign in, are asked for their agreement, and do as they like."""

import base64
import hashlib
import re
from itertools import count
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from integrations.answers import Accepted, Granted, NoAnswer, NoAnswerKind, Refused, Returned
from integrations.vneid import ConsentRequest, Household, VNeID, compose_consent
from tests.integrations.conftest import Start
from tests.integrations.running import Running, wait_for

MOTHER, HEAD, NOBODY_ONLINE = "000196000001", "000166000003", "000050000016"
STRANGER = "000090999999"
TEXT = "Đồng ý cho bé Nguyễn Thử Sao đăng ký thường trú tại Số 1 ngõ Ví Dụ."
PORTAL = "http://portal.invalid"
VERIFIER = "v" * 50

_numbers = count(1)


@pytest.fixture(scope="module")
def process(start: Start) -> Running:
    return start("vneid", "--portal-url", PORTAL)


@pytest.fixture
def simulator(process: Running) -> Running:
    process.set(mode="honest", misbehaviours={}, habits={}, people={}, heads={})
    process.set(answer_delay=[0.02, 0.05])
    return process


@pytest.fixture
def vneid(simulator: Running) -> VNeID:
    return VNeID(simulator.url)


def ask(vneid: VNeID, person: str = HEAD, handle: str = "") -> tuple[str, object]:
    """Ask somebody; return the key and the first answer."""
    key = f"consent-{next(_numbers)}.1"
    request = ConsentRequest(
        dossier="D1",
        revision=1,
        text=TEXT,
        text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        roles=("household_head",),
        asked_by="Nguyễn Thị Ví Dụ",
        expires_on="2026-12-02",
        personal_number="" if handle else person,
        handle=handle,
    )
    return key, vneid.ask_consent(compose_consent(request), key=key)


class TestAnAgreement:
    def test_waits_for_a_person_at_the_screen(self, simulator: Running, vneid: VNeID) -> None:
        key, received = ask(vneid)
        assert isinstance(received, Accepted)
        assert vneid.fetch_consents([key]) == {key: NoAnswer(NoAnswerKind.NOT_READY)}
        page = simulator.get("/people/vneid-000003").text
        assert TEXT in page
        assert key in page
        form = {"key": key, "answer": "agree"}
        requests.post(f"{simulator.url}/people/vneid-000003", data=form, timeout=5)
        answer = vneid.fetch_consents([key])[key]
        assert isinstance(answer, Granted)
        assert answer.facts["personal_number"] == HEAD
        assert answer.facts["text_sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
        assert answer.facts["level"] == "2"

    def test_may_be_refused_with_a_reason(self, simulator: Running, vneid: VNeID) -> None:
        key, _ = ask(vneid)
        form = {"key": key, "answer": "refuse", "reason": "Để tôi hỏi lại."}
        requests.post(f"{simulator.url}/people/vneid-000003", data=form, timeout=5)
        assert vneid.fetch_consents([key]) == {key: Refused("Để tôi hỏi lại.")}

    def test_cannot_be_given_by_somebody_else(self, simulator: Running, vneid: VNeID) -> None:
        key, _ = ask(vneid)
        form = {"key": key, "answer": "agree"}
        requests.post(f"{simulator.url}/people/vneid-000001", data=form, timeout=5)
        assert vneid.fetch_consents([key]) == {key: NoAnswer(NoAnswerKind.NOT_READY)}

    def test_comes_by_itself_from_people_of_that_habit(
        self, simulator: Running, vneid: VNeID
    ) -> None:
        simulator.set(people={HEAD: "refuses", MOTHER: "ignores"})
        refused, ignored, agreed = (ask(vneid, who)[0] for who in (HEAD, MOTHER, STRANGER))
        found = wait_for(
            lambda: vneid.fetch_consents([refused, ignored, agreed]),
            lambda all: isinstance(all[agreed], Granted) and isinstance(all[refused], Refused),
        )
        assert isinstance(found[refused], Refused)
        assert isinstance(found[agreed], Granted)
        assert found[ignored] == NoAnswer(NoAnswerKind.NOT_READY)

    def test_cannot_be_asked_of_somebody_without_an_account(self, vneid: VNeID) -> None:
        assert ask(vneid, NOBODY_ONLINE)[1] == Returned("no_account")

    def test_can_be_reminded_of_once_a_key(self, simulator: Running, vneid: VNeID) -> None:
        key, _ = ask(vneid)
        for _ in range(2):
            assert vneid.remind(key, key=f"{key}-reminder") == Granted({})
        assert "Đã nhắc 1 lần" in simulator.get("/people/vneid-000003").text
        unknown = vneid.remind("nobody.1", key="nobody.2")
        assert isinstance(unknown, NoAnswer)

    def test_can_be_taken_away_before_it_is_given(self, simulator: Running, vneid: VNeID) -> None:
        key, _ = ask(vneid)
        assert vneid.withdraw_consent(key) == Granted({})
        assert not simulator.answer(key)


class TestAHousehold:
    def test_names_head_and_owner_by_half_and_by_handle(self, vneid: VNeID) -> None:
        found = vneid.find_household(MOTHER)
        assert isinstance(found, Household)
        assert found.commune_code == "00004"
        assert found.head.masked_name == "Lê T** V** D**"
        assert [owner.masked_name for owner in found.owners] == ["Phạm V** C** N**"]
        assert not found.head.is_the_asked
        assert HEAD not in repr(found)

    def test_gives_a_handle_by_which_its_head_can_be_asked(self, vneid: VNeID) -> None:
        found = vneid.find_household(MOTHER)
        assert isinstance(found, Household)
        assert isinstance(ask(vneid, handle=found.head.handle)[1], Accepted)
        assert ask(vneid, handle="nobody's")[1] == Returned("no_account")

    def test_names_another_head_by_another_handle(self, simulator: Running, vneid: VNeID) -> None:
        before = vneid.find_household(MOTHER)
        simulator.set(heads={"H1": "000094000002"})
        after = vneid.find_household(MOTHER)
        assert isinstance(before, Household)
        assert isinstance(after, Household)
        assert after.head.masked_name == "Trần V** V** D**"
        assert ask(vneid, handle=before.head.handle)[1] == Returned("no_account")
        assert isinstance(ask(vneid, handle=after.head.handle)[1], Accepted)

    def test_says_that_a_head_cannot_be_one(self, vneid: VNeID) -> None:
        found = vneid.find_household("000194000018")
        assert isinstance(found, Household)
        assert found.head.state == "dead"

    def test_says_when_the_asked_person_is_head_and_owner(self, vneid: VNeID) -> None:
        found = vneid.find_household("000092000006")
        assert isinstance(found, Household)
        assert found.head.is_the_asked
        assert found.owners[0].is_the_asked

    def test_may_be_unknown(self, vneid: VNeID) -> None:
        assert vneid.find_household(STRANGER) is None


class TestSigningIn:
    asked = {
        "response_type": "code",
        "client_id": "lien-thong",
        "redirect_uri": f"{PORTAL}/back",
        "state": "s1",
        "nonce": "n1",
        "scope": "openid profile phone address",
        "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
        .rstrip(b"=")
        .decode(),
        "code_challenge_method": "S256",
    }

    def sign_in(self, simulator: Running, sub: str = "vneid-000001") -> dict[str, str]:
        """Choose a person; return what the redirect carries back."""
        reply = requests.post(
            f"{simulator.url}/authorize?{urlencode(self.asked)}",
            data={"sub": sub},
            allow_redirects=False,
            timeout=5,
        )
        query = parse_qs(urlsplit(reply.headers["Location"]).query)
        return {name: values[0] for name, values in query.items()}

    def exchange(self, simulator: Running, code: str, **changes: str) -> requests.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.asked["redirect_uri"],
            "client_id": "lien-thong",
            "code_verifier": VERIFIER,
        }
        return requests.post(f"{simulator.url}/token", data=form | changes, timeout=5)

    def test_shows_every_person_once_and_says_what_to_try(self, simulator: Running) -> None:
        page = simulator.get(f"/authorize?{urlencode(self.asked)}").text
        people = re.findall(r'value="(vneid-\d+)"', page)
        assert len(people) == len(set(people)) == 17
        assert "Bà nội, chủ hộ" in page
        assert "http" not in re.sub(r"http://(portal\.invalid|127)", "", page)

    def test_gives_a_signed_token_for_this_nonce_and_client(self, simulator: Running) -> None:
        back = self.sign_in(simulator)
        assert back["state"] == "s1"
        tokens = self.exchange(simulator, back["code"]).json()
        keys = KeySet.import_key_set(simulator.get("/jwks").json())
        claims = jwt.decode(tokens["id_token"], keys, algorithms=["ES256"]).claims
        assert claims["iss"] == simulator.url
        assert (claims["aud"], claims["nonce"], claims["acr"]) == ("lien-thong", "n1", "2")
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        told = requests.get(f"{simulator.url}/userinfo", headers=bearer, timeout=5).json()
        assert told["sub"] == claims["sub"] == "vneid-000001"
        assert told["personal_number"] == MOTHER
        assert told["birthdate"] == "1996-03-08"
        assert told["gender"] == "female"
        assert told["address"]["commune_code"] == "00004"

    def test_needs_the_verifier_and_takes_a_code_only_once(self, simulator: Running) -> None:
        code = self.sign_in(simulator)["code"]
        assert self.exchange(simulator, code, code_verifier="w" * 50).status_code == 400
        code = self.sign_in(simulator)["code"]
        assert self.exchange(simulator, code).status_code == 200
        assert self.exchange(simulator, code).status_code == 400

    @pytest.mark.parametrize("missing", ["nonce", "state", "code_challenge"])
    def test_is_not_begun_without_nonce_state_and_challenge(
        self, simulator: Running, missing: str
    ) -> None:
        asked = {name: value for name, value in self.asked.items() if name != missing}
        assert simulator.get(f"/authorize?{urlencode(asked)}").status_code == 400

    def test_leads_back_to_the_portal_and_nowhere_else(self, simulator: Running) -> None:
        asked = self.asked | {"redirect_uri": "http://elsewhere.invalid/"}
        assert simulator.get(f"/authorize?{urlencode(asked)}").status_code == 400

    def test_may_be_left_without_signing_in(self, simulator: Running) -> None:
        assert self.sign_in(simulator, "")["error"] == "access_denied"

    def test_says_so_when_an_account_is_only_of_level_one(self, simulator: Running) -> None:
        tokens = self.exchange(simulator, self.sign_in(simulator, "vneid-000017")["code"]).json()
        keys = KeySet.import_key_set(simulator.get("/jwks").json())
        assert jwt.decode(tokens["id_token"], keys, algorithms=["ES256"]).claims["acr"] == "1"
