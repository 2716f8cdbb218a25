"""The stage of a replay: servers, simulators and workers of its own, beside any running portal."""

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from portal.embedded.ports import free_port
from portal.embedded.processes import PROCESSES, SIMULATORS, WEB, Process
from portal.embedded.reach import SETTINGS
from portal.embedded.supervisor import Supervisor

# Short leases and short questions: a fault must be healed within a minute, and is watched.
PACE = {"lease": 10.0, "ask_after": 0.5, "ask_at_most_every": 5.0, "retry_at_most_every": 5.0}
FAULTS = {"none": "honest", "letters": "letters", "chaos": "chaos"}


@dataclass(frozen=True)
class Plan:
    """What is asked of a replay; `workers` 0 leaves the dossiers without anyone to move them."""

    dossiers: int
    seed: int
    faults: str
    workers: int = 1
    answer_delay: str = "0.1:1.5"


def processes_for(plan: Plan) -> tuple[Process, ...]:
    """Return the processes of a replay: simulators, the web that takes pushes, and workers."""
    named = {process.name: process for process in PROCESSES}
    workers = tuple(
        replace(named["worker"], name=f"worker{number}") for number in range(1, plan.workers + 1)
    )
    return (*(named[name] for name in SIMULATORS), named[WEB], *workers)


def open_site(plan: Plan) -> Supervisor:
    """Make the supervisor of a replay in a new run folder; nothing is started yet."""
    folder = Path(tempfile.mkdtemp(prefix="portal-replay-"))
    for given in ("DATABASE_URL", "REDIS_URL", "DJANGO_SECRET_KEY"):
        os.environ.pop(given, None)  # a database of its own, whatever runs beside it
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(48),
        "SIMULATOR_MODE": FAULTS[plan.faults],
        "SIMULATOR_SEED": str(plan.seed),
        "SIMULATOR_ANSWER_DELAY": plan.answer_delay,
        "PORTAL_PACE": json.dumps(PACE),
        "PORTAL_UNDO_SECONDS": "0",
    }
    return Supervisor(folder / "run", port=free_port(8700), processes=processes_for(plan))


def inside(supervisor: Supervisor, addresses: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the process that files and decides in this site."""
    urls = supervisor.servers.urls
    return {
        **os.environ,
        **urls.as_environment(),
        "PORTAL_RUN_FOLDER": str(supervisor.folder.path),
        "PORTAL_ROLE": "portal_desk",
        **{f"{name.upper()}_URL": addresses[name] for name in SIMULATORS},
    }


def close_site(supervisor: Supervisor, *, logs: Path) -> None:
    """Stop everything; leave nothing behind but the logs, in the folder `logs`."""
    supervisor.stop()
    shutil.rmtree(logs, ignore_errors=True)
    if supervisor.folder.logs.exists():
        shutil.copytree(supervisor.folder.logs, logs)
    supervisor.servers.erase()
    shutil.rmtree(supervisor.folder.path.parent, ignore_errors=True)
