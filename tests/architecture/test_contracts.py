"""The contracts of the house hold, and each one is seen to fail when it is deliberately broken."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in CONFIGURATION["contracts"]}
AGENCIES = ("civil_registry", "residence", "insurance", "funeral_benefits")
LINTER = Path(sys.executable).with_name("lint-imports")

# What a procedure may consist of; whatever else it needs belongs to the pipeline or to a client.
PARTS = {"__init__.py", "apps.py", "procedure.py", "models.py", "forms.py", "rules.py"}
FOLDERS = {"migrations", "templates", "__pycache__"}
# Folders in place of files where there is much: a module a page, a chapter of law, a concern.
MAY_BE_FOLDERS = {"procedure", "models", "forms", "rules"}

# Two procedures nobody has heard of, as the contracts want them.
PLANTED = {
    f"{agency}/planted/{name}": text
    for agency in ("residence", "insurance")
    for name, text in {
        "__init__.py": "",
        "apps.py": "",
        "migrations/__init__.py": "",
        "rules.py": "import datetime\n",
        "models.py": f"import {agency}.planted.rules\n",
        "forms.py": f"import {agency}.planted.models\n",
        "procedure.py": (
            f"import {agency}.planted.forms\nimport integrations.base\n"
            "import portal.pipeline.procedures\nimport portal.statutes\n"
        ),
    }.items()
}

# contract, where the violation is planted, what it says
VIOLATIONS = [
    ("rows", "portal/people/planted.py", "import portal.pipeline"),
    ("rows", "portal/places/planted.py", "import portal.people"),
    ("rows", "portal/citizens/planted.py", "import residence.planted.models"),
    ("rows", "integrations/planted.py", "import portal.statutes"),
    ("procedures", "residence/planted/procedure.py", "import insurance.planted.rules"),
    ("inside-a-procedure", "residence/planted/rules.py", "import residence.planted.models"),
    ("inside-a-procedure", "residence/planted/more.py", ""),
    ("rules", "residence/planted/rules.py", "import django.utils.timezone"),
    ("pipeline-seen-by-agencies", "residence/planted/procedure.py", "import portal.pipeline.sets"),
    ("integrations", "portal/pipeline/planted.py", "import integrations.base"),
    ("integrations", "residence/planted/forms.py", "import integrations.base"),
    ("portal-without-simulators", "portal/accounts/planted.py", "import integrations.simulators"),
    ("simulators-without-portal", "integrations/simulators/planted.py", "import portal.statutes"),
    ("inside-the-pipeline", "portal/pipeline/statuses.py", "import portal.pipeline.transitions"),
    ("inside-handovers", "portal/handovers/sets.py", "import portal.handovers.runner"),
    ("no-circles", "portal/statutes/models.py", "import portal.statutes.planted"),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the tree's modules, with two more procedures in it."""
    for package in CONFIGURATION["root_packages"]:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=_all_but_modules)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, text in PLANTED.items():
        _plant(tmp_path / name, text)
    return tmp_path


def _all_but_modules(folder: str, names: list[str]) -> list[str]:
    def is_module(name: str) -> bool:
        return name.endswith(".py") or (Path(folder, name).is_dir() and name != "__pycache__")

    return [name for name in names if not is_module(name)]


def _plant(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"{text}\n")


def _lint(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    command = [str(LINTER), "--no-cache", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_new_procedure_fits_the_house_without_an_edit(house: Path) -> None:
    seen = _lint(house)
    assert seen.returncode == 0, seen.stdout


@pytest.mark.parametrize(("contract", "place", "line"), VIOLATIONS)
def test_a_violation_is_seen(house: Path, contract: str, place: str, line: str) -> None:
    if contract == "no-circles":
        _plant(house / "portal/statutes/planted.py", "import portal.statutes.models")
    _plant(house / place, line)
    seen = _lint(house, "--contract", contract)
    assert seen.returncode == 1, seen.stdout
    assert f"{CONTRACTS[contract]['name']} BROKEN" in seen.stdout


def test_every_contract_has_been_seen_to_fail() -> None:
    assert {contract for contract, _place, _line in VIOLATIONS} == set(CONTRACTS)


def test_every_part_of_the_portal_stands_in_a_row() -> None:
    named = set(re.findall(r"portal\.(\w+)", " ".join(CONTRACTS["rows"]["layers"])))
    found = {
        path.stem if path.is_file() else path.name
        for path in (ROOT / "portal").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert found - {"__init__"} <= named


@pytest.mark.parametrize("agency", AGENCIES)
def test_a_procedure_has_only_the_listed_files(agency: str) -> None:
    for folder in (path for path in (ROOT / agency).iterdir() if path.is_dir()):
        if folder.name == "__pycache__":
            continue
        files = {path.name for path in folder.iterdir() if path.is_file()}
        folders = {path.name for path in folder.iterdir() if path.is_dir()}
        assert files <= PARTS, f"{folder}: {files - PARTS}"
        assert folders <= FOLDERS | MAY_BE_FOLDERS, f"{folder}: {folders - FOLDERS}"
        twice = {name for name in MAY_BE_FOLDERS & folders if f"{name}.py" in files}
        assert not twice, folder
