"""Find the folders that hold a procedure, so that adding one needs no edit here."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AGENCIES = ("civil_registry", "residence", "insurance", "funeral_benefits")


def procedure_apps() -> list[str]:
    """Return the dotted paths of every procedure app, agency by agency, in name order."""
    return [
        f"{agency}.{manifest.parent.name}"
        for agency in AGENCIES
        for manifest in sorted((ROOT / agency).glob("*/procedure.py"))
    ]
