"""The demo's invented hospitals: made once, sending the same papers at every start."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from integrations.simulators.people import BY_NUMBER
from portal.accounts.demo import hospital_token
from portal.accounts.models import FacilityClient
from portal.accounts.tokens import facility_by_token
from portal.embedded import hospitals
from portal.hospital_papers.models import Authority, Facility, Packet
from portal.hospital_papers.services import State, receive, standing_for

STANDINGS = {
    "000196000001": State.VALID,
    "000197000005": State.BADLY_SIGNED,
    "000198000007": State.UNSIGNED,
    "000190000011": State.VALID,
    "000193000009": State.BADLY_SIGNED,
}


def test_each_start_makes_and_sends_the_same(
    db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RUN_FOLDER, settings.SETTINGS_MODULE = tmp_path, "portal.settings.testing"

    def send(_session: Any, url: str, arrival: hospitals.Arrival, content: bytes) -> bool:
        kind = hospitals.KINDS[arrival.kind]
        told = {"sender_code": arrival.hospital, "kind": kind, "channel": url, "message_id": ""}
        return bool(receive(content, at=timezone.now(), **told).transaction)

    monkeypatch.setattr(hospitals, "_send", send)
    ways = {hospitals.WEB: "api", hospitals.GATEWAY: "gateway"}
    counts = []
    for _start in range(2):
        call_command("demo_hospitals")
        hospitals.send_papers(ways, tmp_path)
        kept = (Facility, Authority, FacilityClient, Packet)
        counts.append([one.objects.count() for one in kept])  # type: ignore[attr-defined]
    assert counts[0] == counts[1] == [9, 2, 9, 25]
    machine = facility_by_token(hospital_token("99901"))
    assert machine is not None and machine.facilities == ["99901"]
    today = timezone.localdate()
    for number, state in STANDINGS.items():
        (found,) = standing_for(personal_number=number, event="birth", on=today)
        assert found.state is state
        if found.notice:
            said = found.notice.person
            known = BY_NUMBER[number]
            assert (said.name, str(said.born_on)) == (known.full_name.upper(), known.born_on)


def test_a_real_installation_believes_no_invented_authority(settings: Any) -> None:
    settings.SETTINGS_MODULE = "portal.settings.production"
    with pytest.raises(CommandError):
        call_command("demo_hospitals")
