"""Which simulated system each procedure of this house goes to: the one table, turned round."""

from portal.accounts.demo import AGENCIES
from portal.settings.procedures import procedure_apps

SYSTEM_OF = {
    procedure: system
    for system, _title, procedures in AGENCIES
    for procedure in procedures
    if procedure in procedure_apps()
}
