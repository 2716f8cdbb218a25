"""What the demo shows once every process answers: one dossier walked to its end, and the keys."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping

from portal.embedded.children import ROOT
from portal.embedded.processes import WEB
from portal.embedded.run_folder import default_run_folder
from portal.embedded.walk import telling
from portal.embedded.walk.official import Account, accounts_in
from portal.embedded.walk.walking import Walk


def after_ready(urls: Mapping[str, str]) -> None:
    """Walk a dossier and say where to look; `urls` gives each listening process by name.

    It runs in a thread of the supervisor while the portal is up, and goes through the doors that
    people use, over HTTP. Raises StoryStopped, one line; the portal goes on without its story.
    """
    began = time.monotonic()
    telling.running(urls[WEB])
    keys = _Keys()
    walk = Walk(urls, keys.accounts)
    try:
        walk.tell()
        telling.say(f"\nTold in {time.monotonic() - began:.0f} seconds; the portal goes on.")
    finally:
        telling.where_to_look(urls, code=walk.code)
        telling.how_to_sign_in(keys.accounts())
        telling.say("\nStop with Ctrl-C.\n")


class _Keys:
    """How the invented people sign in, asked of `demo_people`: it takes seconds, so ask early."""

    def __init__(self) -> None:
        self._known: list[Account] | None = None
        self._asked = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "demo_people"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PORTAL_RUN_FOLDER": str(default_run_folder())},
        )

    def accounts(self) -> list[Account]:
        """Return the invented officials and agency clients."""
        if self._known is None:
            self._known = accounts_in(self._asked.communicate()[0])
        return self._known
