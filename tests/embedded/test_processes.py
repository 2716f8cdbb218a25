"""What each process of the portal is told of the others."""

import pytest

from portal.embedded.processes import PROCESSES, SIMULATORS, Process, surroundings

DOORS = {
    "DATABASE_URL": "a",
    "REDIS_URL": "b",
    "DJANGO_SECRET_KEY": "c",
    "VNEID_CLIENT_SECRET": "d",
}
NEEDED = {"PATH": "/bin", "PORTAL_URL": "e", "PORTAL_INBOX_TOKEN": "f", "SIMULATOR_MODE": "chaos"}


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_a_simulated_system_knows_no_door_of_the_portal(process: Process) -> None:
    told = surroundings(process, DOORS | NEEDED)
    assert told.items() >= NEEDED.items()
    assert (told.keys() >= DOORS.keys()) is (process.name not in SIMULATORS)
    assert bool(told.keys() & DOORS.keys()) is (process.name not in SIMULATORS)
    assert told.get("PORTAL_ROLE", "") == process.role
