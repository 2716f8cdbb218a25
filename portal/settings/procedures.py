"""Find the folders that hold a procedure, so that adding one needs no edit here."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AGENCIES = ("civil_registry", "residence", "insurance", "funeral_benefits")


def procedure_apps() -> list[str]:
    """Return the dotted paths of every procedure app, agency by agency, in name order."""
    return [f"{agency}.{name}" for agency in AGENCIES for name in sorted(_folders(ROOT / agency))]


def _folders(agency: Path) -> set[str]:
    """Return the names of the folders whose manifest is a module, or has outgrown one."""
    modules = {manifest.parent.name for manifest in agency.glob("*/procedure.py")}
    return modules | {
        manifest.parents[1].name for manifest in agency.glob("*/procedure/__init__.py")
    }
