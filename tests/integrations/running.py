"""A simulator as its own process, for tests: started, asked, killed and started again."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import requests

T = TypeVar("T")
ROOT = Path(__file__).parents[2]


class Running:
    """One running simulator; it ends with the process that runs the tests."""

    def __init__(self, name: str, folder: Path, *options: str) -> None:
        self.name = name
        self.folder = folder
        self._options = options
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, on the same port as before if there was one, and wait until it listens."""
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "integrations.simulators", self.name),
                *("--port", str(self.port), "--state", str(self.folder)),
                *("--papers", "3", "--with-parent", *self._options),
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        self.port = int(said.rsplit(":", 1)[1])

    def kill(self) -> None:
        """End it the way a power cut would."""
        self._process.kill()
        self._process.wait()

    def set(self, **levers: Any) -> None:
        """Move levers."""
        requests.post(f"{self.url}/_sim/controls", json=levers, timeout=5).raise_for_status()

    def answer(self, key: str, state: str = "granted", **result: Any) -> bool:
        """Answer one case by hand."""
        said = {"key": key, "state": state, **result}
        reply = requests.post(f"{self.url}/_sim/answer", json=said, timeout=5)
        return bool(reply.json()["answered"])

    def effects(self, dossier: str = "") -> list[tuple[str, int, str]]:
        """Return (dossier, revision, effect) for one dossier, or for all."""
        reply = requests.get(f"{self.url}/_sim/effects.json", timeout=5).json()
        return [
            (effect["dossier_key"], effect["revision"], effect["effect"])
            for effect in reply["effects"]
            if dossier in ("", effect["dossier_key"])
        ]

    def owing(self) -> list[dict[str, Any]]:
        """Return what is owed."""
        found: list[dict[str, Any]] = requests.get(f"{self.url}/_sim/owing.json", timeout=5).json()[
            "owing"
        ]
        return found

    def get(self, path: str) -> requests.Response:
        """Return any page."""
        return requests.get(self.url + path, timeout=5)


def wait_for(ask: Callable[[], T], until: Callable[[T], bool], seconds: float = 10) -> T:
    """Ask until the answer pleases; return the last one when the time is up."""
    ends = time.monotonic() + seconds
    while True:
        found = ask()
        if until(found) or time.monotonic() > ends:
            return found
        time.sleep(0.03)


def misbehave(simulator: Running, *kinds: str) -> None:
    """Let every request meet the first of these mishaps; none at all ends it."""
    simulator.set(misbehaviours=dict.fromkeys(kinds, 1.0), hang_seconds=0.6)


def names(found: Sequence[object]) -> list[str]:
    """Return the class names, which is what most tests are about."""
    return [type(one).__name__ for one in found]
