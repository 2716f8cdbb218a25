"""Named points at which a fault test may kill this very process, once, the hard way."""

import os
import signal
from pathlib import Path

POINTS = frozenset(
    {
        "before_claim_commit",
        "after_claim",
        "before_send",
        "after_send_before_reply",
        "after_reply_before_commit",
        "after_commit_before_wake",
    }
)


def reach(name: str) -> None:
    """Die by SIGKILL if PORTAL_KILL_AT names this point and the token file is still there.

    PORTAL_KILL_TOKEN is a file; whoever removes it dies. One token is one death, so the
    worker that is started again, with the same environment, goes on.
    """
    if name not in POINTS:
        raise ValueError(f"no such kill point: {name}")
    wanted = os.environ.get("PORTAL_KILL_AT")
    if not wanted:
        return
    if wanted not in POINTS:
        # A misspelt point would make a fault test pass because nothing ever happened.
        raise ValueError(f"PORTAL_KILL_AT names no kill point: {wanted}")
    if wanted == name and _token_taken():
        os.kill(os.getpid(), signal.SIGKILL)


def _token_taken() -> bool:
    token = os.environ.get("PORTAL_KILL_TOKEN")
    if not token:
        return False
    try:
        Path(token).unlink()
    except OSError:
        return False
    return True
