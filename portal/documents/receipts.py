"""Receipts as PDF: drawn from plain words, signed where this installation has a key."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import typst
from django.conf import settings

from integrations.demo_pki import SigningIdentity
from integrations.pdf_signatures import Signatory

TEMPLATE = Path(__file__).parent / "templates" / "receipt.typ"
KEY, CERTIFICATE, ANCHOR = "key.pem", "signing_certificate.pem", "anchor.pem"


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """Everything a receipt says, in words; `qr` is an SVG picture."""

    portal: str
    title: str
    subtitle: str
    code: str
    rows: Sequence[tuple[str, str]]
    legs_title: str
    legs: Sequence[tuple[str, str]]
    notes: Sequence[str]
    qr: str
    qr_caption: str
    footer: str


def draw(words: ReceiptWords) -> bytes:
    """Return the receipt as PDF/A-2b, signed if the folder of signing keys holds one."""
    fonts = settings.ROOT / "static" / "vendor" / "fonts-ttf"
    pdf = typst.compile(
        str(TEMPLATE),
        sys_inputs={"receipt": json.dumps(asdict(words), ensure_ascii=False)},
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        pdf_standards=["a-2b"],
    )
    folder = getattr(settings, "SIGNING_FOLDER", settings.RUN_FOLDER / "signing")
    signatory = _signatory(str(folder))
    return signatory.sign(pdf, reason=words.title) if signatory else pdf


@cache
def _signatory(folder: str) -> Signatory | None:
    kept = Path(folder)
    if not (kept / KEY).exists():
        return None
    return Signatory(
        SigningIdentity(
            key=(kept / KEY).read_bytes(),
            signing_certificate=(kept / CERTIFICATE).read_bytes(),
            anchor=(kept / ANCHOR).read_bytes(),
        )
    )
