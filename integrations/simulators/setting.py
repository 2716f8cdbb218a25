"""What every simulator is given: its folder, memory and levers; and where the portal is."""

from dataclasses import dataclass
from pathlib import Path

from integrations.simulators import cases
from integrations.simulators.controls import Controls, Panel
from integrations.simulators.store import Store


@dataclass(frozen=True)
class Setting:
    """One simulator's place in the world; `portal_url` empty means nobody is called back."""

    system: str
    folder: Path
    store: Store
    panel: Panel
    pool_size: int = 12
    portal_url: str = ""
    portal_token: str = ""


def open_setting(
    system: str,
    folder: Path,
    controls: Controls,
    *,
    pool_size: int = 12,
    portal_url: str = "",
    portal_token: str = "",
) -> Setting:
    """Open the folder, made now if there is none; levers moved earlier stay moved."""
    store = Store(folder, system, cases.TABLES)
    panel = Panel(store, controls)
    return Setting(system, folder, store, panel, pool_size, portal_url, portal_token)
