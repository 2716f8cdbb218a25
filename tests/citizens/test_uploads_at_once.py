"""Files sent for one row at the same moment: together they are what a row may hold."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.citizens import uploads
from portal.citizens.models import DraftFile
from portal.documents.images import TooLargeToShrink
from portal.pipeline.registry import registry
from tests.citizens import invented
from tests.citizens.conftest import drafted
from tests.clones import CommittedDatabase
from tests.consents.test_races import at_once
from tests.pipeline.invented import invented_citizen


def test_a_row_never_outgrows_the_register(
    committed_db: CommittedDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    barrier, gone = threading.Barrier(4), threading.local()

    def shrink_pdf(content: bytes, *, most_bytes: int) -> bytes:
        if not hasattr(gone, "on"):
            gone.on = True
            barrier.wait(timeout=30)
        if len(content) > most_bytes:
            raise TooLargeToShrink
        return content

    monkeypatch.setattr(uploads, "shrink_pdf", shrink_pdf)
    with registry.replaced(*invented.FAMILY):
        draft = drafted(invented_citizen(1), papers=0)

        def send(number: int) -> DraftFile:
            scan = b"%PDF-1.7 " + bytes([number]) * 2_400_000
            sent = SimpleUploadedFile(f"{number}.pdf", scan)
            return uploads.take(draft=draft, page="tested.birth.child#1", row="paper", sent=sent)

        kept = at_once(*[lambda number=number: send(number) for number in range(4)])

    assert sorted(type(one).__name__ for one in kept) == ["DraftFile", *["Refused"] * 3]
    assert sum(one.document.size for one in draft.files.all()) <= uploads.ROW_BYTES
