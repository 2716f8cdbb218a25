"""Which simulated systems each procedure of this house goes to: the one table, turned round."""

from portal.accounts.demo import AGENCIES
from portal.settings.procedures import procedure_apps

# Funeral money alone has several: who decides depends on the case.
SYSTEMS_OF: dict[str, tuple[str, ...]] = {
    procedure: tuple(system for system, _title, decided in AGENCIES if procedure in decided)
    for procedure in procedure_apps()
}
SYSTEM_OF = {code: systems[0] for code, systems in SYSTEMS_OF.items() if len(systems) == 1}
