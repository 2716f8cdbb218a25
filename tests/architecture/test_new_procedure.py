"""One new folder is a whole new journey: nothing else in the tree is edited for it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clones import CommittedDatabase

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "portal", "integrations", "civil_registry", "residence", "insurance", "funeral_benefits",
)  # fmt: skip
FOLDER = "residence/guest_notice"
CODE, EVENT = "residence.guest_notice", "guest"

NEW = {
    "__init__.py": "",
    "migrations/__init__.py": "",
    "apps.py": '''
"""The Django app of the notice of a guest."""

from django.apps import AppConfig


class GuestNoticeConfig(AppConfig):
    name = "residence.guest_notice"
    label = "residence_guest_notice"
''',
    "rules.py": '''
"""What the law says of guests, invented."""


def may_stay(nights: int) -> bool:
    """Thirty nights and no more."""
    return 1 <= nights <= 30
''',
    "models.py": '''
"""What was declared of a guest."""

from django.db import models

from portal.pipeline.models import Step


class GuestDeclaration(models.Model):
    """How long somebody stays."""

    step = models.OneToOneField(Step, on_delete=models.PROTECT, primary_key=True, related_name="+")
    nights = models.PositiveSmallIntegerField()
''',
    "forms.py": '''
"""The one page of the notice."""

from django import forms

from portal.pipeline.procedures import DeclarationPage
from residence.guest_notice.models import GuestDeclaration
from residence.guest_notice.rules import may_stay


class StayPage(DeclarationPage):
    """How long."""

    code = "stay"
    title = "Khách ở mấy đêm?"

    nights = forms.IntegerField(label="Số đêm")

    def clean_nights(self) -> int:
        """Ask the law."""
        if not may_stay(self.cleaned_data["nights"]):
            raise forms.ValidationError("Nhiều nhất 30 đêm.")
        return self.cleaned_data["nights"]


def fill(step_id, answers):
    """Return the declaration of these answers."""
    nights = answers["residence.guest_notice.stay"]["nights"]
    return GuestDeclaration(step_id=step_id, nights=nights)
''',
    "procedure.py": '''
"""The notice of a guest, invented."""

from dataclasses import dataclass

from portal.handovers.answers import Granted
from portal.pipeline.procedures import Agency, Procedure, Summary, Value
from portal.pipeline.registry import register
from residence.guest_notice.forms import StayPage, fill
from residence.guest_notice.models import GuestDeclaration


@dataclass(frozen=True)
class GuestFacts:
    """What a noted guest establishes."""

    number: str


@register
class GuestNotice(Procedure):
    """A guest stays the night."""

    code = "residence.guest_notice"
    title = "Thông báo lưu trú"
    opens = "guest"
    has_desk = True
    pages = (StayPage,)
    facts = GuestFacts

    def record_answers(self, *, step_id, answers):
        fill(step_id, answers).save()

    def agency_for(self, answers):
        return Agency("police.00004", "Công an phường Mẫu", "guest_register")

    def commune_for(self, answers):
        return "00004"

    def summary(self, cases):
        found = GuestDeclaration.objects.in_bulk([case.step_id for case in cases])
        field = f"{self.code}.stay.nights"
        return {
            pk: Summary("Khách", (Value(field, "Số đêm", str(one.nights)),))
            for pk, one in found.items()
        }

    def compose(self, cases):
        return {case.step_id: b"{}" for case in cases}

    def send_one(self, letter):
        return Granted(facts={"number": letter.key})
''',
}

# A visitor goes through the new journey, in a process that has read the new folder.
VISIT = """
import json, sys
from datetime import date

import django
django.setup()
from django.test import Client
from django.utils import timezone
from portal.accounts.models import Citizen, User
from portal.citizens.models import Draft
from portal.handovers.runner import Runner
from portal.pipeline import services
from portal.pipeline.models import Dossier
from portal.pipeline.registry import registry

code, event = sys.argv[1:]
user = User.objects.create(username="mother")
Citizen.objects.create(
    user=user, personal_number="000000000001", full_name="Người Thử Nghiệm",
    born_on=date(1990, 1, 1), sex="female",
)
client, page = Client(), f"/khai/{event}/{code}/stay/"
seen = {"journey": [one.code for one in registry.journey(event)]}
seen["before"] = client.get(f"/bat-dau/{event}/").status_code
seen["not signed in"] = client.get(page).status_code
client.force_login(user, "django.contrib.auth.backends.ModelBackend")
seen["tasks"] = client.get(f"/khai/{event}/").status_code
shown = client.get(page)
seen["page"] = shown.status_code
seen["asks"] = "Khách ở mấy đêm?" in shown.content.decode()
box = next(name for name in [f"{code}.stay-nights", "nights"] if name in shown.content.decode())
seen["refused"] = "Nhiều nhất 30 đêm." in client.post(page, {box: "31"}).content.decode()
client.post(page, {box: "3"})
draft = Draft.objects.get()
client.post(f"/khai/{event}/kiem-tra/", {"filing": str(draft.filing)})
step = Dossier.objects.get().steps.get()
seen["filed"] = (step.procedure, step.status)
track = client.get(f"/ho-so/{step.dossier.code}/").content.decode()
seen["tracked"] = "Thông báo lưu trú" in track
services.accept(step_ids=[step.pk], by=user, at=timezone.now())
Runner().dispatch(clock=timezone.now)
step.refresh_from_db()
seen["decided"] = step.status
print(json.dumps(seen))
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the tree with one folder more."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package)  # with what Python compiled of it
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("templates", "static"):
        (tmp_path / name).symlink_to(ROOT / name)
    # The interpreter of this run, wherever its packages lie.
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parent.parent)
    for name, text in NEW.items():
        path = tmp_path / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip())
    return tmp_path


def run(house: Path, environment: dict[str, str], *command: str) -> str:
    """Run a program of the copied tree and return what it says; a failure is shown whole."""
    seen = subprocess.run(
        [str(house / ".venv/bin" / command[0]), *command[1:]],
        cwd=house,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert seen.returncode == 0, seen.stdout + seen.stderr
    return seen.stdout


def test_one_folder_is_a_journey_from_the_first_page_to_the_result(
    house: Path, committed_db: CommittedDatabase, tmp_path: Path
) -> None:
    documents = {"PORTAL_DOCUMENTS": str(tmp_path / "documents")}
    environment = committed_db.environment(**documents)
    environment.pop("PYTHONPATH", None)
    run(house, environment, "python", "manage.py", "check")
    run(house, environment, "python", "manage.py", "makemigrations", CODE.replace(".", "_"))
    run(house, environment, "python", "manage.py", "migrate", "--verbosity", "0")
    said = run(house, environment, "python", "-c", VISIT, CODE, EVENT)
    assert json.loads(said.splitlines()[-1]) == {
        "journey": [CODE],
        "before": 200,
        "not signed in": 302,
        "tasks": 200,
        "page": 200,
        "asks": True,
        "refused": True,
        "filed": [CODE, "AT_DESK"],
        "tracked": True,
        "decided": "GRANTED",
    }
    run(house, environment, "lint-imports", "--no-cache")


def test_without_the_folder_nobody_knows_the_journey() -> None:
    """The tree itself names neither the procedure nor its life event."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            assert "guest_notice" not in path.read_text(), path
