"""The record in the run folder of servers that run, for whoever wants to reach them."""

import os
from pathlib import Path
from typing import NamedTuple

from portal.embedded.run_folder import RunFolder

RECORD = "servers.json"


class Urls(NamedTuple):
    """How the portal's processes reach what they need."""

    database_url: str
    redis_url: str
    secret_key: str

    def as_environment(self) -> dict[str, str]:
        """Return them under the names the settings read."""
        return {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "DJANGO_SECRET_KEY": self.secret_key,
        }


def find_running(run_folder: Path) -> Urls | None:
    """Return how to reach the servers that run in a folder, or None when none do."""
    folder = RunFolder(run_folder)
    record = folder.read(RECORD)
    if not record or not folder.is_locked() or not is_alive(int(record["supervisor"])):
        return None
    return Urls(record["database_url"], record["redis_url"], record["secret_key"])


def is_alive(pid: int) -> bool:
    """Say whether a process has this number, ours or not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
