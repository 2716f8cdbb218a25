"""Sign a PDF (PAdES) and check a signed one, whole file, against anchors we were given."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock
from typing import Any

from integrations.demo_pki import SigningIdentity
from integrations.pdf_verdicts import Code, Verdict

_REMEMBERED = 512


class Signatory:
    """Sign PDFs with one identity; safe to share between threads, which sign one after another."""

    def __init__(self, identity: SigningIdentity) -> None:
        self._identity = identity
        # Certificates are parsed bit by bit as they are read: two threads would see half of one.
        self._lock = Lock()

    @cached_property
    def _signer(self) -> Any:
        from integrations import pades  # noqa: PLC0415  # slow to load

        return pades.signer_of(self._identity)

    def sign(self, pdf: bytes, *, reason: str = "", field: str = "Signature") -> bytes:
        """Return the PDF with one invisible PAdES signature over all of it."""
        from integrations import pades  # noqa: PLC0415  # slow to load

        with self._lock:
            return pades.sign(self._signer, pdf, reason=reason, field=field)


def check(pdf: bytes, anchors: Sequence[bytes], *, at: datetime | None = None) -> Verdict:
    """Say whether exactly one good signature, under one of the anchors (PEM), covers every byte.

    Bytes appended after signing are refused, whatever they do to the page. `at` is the moment
    certificates are judged by; None means now. Revocation is not consulted: there is no list.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    moment = at or datetime.now(UTC)
    asked = (sha256, hashlib.sha256(b"".join(anchors)).hexdigest(), moment.date())
    known = _remembered.get(asked)
    if known is None:
        from integrations import pades  # noqa: PLC0415  # slow to load

        code, signer = pades.check(pdf, anchors, moment)
        known = Verdict(code is Code.OK, code, signer, sha256)
        _remembered.put(asked, known)
    return known


class _Memory:
    """The last verdicts, so that a file asked about twice is computed once."""

    def __init__(self) -> None:
        self._verdicts: OrderedDict[object, Verdict] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: object) -> Verdict | None:
        with self._lock:
            if asked in self._verdicts:
                self._verdicts.move_to_end(asked)
            return self._verdicts.get(asked)

    def put(self, asked: object, verdict: Verdict) -> None:
        with self._lock:
            self._verdicts[asked] = verdict
            while len(self._verdicts) > _REMEMBERED:
                self._verdicts.popitem(last=False)


_remembered = _Memory()
