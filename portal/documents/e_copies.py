"""Whether an e-copy of the civil status register is signed as it must be."""

from pathlib import Path

from django.conf import settings

from integrations import pdf_signatures


def is_well_signed(content: bytes) -> bool:
    """Tell whether a paper is signed under a certificate of this installation.

    Where none is known (`CIVIL_STATUS_ANCHORS`), no paper is believed.
    """
    paths = getattr(settings, "CIVIL_STATUS_ANCHORS", ())
    return pdf_signatures.check(content, [Path(path).read_bytes() for path in paths]).ok
