"""Fill the tables of places from the committed files; running it again changes nothing."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import models

from portal.places.sorting import sort_key

FOLDER = Path(__file__).parent / "data"
TWO_TIERS_BEGAN_ON = date(2025, 7, 1)
"""Districts ended and today's units began: Luật Tổ chức chính quyền địa phương 72/2025/QH15."""


def load(province: type[models.Model], commune: type[models.Model]) -> tuple[int, int]:
    """Insert or refresh every unit of the files and return how many provinces and communes.

    Takes the model classes so that a migration can pass its own. Units that are no longer in the
    files stay as they are: ending a unit is an act with a date and a successor.
    """
    provinces = [province(**unit) for unit in _units("provinces.csv")]
    communes = [commune(**unit) for unit in _units("communes.csv")]
    for model, rows in ((province, provinces), (commune, communes)):
        model._default_manager.bulk_create(
            rows,
            batch_size=2000,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "name_sort", "kind"],
        )
    return len(provinces), len(communes)


def read_rows(file_name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a file of this app's data folder."""
    with (FOLDER / file_name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _units(file_name: str) -> Iterator[dict[str, object]]:
    for row in read_rows(file_name):
        yield {**row, "name_sort": sort_key(row["name"]), "valid_from": TWO_TIERS_BEGAN_ON}
