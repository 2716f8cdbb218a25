"""Every module can be the first one imported: no circle hides behind a lucky order."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A fork a module instead of an interpreter a module: what others wrote is loaded once (a first
# child finds out what that is), and yet each module is imported where none of the others was.
SCRIPT = """
import os, sys, importlib, traceback
names = sys.stdin.read().split()
ours = {name.partition(".")[0] for name in names}
if sys.argv[1] == "django":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.testing"
    import django
    django.setup()
ask, tell = os.pipe()
if os.fork() == 0:
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException:
            pass
    theirs = [name for name in sys.modules if name.partition(".")[0] not in ours]
    os.write(tell, " ".join(theirs).encode())
    os._exit(0)
os.close(tell)
for name in os.fdopen(ask).read().split():
    try:
        importlib.import_module(name)
    except BaseException:
        pass
os.wait()
failed = 0
for name in names:
    if name in sys.modules:
        continue  # Django's own start was the first to import it
    child = os.fork()
    if child == 0:
        try:
            importlib.import_module(name)
        except BaseException:
            print(name, file=sys.stderr)
            traceback.print_exc(limit=-3)
            os._exit(1)
        os._exit(0)
    failed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
sys.exit(failed > 0)
"""
# Run by path before Django is there, or only with the environment of a real installation.
LEFT_OUT = (
    "portal.embedded.launch",
    "portal.settings.production",
    "portal.settings.demonstration",
)


def _modules(*folders: str) -> list[str]:
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted(paths)]
    dotted = [name.removesuffix(".__init__") for name in names]
    return [
        name
        for name in dotted
        if name not in LEFT_OUT and ".migrations" not in name and not name.endswith(".__main__")
    ]


@pytest.mark.parametrize(
    ("way", "folders"),
    [
        ("plain", ("integrations",)),
        ("django", ("portal",)),
        ("django", ("civil_registry", "residence", "insurance", "funeral_benefits")),
    ],
)
def test_every_module_is_importable_alone(way: str, folders: tuple[str, ...]) -> None:
    seen = subprocess.run(
        [sys.executable, "-c", SCRIPT, way],
        input="\n".join(_modules(*folders)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert seen.returncode == 0, seen.stderr
