"""The containers run the same processes, as the same roles, as `make demo` does."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from portal.embedded.processes import PROCESSES, SIMULATORS, Process
from portal.embedded.supervisor import ANCHOR, inbox_token

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
        assert service["command"][0] == process.name


def test_every_simulator_is_where_the_portal_looks_for_it(
    services: dict[str, dict[str, Any]],
) -> None:
    for name in SIMULATORS:
        command = services[name]["command"]
        port = command[command.index("--port") + 1]
        address = f"http://127.0.0.1:{port}"
        assert services["web"]["environment"][f"{name.upper()}_URL"] == address


def test_every_simulator_remembers_in_a_volume_of_its_own(
    services: dict[str, dict[str, Any]],
) -> None:
    for name in SIMULATORS:
        command = services[name]["command"]
        state = command[command.index("--state") + 1]
        assert f"{name}:{state}" in services[name]["volumes"]
        assert services[name]["environment"] == {"PORTAL_URL": "http://127.0.0.1:8000"}


def test_the_portal_believes_the_authority_the_register_makes(
    services: dict[str, dict[str, Any]],
) -> None:
    register, _, inside = ANCHOR.partition("/")
    for name in ("web", "worker"):
        kept = services[name]["environment"]["CIVIL_STATUS_ANCHORS"].removesuffix(f"/{inside}")
        assert f"{register}:{kept}:ro" in services[name]["volumes"]


def test_a_simulator_shows_the_token_that_was_written_for_it(
    services: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    call_command("demo_tokens", str(tmp_path))
    (tmp_path / "python").write_text('#!/bin/sh\necho "$PORTAL_INBOX_TOKEN $*"\n')
    (tmp_path / "python").chmod(0o755)
    shell, option, script, *rest = services["residence_register"]["entrypoint"]
    script = script.replace("$$", "$").replace("/var/lib/tokens", str(tmp_path))
    ran = subprocess.run(
        [shell, option, script, *rest, "residence_register", "--port", "1"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    token = inbox_token(settings.SECRET_KEY, "residence_register")
    assert ran.stdout == f"{token} -m integrations.simulators residence_register --port 1\n"


def test_a_real_installation_has_no_invented_tokens(tmp_path: Path, settings: Any) -> None:
    settings.SETTINGS_MODULE = "portal.settings.production"
    with pytest.raises(CommandError):
        call_command("demo_tokens", str(tmp_path))
    assert not list(tmp_path.iterdir())


def test_the_file_of_secrets_gets_into_no_image_and_no_commit() -> None:
    for name in (".dockerignore", ".gitignore"):
        assert ".env" in (ROOT / name).read_text().splitlines()


def test_the_database_is_prepared_by_its_owner_before_anything_runs(
    services: dict[str, dict[str, Any]],
) -> None:
    assert services["prepare"]["environment"]["PORTAL_ROLE"] == "portal_owner"
    for name in ("web", "worker", "beat"):
        condition = services[name]["depends_on"]["prepare"]["condition"]
        assert condition == "service_completed_successfully"
