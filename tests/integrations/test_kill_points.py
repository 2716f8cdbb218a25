"""Kill points really kill, once a token, and only where they are told to."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from integrations import kill_points

REACH = "from integrations.kill_points import reach; reach('after_claim'); print('alive')"


def reach(token: Path, point: str = "after_claim") -> subprocess.CompletedProcess[str]:
    """Pass `after_claim` in a process of its own."""
    environment = {
        **os.environ,
        "PORTAL_KILL_AT": point,
        "PORTAL_KILL_TOKEN": str(token),
    }
    return subprocess.run(
        [sys.executable, "-c", REACH],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


class TestAKillPoint:
    def test_kills_the_process_once_for_each_token(self, tmp_path: Path) -> None:
        token = tmp_path / "token"
        token.touch()
        assert reach(token).returncode == -signal.SIGKILL
        assert not token.exists()
        assert reach(token).stdout == "alive\n"

    def test_leaves_other_points_alone(self, tmp_path: Path) -> None:
        token = tmp_path / "token"
        token.touch()
        assert reach(token, "before_send").stdout == "alive\n"
        assert token.exists()

    def test_does_nothing_without_a_token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PORTAL_KILL_AT", "after_claim")
        monkeypatch.delenv("PORTAL_KILL_TOKEN", raising=False)
        kill_points.reach("after_claim")

    def test_refuses_names_nobody_knows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(ValueError, match="no such kill point"):
            kill_points.reach("after_lunch")
        monkeypatch.setenv("PORTAL_KILL_AT", "after_lunch")
        with pytest.raises(ValueError, match="after_lunch"):
            kill_points.reach("after_claim")
