"""The containers run the same processes, as the same roles, as `make demo` does."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.embedded.processes import PROCESSES, SIMULATORS, Process

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    """The services of docker-compose.yml, anchors merged."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    services: dict[str, dict[str, Any]] = found["services"]
    return services


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_every_process_has_a_container(
    services: dict[str, dict[str, Any]], process: Process
) -> None:
    service = services[process.name]
    assert service["environment"].get("PORTAL_ROLE", "") == process.role
    if process.name in SIMULATORS:
        assert process.name in service["command"]


def test_every_simulator_is_where_the_portal_looks_for_it(
    services: dict[str, dict[str, Any]],
) -> None:
    for name in SIMULATORS:
        command = services[name]["command"]
        port = command[command.index("--port") + 1]
        address = f"http://127.0.0.1:{port}"
        assert services["web"]["environment"][f"{name.upper()}_URL"] == address


def test_the_database_is_prepared_by_its_owner_before_anything_runs(
    services: dict[str, dict[str, Any]],
) -> None:
    assert services["prepare"]["environment"]["PORTAL_ROLE"] == "portal_owner"
    for name in ("web", "worker", "beat"):
        condition = services[name]["depends_on"]["prepare"]["condition"]
        assert condition == "service_completed_successfully"
