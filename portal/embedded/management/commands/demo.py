"""Run the whole portal on this machine, with every outside system simulated."""

import os
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.embedded.ports import port_of
from portal.embedded.refusals import CannotRun
from portal.embedded.run_folder import default_run_folder
from portal.embedded.story import after_ready
from portal.embedded.supervisor import Supervisor
from portal.embedded.walk.browser import StoryStopped

# Simulated agencies answer later and out of order, but within a story told before one's eyes.
ANSWER_DELAY = "1:3"


class Command(BaseCommand):
    """Start everything, tell the story, run until told to stop."""

    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port, and whether to stop after the story."""
        parser.add_argument("--port", default=os.environ.get("PORTAL_PORT", "8000"))
        parser.add_argument("--once", action="store_true", help="stop when the story is told")

    def handle(self, *_arguments: Any, port: str, once: bool, **_options: Any) -> None:
        """Supervise until a signal comes; raise CannotRun when the portal cannot run."""
        os.environ.setdefault("SIMULATOR_ANSWER_DELAY", ANSWER_DELAY)
        supervisor = Supervisor(default_run_folder(), port=port_of(port))
        story = _Story(supervisor)
        print("Liên thông is starting: servers, database, all processes …", flush=True)
        try:
            story.begin(supervisor.start())
            supervisor.run(on_tick=lambda: not story.ends_the_demo(once=once))
        finally:
            supervisor.stop()
        if story.refusal:
            raise story.refusal
        if once and not story.succeeded:
            raise CommandError("The story did not come to its end.")


class _Story:
    """The story beside the supervisor's own loop, so that children are watched meanwhile."""

    def __init__(self, supervisor: Supervisor) -> None:
        self.supervisor = supervisor
        self.told = self.succeeded = False
        self.refusal: CannotRun | None = None

    def begin(self, addresses: Mapping[str, str]) -> None:
        threading.Thread(target=self._tell, args=(addresses,), daemon=True).start()

    def ends_the_demo(self, *, once: bool) -> bool:
        return self.refusal is not None or (once and self.told)

    def _tell(self, addresses: Mapping[str, str]) -> None:
        # Any other exception is printed by the thread, and the portal goes on without its story.
        try:
            self.supervisor.wait_until_ready(addresses)
            after_ready(addresses)
            self.succeeded = True
        except CannotRun as refusal:
            self.refusal = refusal
        except StoryStopped as stopped:
            print(f"lien-thong: the story stopped. {stopped}.", file=sys.stderr, flush=True)
        finally:
            self.told = True
