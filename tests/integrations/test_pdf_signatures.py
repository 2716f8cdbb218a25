"""Signed PDFs: made, believed, and disbelieved for each reason there is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typst

from integrations.base import MOST_DOCUMENT_BYTES
from integrations.demo_pki import SigningIdentity, identity_in, new_identity
from integrations.pdf_signatures import Signatory, check
from integrations.pdf_verdicts import Code


@pytest.fixture(scope="module")
def register() -> SigningIdentity:
    return new_identity("Sổ hộ tịch thử")


@pytest.fixture(scope="module")
def stranger() -> SigningIdentity:
    return new_identity("Người lạ thử")


@pytest.fixture(scope="module")
def blank() -> bytes:
    page = b"#set page(width: 10cm, height: 10cm)\nTH\xe1\xbb\xac"
    return bytes(typst.compile(page, ignore_system_fonts=True))


@pytest.fixture(scope="module")
def signed(register: SigningIdentity, blank: bytes) -> bytes:
    return Signatory(register).sign(blank, reason="Bản điện tử")


class TestAGoodSignature:
    def test_is_believed_under_its_anchor_and_names_its_signer(
        self, register: SigningIdentity, stranger: SigningIdentity, signed: bytes
    ) -> None:
        verdict = check(signed, [stranger.anchor, register.anchor])
        assert (verdict.ok, verdict.code) == (True, Code.OK)
        assert "Sổ hộ tịch thử" in verdict.signer

    def test_is_remembered_by_the_digest_of_the_file(
        self, register: SigningIdentity, signed: bytes
    ) -> None:
        first, again = check(signed, [register.anchor]), check(signed, [register.anchor])
        assert first is again
        assert len(first.sha256) == 64

    def test_ends_with_its_certificate(self, register: SigningIdentity, signed: bytes) -> None:
        later = datetime.now(UTC) + timedelta(days=365 * 20)
        assert check(signed, [register.anchor], at=later).code is Code.UNTRUSTED


class TestABadOne:
    def test_of_a_foreign_signer_is_untrusted(
        self, stranger: SigningIdentity, signed: bytes
    ) -> None:
        assert check(signed, [stranger.anchor]).code is Code.UNTRUSTED
        assert check(signed, []).code is Code.UNTRUSTED

    def test_with_bytes_appended_does_not_cover_the_whole_file(
        self, register: SigningIdentity, signed: bytes
    ) -> None:
        for tail in (b"\n", b" ", b"% harmless\n", b"\x00" * 10):
            assert not check(signed + tail, [register.anchor]).ok
        assert check(signed + b"\n", [register.anchor]).code is Code.NOT_WHOLE_FILE

    def test_with_one_byte_changed_is_broken(
        self, register: SigningIdentity, signed: bytes
    ) -> None:
        place = signed.index(b"stream") + 20
        changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        assert check(changed, [register.anchor]).code is Code.BROKEN

    def test_beside_a_second_one_is_refused_whoever_signed_that(
        self, register: SigningIdentity, stranger: SigningIdentity, signed: bytes
    ) -> None:
        for second in (register, stranger):
            twice = Signatory(second).sign(signed, field="Second")
            assert check(twice, [register.anchor]).code is Code.SEVERAL_SIGNATURES

    def test_is_told_apart_from_none_and_from_no_pdf(
        self, register: SigningIdentity, blank: bytes
    ) -> None:
        assert check(blank, [register.anchor]).code is Code.UNSIGNED
        for junk in (b"", b"%PDF-1.7", b"<html>", blank[:500]):
            assert check(junk, [register.anchor]).code is Code.NOT_PDF
        assert check(bytes(MOST_DOCUMENT_BYTES + 1), [register.anchor]).code is Code.TOO_LARGE


class TestTheKeysForDemonstration:
    def test_are_made_once_and_readable_by_nobody_else(self, tmp_path: Path) -> None:
        folder = tmp_path / "state" / "keys"
        first = identity_in(folder, "Cơ quan thử")
        assert identity_in(folder, "Cơ quan thử") == first
        assert (folder / "key.pem").stat().st_mode & 0o077 == 0
        assert sorted(path.name for path in folder.iterdir()) == [
            "anchor.pem",
            "key.pem",
            "signing_certificate.pem",
        ]

    def test_differ_from_place_to_place(self, tmp_path: Path) -> None:
        assert identity_in(tmp_path / "a", "X") != identity_in(tmp_path / "b", "X")
