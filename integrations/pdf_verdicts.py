"""What a check of a signed PDF may find."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Why a signed PDF was not taken, or that it was."""

    OK = "ok"
    TOO_LARGE = "too_large"
    NOT_PDF = "not_pdf"
    UNSIGNED = "unsigned"
    SEVERAL_SIGNATURES = "several_signatures"
    NOT_WHOLE_FILE = "not_whole_file"
    BROKEN = "broken"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found; `signer` is the certificate's subject, `sha256` that of the file."""

    ok: bool
    code: Code
    signer: str
    sha256: str
