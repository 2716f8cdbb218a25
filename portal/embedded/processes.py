"""Every process of the portal, as data: what runs, as which database role, where it listens."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

SIMULATORS = (
    "civil_status_register",
    "residence_register",
    "social_insurance",
    "commune_welfare",
    "home_affairs",
    "vneid",
    "messaging",
    "hospital_gateway",
)
WEB = "web"


@dataclass(frozen=True)
class Process:
    """One kind of child; `{port}`, `{folder}` and `{name}` in its command are filled in."""

    name: str
    command: tuple[str, ...]
    role: str = ""
    listens: bool = False
    # Asked first of the leader alone, which then ends its own children in good order.
    stop_seconds: float = 10.0
    environment: dict[str, str] = field(default_factory=dict)


# What a simulated system is told of its surroundings: nothing that opens a door of the portal.
TOLD_OUTSIDE = frozenset(
    {"PATH", "HOME", "LANG", "TZ", "TMPDIR", "PORTAL_URL", "PORTAL_INBOX_TOKEN"}
)
TOLD_OUTSIDE_BEGIN = ("LC_", "PYTHON", "SIMULATOR_")


def surroundings(process: Process, known: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process: all of `known`, or what little outsiders need."""
    if process.role:
        return {**known, "PORTAL_ROLE": process.role}
    return {
        name: value
        for name, value in known.items()
        if name in TOLD_OUTSIDE or name.startswith(TOLD_OUTSIDE_BEGIN)
    }


def _simulator(name: str) -> Process:
    module = ("integrations.simulators", name, "--port", "{port}", "--state", "{folder}/{name}")
    return Process(name, (sys.executable, "-m", *module), listens=True)


def _web() -> Process:
    server = ("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}")
    size = ("--workers", "2", "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers")
    command = (sys.executable, "-m", *server, *size, "portal.wsgi:application")
    return Process(WEB, command, role="portal_desk", listens=True)


def _celery(name: str, *arguments: str, environment: dict[str, str] | None = None) -> Process:
    command = (sys.executable, "-m", "celery", "--quiet", "-A", "portal.celery", *arguments)
    return Process(name, command, role="portal_worker", environment=environment or {})


PROCESSES: tuple[Process, ...] = (
    *(_simulator(name) for name in SIMULATORS),
    _web(),
    _celery(
        "worker",
        *("worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--hostname", "portal@%h"),
        # SIGTERM then ends a worker within its soft shutdown instead of waiting for ever.
        environment={"REMAP_SIGTERM": "SIGQUIT"},
    ),
    _celery("beat", "beat", "--loglevel", "INFO", "--schedule", "{folder}/beat", "--pidfile", ""),
)
