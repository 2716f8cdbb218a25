"""File many invented dossiers and let everything move them: workers, agencies, officials.

Runs in servers and a database of its own, beside any running portal. Prints progress and, as its
last line, one JSON object.
"""

import subprocess
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.embedded.children import ROOT
from portal.embedded.replay import site
from portal.embedded.replay.trouble import Trouble, note_fault
from portal.embedded.run_folder import default_run_folder
from portal.embedded.supervisor import Supervisor


class Command(BaseCommand):
    """Build the site, start the inner part in it, do harm if asked, take everything down."""

    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many, which seed, which faults, how many workers."""
        parser.add_argument("--dossiers", type=int, default=200)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--faults", choices=sorted(site.FAULTS), default="none")
        parser.add_argument("--workers", type=int, default=1, help="0: nobody moves anything")
        parser.add_argument("--harm-for", type=float, default=90.0, help="seconds, with chaos")
        parser.add_argument(
            "--patience", type=float, default=60.0, help="seconds nothing may move before the end"
        )
        parser.add_argument("--longest", type=float, default=1500.0, help="seconds")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Exit with the code of the inner part."""
        plan = site.Plan(
            options["dossiers"], options["seed"], options["faults"], options["workers"]
        )
        supervisor = site.open_site(plan)
        try:
            code = self._run(supervisor, plan, options)
        finally:
            site.close_site(supervisor, logs=default_run_folder() / "replay-logs")
        sys.exit(code)

    def _run(self, supervisor: Supervisor, plan: site.Plan, options: dict[str, Any]) -> int:
        addresses = supervisor.start()
        ready = threading.Thread(target=supervisor.wait_until_ready, args=(addresses,))
        ready.start()
        supervisor.run(on_tick=ready.is_alive)
        inner = subprocess.Popen(
            [
                sys.executable,
                *("-m", "portal.embedded.replay"),
                *("--dossiers", str(plan.dossiers), "--seed", str(plan.seed)),
                *("--longest", str(options["longest"]), "--patience", str(options["patience"])),
            ],
            env=site.inside(supervisor, addresses),
            cwd=ROOT,
        )
        trouble = Trouble(supervisor, seed=plan.seed) if plan.faults == "chaos" else None
        ending = threading.Timer(
            options["harm_for"] if trouble else 0, self._calm, (supervisor, trouble)
        )
        ending.start()
        if trouble:
            trouble.start()
        supervisor.run(on_tick=lambda: inner.poll() is None)
        ending.cancel()
        self._calm(supervisor, trouble)
        if inner.poll() is None:
            inner.terminate()
        if trouble:
            print(f"faults: {len(trouble.happened)}", file=sys.stderr)
        return inner.wait()

    def _calm(self, supervisor: Supervisor, trouble: Trouble | None) -> None:
        if trouble:
            trouble.end()
            note_fault(supervisor.folder.path)
        if supervisor.folder.path.exists():
            (supervisor.folder.path / "trouble_over").touch()
