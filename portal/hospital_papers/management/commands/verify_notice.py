"""Check hospitals' signed files and say at which gate each of them stops."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from integrations.hospital_xml.codes import Code, Revocation
from integrations.hospital_xml.parsing import MOST_BYTES
from integrations.hospital_xml.sentences import for_facility
from integrations.hospital_xml.spelling import VIETNAM
from integrations.hospital_xml.trust import TrustStore
from integrations.xml_signatures import Verdict, verify
from portal.hospital_papers.trust_files import NotReadable
from portal.hospital_papers.trusting import store_from_files, store_from_tables

_UNREADABLE = Verdict(Code.UNREADABLE, "", "", (), (), Revocation.UNASKED, None)


class Command(BaseCommand):
    """With --anchors, --crl or --facilities it reads those files and no database.

    Exits 0 whenever it ran, whatever the verdicts.
    """

    help = "Check signed birth and death notices: which gate refuses a file, and what to do."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files, and perhaps all that is to be believed."""
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument("--at", type=_moment, metavar="ISO", help="time of checking")
        parser.add_argument(
            "--anchors", nargs="+", action="extend", default=[], type=Path, metavar="PATH",
            help="PEM files or folders; self-signed authorities are anchors, others only link",
        )  # fmt: skip
        parser.add_argument(
            "--crl", nargs="+", action="extend", default=[], type=Path, metavar="FILE"
        )
        parser.add_argument("--facilities", type=Path, metavar="CSV")
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write one line, or one paragraph, a file."""
        files = _take_papers(options)
        if not files:
            raise CommandError("Name at least one FILE.")
        trust = _store(options)
        at = options["at"] or timezone.now()
        write = _as_json if options["json"] else _as_text
        for file in files:
            self.stdout.write(write(file, _check(file, trust, at)))


def _take_papers(options: dict[str, Any]) -> list[Path]:
    """Return the papers, also those that stand behind an option that takes many paths."""
    taken = list(options["files"])
    for option in ("anchors", "crl"):
        papers = [one for one in options[option] if one.suffix.lower() == ".xml"]
        options[option] = [one for one in options[option] if one not in papers]
        taken += papers
    return taken


def _store(options: dict[str, Any]) -> TrustStore:
    given = (options["anchors"], options["crl"], options["facilities"])
    if not any(given):
        return store_from_tables()
    try:
        return store_from_files(*given)
    except NotReadable as error:
        raise CommandError(str(error)) from error


def _check(file: Path, trust: TrustStore, at: datetime) -> Verdict:
    try:
        if not file.is_file():
            return _UNREADABLE
        with open(file, "rb") as content:
            return verify(content.read(MOST_BYTES + 1), trust=trust, at=at)
    except OSError:
        return _UNREADABLE


def _as_json(file: Path, verdict: Verdict) -> str:
    return json.dumps(
        {
            "file": str(file),
            "verdict": "accept" if verdict.ok else "reject",
            "code": verdict.code.value,
            "gate": verdict.gate.value if verdict.gate else None,
            "facility": verdict.facility or None,
            "number": ", ".join(verdict.numbers) or None,
            "sentence": for_facility(verdict.code).vietnamese,
            "sentence_en": for_facility(verdict.code).english,
            "element": verdict.detail or None,
            "layout": verdict.layout or None,
            "notices": len(verdict.notices),
            "revocation": verdict.revocation.value or None,
        },
        ensure_ascii=False,
    )


def _as_text(file: Path, verdict: Verdict) -> str:
    sentence = for_facility(verdict.code)
    facts = {
        "Cổng": verdict.gate.value if verdict.gate else "",
        "Thẻ": verdict.detail,
        "Cơ sở": verdict.facility,
        "Số giấy": ", ".join(verdict.numbers),
    }
    return "\n".join(
        [
            f"{file}: {'ĐẠT' if verdict.ok else 'KHÔNG ĐẠT'} ({verdict.code.value})",
            *(f"  {label}: {value}" for label, value in facts.items() if value),
            f"  {sentence.vietnamese}",
            f"  {sentence.english}",
        ]
    )


def _moment(text: str) -> datetime:
    """Read an ISO time; one without a zone is Vietnamese."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
