"""The figures as rows of a page: each number with the address of what it counts."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.urls import reverse

from portal.facilities.asked import Asked
from portal.facilities.wording import CLASSES, GATES, grouped, percent
from portal.hospital_papers.figures import Packets, Parts, Signing, Week
from portal.places.models import Province


def province_names() -> dict[str, str]:
    """Return the names of provinces by code; a register may write either."""
    return {one.code: one.title for one in Province.objects.all()}


def province_rows(
    asked: Asked, parts: dict[str, Parts], names: dict[str, str]
) -> list[dict[str, Any]]:
    """Return a row a province, the one with the largest share not signing well first."""
    rows = [
        {
            "name": names.get(code, code),
            "url": "?" + asked.query(province=code, signing=None, gate=""),
            **part_cells(replace(asked, province=code), one),
            "share": one.valid / one.total,
        }
        for code, one in parts.items()
    ]
    return sorted(rows, key=lambda row: (row["share"], row["name"]))


def part_cells(asked: Asked, parts: Parts) -> dict[str, Any]:
    """Return the cells of one row: each class with its number, and the share that signs well."""
    counts = {
        Signing.NEVER: parts.never,
        Signing.UNSIGNED: parts.unsigned,
        Signing.WRONG: parts.wrong_total,
        Signing.VALID: parts.valid,
    }
    return {
        "total": grouped(parts.total),
        "total_url": list_url(replace(asked, signing=None, gate="")),
        "cells": [
            cell(count, list_url(replace(asked, signing=one, gate="")), CLASSES[one])
            for one, count in counts.items()
        ],
        "percent": percent(parts.valid, parts.total),
    }


def gate_rows(asked: Asked, parts: Parts, packets: Packets) -> list[dict[str, Any]]:
    """Return a row a gate: how many facilities stand there, and how many packets it refused."""
    return [
        {
            "name": words.name,
            "asks": words.asks,
            **cell(
                parts.wrong[gate], list_url(replace(asked, signing=Signing.WRONG, gate=gate)), ""
            ),
            "packets": grouped(packets.wrong[gate]),
        }
        for gate, words in GATES.items()
    ]


def week_rows(weeks: Iterable[Week]) -> list[dict[str, Any]]:
    """Return a row a week, the newest first; a bar is a hundred wide."""
    return [
        {
            "monday": f"{week.monday:%d/%m/%Y}",
            "valid": grouped(week.packets.valid),
            "wrong": grouped(week.packets.wrong_total),
            "unsigned": grouped(week.packets.unsigned),
            "percent": percent(week.packets.valid, week.packets.total),
            "bar": _bar(week.packets),
        }
        for week in reversed(list(weeks))
    ]


def cell(count: int, url: str, label: Any) -> dict[str, Any]:
    """Return a number; one that counts something leads to it."""
    return {"count": grouped(count), "url": url if count else "", "label": label}


def list_url(asked: Asked) -> str:
    """Return the address of the facilities a number counts."""
    return f"{reverse('facilities:list')}?{asked.query()}"


def _bar(packets: Packets) -> list[dict[str, Any]]:
    left, parts = 0.0, []
    counts = {
        "valid": packets.valid,
        "wrong": packets.wrong_total,
        "unsigned": packets.unsigned,
    }
    for kind, count in counts.items():
        width = 100 * count / packets.total if packets.total else 0
        parts.append({"kind": kind, "left": f"{left:.2f}", "width": f"{width:.2f}"})
        left += width
    return parts
