"""The commands an operator and a hospital's software people use."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.hospital_papers.demonstration import FACILITIES, DemoFolder, Habit, demonstration_in
from portal.hospital_papers.habits import Kind, paper_of
from portal.hospital_papers.models import Authority, Facility, RevocationList

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
EXPECTED = {
    Habit.WELL: "accepted",
    Habit.NOT_AT_ALL: "shape.unsigned",
    Habit.CHANGES_AFTERWARDS: "signature.content_changed",
    Habit.SELF_SIGNED: "chain.untrusted",
    Habit.REVOKED: "chain.revoked",
    Habit.EXPIRED: "chain.expired",
    Habit.DIRECTORS_OWN: "identity.no_tax_code",
    Habit.FOR_ANOTHER: "identity.other_signer",
}


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> DemoFolder:
    return demonstration_in(tmp_path_factory.mktemp("country") / "hospitals", AT)


@pytest.fixture(scope="session")
def papers(country: DemoFolder, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, str]:
    folder = tmp_path_factory.mktemp("papers")
    found = {}
    for code, facility in FACILITIES.items():
        for kind in Kind:
            path = folder / f"{code}-{kind}.xml"
            path.write_bytes(paper_of(country, code, kind, 7, AT, {}))
            found[path] = EXPECTED[facility.habit]
    return found


def beliefs(country: DemoFolder) -> list[str]:
    return [
        "--anchors", str(country.anchors),
        "--crl", *map(str, country.lists),
        "--facilities", str(country.register),
    ]  # fmt: skip


def checked(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("verify_notice", "--json", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_habit_is_told_without_a_database(
    country: DemoFolder, papers: dict[Path, str]
) -> None:
    # Without the mark `django_db` any query fails.
    at = (AT + timedelta(hours=1)).isoformat()
    lines = checked("--at", at, *beliefs(country), *map(str, papers))
    assert [line["file"] for line in lines] == [str(path) for path in papers]
    assert [line["code"] for line in lines] == list(papers.values())
    for line in lines:
        assert line["verdict"] == ("accept" if line["code"] == "accepted" else "reject")
        assert line["gate"] == (None if line["verdict"] == "accept" else line["code"].split(".")[0])
        assert line["sentence"]
    first = lines[0]
    assert (first["facility"], first["number"]) == ("99901", "00007.GCS.99901.26")


def test_papers_may_stand_behind_an_option(country: DemoFolder, papers: dict[Path, str]) -> None:
    path = str(next(iter(papers)))
    (line,) = checked(
        "--facilities", str(country.register), "--anchors", str(country.anchors), path
    )
    assert line["file"] == path


def test_what_is_not_told_is_not_believed(country: DemoFolder, papers: dict[Path, str]) -> None:
    path = str(next(iter(papers)))
    (line,) = checked("--anchors", str(country.anchors), "--", path)
    assert line["code"] == "identity.facility_unknown"


def test_a_file_that_is_none_is_a_verdict_too(country: DemoFolder, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    lines = checked(
        *beliefs(country), str(tmp_path / "none.xml"), str(tmp_path), str(tmp_path / "pipe")
    )
    assert {line["code"] for line in lines} == {"bytes.unreadable"}


def test_text_names_gate_and_remedy(country: DemoFolder, papers: dict[Path, str]) -> None:
    out = StringIO()
    path = next(one for one, code in papers.items() if code == "shape.unsigned")
    call_command("verify_notice", *beliefs(country), str(path), stdout=out)
    assert "KHÔNG ĐẠT (shape.unsigned)" in out.getvalue()
    assert "chưa được ký số" in out.getvalue()


@pytest.mark.parametrize("option", ["--anchors", "--crl", "--facilities"])
def test_a_belief_that_cannot_be_read_stops_the_command(option: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("x")
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_notice", option, str(broken), "--", "x.xml")


def test_it_runs_without_any_server_and_writes_nothing(
    country: DemoFolder, papers: dict[Path, str]
) -> None:
    nowhere = country.register / "run"  # no folder can be made inside a file
    environment = {"PATH": os.environ["PATH"], "PORTAL_RUN_FOLDER": str(nowhere)}
    command = [sys.executable, "manage.py", "verify_notice", "--json", *beliefs(country)]
    ran = subprocess.run(
        [*command, *map(str, papers)], cwd=ROOT, env=environment, capture_output=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.splitlines()) == len(papers)
    assert not ran.stderr


def test_verifying_opens_nothing_the_file_names(
    country: DemoFolder, papers: dict[Path, str], tmp_path: Path
) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed here; .ci/run brings it")
    good = next(iter(papers)).read_text("utf-8")
    trap, paths = tmp_path / "named-by-the-document", []
    schema = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:noNamespaceSchemaLocation'
    for number, text in enumerate(
        (
            good.replace("?>", f'?><!DOCTYPE x SYSTEM "{trap}">', 1),
            good.replace("?>", f'?><?xml-stylesheet href="{trap}"?>', 1),
            good.replace('URI="#Id', f'URI="{trap}#Id'),
            good.replace('URI="#Id', f'URI="file://{trap}#Id'),
            good.replace("<HSDLGCS>", f'<HSDLGCS {schema}="{trap}">'),
            good.replace("<KeyInfo>", f'<KeyInfo><RetrievalMethod URI="{trap}"/>'),
        )
    ):
        assert str(trap) in text
        paths.append(tmp_path / f"{number}.xml")
        paths[-1].write_text(text, "utf-8")
    log = tmp_path / "strace.log"
    command = ["strace", "-f", "-e", "trace=%file,%network", "-s", "300", "-o", str(log)]
    command += [sys.executable, "manage.py", "verify_notice", "--json", *beliefs(country)]
    ran = subprocess.run(
        [*command, *map(str, [*paths, *papers])],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "", "REDIS_URL": ""},
        capture_output=True,
        timeout=300,
    )
    seen = log.read_text("utf-8", "replace") if log.exists() else ""
    if b"PTRACE" in ran.stderr or "execve" not in seen:
        pytest.skip("strace may not trace here")
    assert ran.returncode == 0, ran.stderr
    assert paths[0].name in seen  # the log does show what is opened
    assert trap.name not in seen
    assert not [line for line in seen.splitlines() if "connect(" in line and "AF_INET" in line]


@pytest.mark.django_db
def test_trust_is_loaded_once_and_asked_from_the_tables(
    country: DemoFolder, papers: dict[Path, str]
) -> None:
    for _ in range(2):
        call_command("load_trust", *beliefs(country), stdout=StringIO())
    assert Authority.objects.filter(is_anchor=True).count() == 1
    assert Authority.objects.count() == 2
    assert RevocationList.objects.count() == 2
    assert Facility.objects.count() == len(FACILITIES)
    lines = checked("--at", (AT + timedelta(hours=1)).isoformat(), *map(str, papers))
    assert [line["code"] for line in lines] == list(papers.values())


@pytest.mark.django_db
def test_an_anchor_the_operator_ended_is_believed_no_longer(
    country: DemoFolder, papers: dict[Path, str]
) -> None:
    call_command("load_trust", *beliefs(country), stdout=StringIO())
    Authority.objects.filter(is_anchor=True).update(trusted_to=AT - timedelta(days=1))
    (line,) = checked("--at", (AT + timedelta(hours=1)).isoformat(), str(next(iter(papers))))
    assert line["code"] == "chain.untrusted"


def test_signing_makes_its_authority_once(tmp_path: Path) -> None:
    folder, output = tmp_path / "hospitals", tmp_path / "paper.xml"
    call_command("sign_notice", "--folder", str(folder), "--output", str(output))
    anchor = (folder / "anchors" / "root.pem").read_bytes()
    call_command("sign_notice", "--folder", str(folder), "--kind", "death", "--output", str(output))
    assert (folder / "anchors" / "root.pem").read_bytes() == anchor
    assert all(key.stat().st_mode & 0o077 == 0 for key in (folder / "facilities").glob("*.key"))
    (line,) = checked(*beliefs(DemoFolder(folder)), str(output))
    assert line["code"] == "accepted"
