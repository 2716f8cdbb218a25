"""Start one simulated system: `python -m integrations.simulators NAME --port N --state DIR`."""

import argparse
import importlib
import os
import sys
import threading
from pathlib import Path

from integrations.simulators.controls import MODES, Controls
from integrations.simulators.server import Server
from integrations.simulators.setting import open_setting

NAMES = (
    "civil_status_register",
    "residence_register",
    "social_insurance",
    "commune_welfare",
    "home_affairs",
    "vneid",
    "messaging",
    "hospital_gateway",
)


def main() -> None:
    """Read the command line, open the state folder and serve until the process is ended."""
    asked = _arguments()
    # A dead background thread would be a silent agency; a dead process is seen and started again.
    threading.excepthook = _die
    setting = open_setting(
        asked.name,
        asked.state,
        Controls(mode=asked.mode, seed=asked.seed, answer_delay=asked.answer_delay),
        pool_size=asked.papers,
        portal_url=asked.portal_url,
        portal_token=os.environ.get("PORTAL_INBOX_TOKEN", ""),
    )
    module = importlib.import_module(f"integrations.simulators.{asked.name}")
    app, _ = module.build(setting)
    with Server(asked.host, asked.port, app) as server:
        sys.stdout.write(f"{asked.name} listens on http://127.0.0.1:{server.server_address[1]}\n")
        sys.stdout.flush()
        if asked.with_parent:
            threading.Thread(target=_leave_with_parent, daemon=True).start()
        server.serve_forever()


def _arguments() -> argparse.Namespace:
    told = os.environ.get
    parser = argparse.ArgumentParser(prog="python -m integrations.simulators")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--host", default=told("SIMULATOR_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one and says which")
    parser.add_argument("--state", type=Path, required=True, help="folder of its own")
    parser.add_argument("--seed", type=int, default=int(told("SIMULATOR_SEED", "1")))
    parser.add_argument("--mode", choices=MODES, default=told("SIMULATOR_MODE", "honest"))
    parser.add_argument(
        "--answer-delay",
        type=_span,
        default=told("SIMULATOR_ANSWER_DELAY", "2:8"),
        help="seconds, from:to",
    )
    parser.add_argument("--papers", type=int, default=int(told("SIMULATOR_PAPERS", "12")))
    parser.add_argument("--portal-url", default=told("PORTAL_URL", ""))
    parser.add_argument("--with-parent", action="store_true", help="end when stdin is closed")
    return parser.parse_args()


def _span(text: str) -> tuple[float, float]:
    low, _, high = text.partition(":")
    return float(low), float(high or low)


def _leave_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


def _die(failed: threading.ExceptHookArgs) -> None:
    sys.excepthook(failed.exc_type, failed.exc_value or SystemExit(), failed.exc_traceback)
    os._exit(1)


if __name__ == "__main__":
    main()
