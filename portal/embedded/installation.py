"""The identifier and secrets of one installation: made once, kept in its run folder."""

import os
import secrets
from pathlib import Path

from portal.embedded.refusals import CannotRun
from portal.embedded.run_folder import RunFolder

FILE = "installation.json"
NAMES = ("identifier", "secret_key", "superuser_password", "owner_password")


def installation_of(folder: RunFolder) -> dict[str, str]:
    """Return the identifier and secrets by name, made the first time.

    Raise CannotRun for a torn file: new secrets would open none of the data.
    """
    kept = folder.path / FILE
    if not kept.exists():
        _make(folder, kept)
    found = folder.read(FILE)
    if not found.keys() >= set(NAMES):
        raise CannotRun(
            f"{kept} is torn, and no other secrets open the data beside it: "
            f"bring it back from a copy, or move {folder.path} away to begin anew."
        )
    return found


def _make(folder: RunFolder, kept: Path) -> None:
    with folder.explained():
        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    mine = folder.path / f"installation.{os.getpid()}.json"
    folder.write(mine.name, {name: secrets.token_hex(32) for name in NAMES})
    with folder.explained():
        try:
            os.link(mine, kept)  # the first of two at once wins
        except FileExistsError:
            pass
        finally:
            mine.unlink()
        folder.keep_names()
