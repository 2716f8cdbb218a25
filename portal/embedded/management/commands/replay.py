"""File many invented dossiers and let everything move them: workers, agencies, officials.

Runs in servers and a database of its own, beside any running portal. Prints progress and, as its
last line, one JSON object; exits 1 when something is stuck, doubled or missing.

recovered_s   seconds from the last fault until everything moved again: every message that was due
              then, or in the hands of a worker, or became due within half a minute, was claimed or
              settled since (waited_at_last_fault says how many), and no circuit is open. The
              promise is 60. null: no fault, or never.
drained_s     seconds from the last fault, or the last filing if that was later, until every
              dossier was final. It grows with what lay in the queues; null: some are not.
stuck         not final though nobody outside owes an answer, and nothing has moved for --patience
              seconds after the last fault.
draining      still being worked off a queue when --longest ended.
waiting       not final because somebody outside owes an answer, by who owes it.

With more than births (--events) `events` says the same counts of each life event by itself.

With chaos the end of the harm (--harm-for) is the last fault: from then on the agencies are honest.
"""

import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.embedded.replay import site
from portal.embedded.replay.outside import Direction
from portal.embedded.replay.trouble import TroubleBroke
from portal.embedded.run_folder import default_run_folder

EVENTS = {"birth", "death"}


def _events(text: str) -> str:
    if not set(text.split(",")) <= EVENTS:
        raise ArgumentTypeError(f"events are {', '.join(sorted(EVENTS))}")
    return text


class Command(BaseCommand):
    """Build the site, start the inner part in it, do harm if asked, take everything down."""

    help = __doc__ or ""
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Keep the lines of the help as they are."""
        kwargs["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many, which seed, which faults, how many workers."""
        parser.add_argument("--dossiers", type=int, default=200)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--events", type=_events, default="birth", help="birth, death or both: birth,death"
        )
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
        passed_on = [
            *("--longest", str(options["longest"])),
            *("--patience", str(options["patience"])),
            *("--events", options["events"]),
        ]
        supervisor = site.open_site(plan)
        direction = Direction(supervisor, plan, harm_for=options["harm_for"], options=passed_on)
        try:
            code = direction.run()
        except TroubleBroke as broke:
            raise CommandError(str(broke)) from broke
        finally:
            site.close_site(supervisor, logs=default_run_folder() / "replay-logs")
            if plan.faults == "chaos":
                print(f"faults: {len(direction.happened())}", file=sys.stderr)
        sys.exit(code)
