"""Lets a fault test tell a running worker at which point its next process is to die.

A worker takes this module in by `--include`; nothing else of it differs from any other worker.
"""

import os
from pathlib import Path
from typing import Any

from celery.signals import task_prerun

AIM = "PORTAL_FAULTS_AIM"  # a file that holds the name of the point


@task_prerun.connect
def take_aim(**_signal: Any) -> None:
    """Read the point anew before each task, as if the worker had been started with it."""
    aim = os.environ.get(AIM)
    if aim and Path(aim).exists():
        os.environ["PORTAL_KILL_AT"] = Path(aim).read_text()
