"""QR pictures as inline SVG: drawn here, sent nowhere."""

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from portal.citizens.models import Draft
from portal.pipeline.models import Dossier


def of_dossier(dossier: Dossier) -> SafeString:
    """Return the QR that leads to the look-up; it holds the code and nothing else."""
    return _drawn(f"{settings.PORTAL_URL.rstrip('/')}/tra-cuu/?ma={dossier.code}")


def of_draft(draft: Draft) -> SafeString:
    """Return the QR an official scans at the counter to open the draft."""
    return _drawn(f"{settings.PORTAL_URL.rstrip('/')}/quan-tri/ban-nhap/{draft.key}/")


def _drawn(text: str) -> SafeString:
    picture = segno.make_qr(text, error="m")
    # segno writes the SVG itself, from an address that is ours: nothing in it was typed.
    return mark_safe(picture.svg_inline(scale=4, omitsize=True, border=2))  # noqa: S308  nothing in it was typed
