"""Fill the tables of law from the committed files; rows that are there already stay as they are."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import models

FOLDER = Path(__file__).parent / "data"
FILES = {
    "amounts": "Amount",
    "time_limits": "TimeLimit",
    "procedure_codes": "ProcedureCode",
    "forms": "FormVersion",
    "return_reasons": "ReturnReason",
    "forbidden_papers": "ForbiddenPaper",
    "texts": "StatuteText",
    "days": "CalendarOverride",
    "switches": "Switch",
}


def load(model_named: Callable[[str], type[models.Model]]) -> dict[str, int]:
    """Insert the rows of every file and return how many each file holds.

    Takes a function from model name to class so that a migration can pass its own. A row that
    shares a day with one already there is left out: the database's word is the newer one.
    """
    counts = {}
    for file_name, model_name in FILES.items():
        model = model_named(model_name)
        rows = [model(**row) for row in read_rows(file_name)]
        model._default_manager.bulk_create(rows, ignore_conflicts=True)
        counts[file_name] = len(rows)
    return counts


def read_rows(file_name: str) -> list[dict[str, Any]]:
    """Return the rows of a file, each with the file's `[common]` values where it has none."""
    content = tomllib.loads((FOLDER / f"{file_name}.toml").read_text("utf-8"))
    return [content.get("common", {}) | row for row in content["row"]]
