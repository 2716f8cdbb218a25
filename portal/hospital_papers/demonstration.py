"""Invented hospitals with real-world failings, their authority made at first start in a folder."""

import csv
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from integrations.hospital_xml.authority import Authority, certify, name, new_key, new_root
from integrations.hospital_xml.signing import Signer

_LONG, _DAY = timedelta(days=3650), timedelta(days=1)


class Habit(StrEnum):
    """How an invented hospital signs."""

    WELL = "well"
    NOT_AT_ALL = "not_at_all"
    CHANGES_AFTERWARDS = "changes_afterwards"
    SELF_SIGNED = "self_signed"
    REVOKED = "revoked"
    EXPIRED = "expired"
    DIRECTORS_OWN = "directors_own"
    FOR_ANOTHER = "for_another"


@dataclass(frozen=True, slots=True)
class DemoFacility:
    """An invented hospital; no real code begins with 999."""

    code: str
    name: str
    province: str
    tax_code: str
    habit: Habit


FACILITIES = {
    one.code: one
    for one in (
        DemoFacility("99901", "Bệnh viện Ký Đúng (mô phỏng)", "01", "9990000001", Habit.WELL),
        DemoFacility("99902", "Bệnh viện Ký Chuẩn (mô phỏng)", "79", "9990000002", Habit.WELL),
        DemoFacility("99903", "Trạm Chưa Ký (mô phỏng)", "01", "9990000003", Habit.NOT_AT_ALL),
        DemoFacility(
            "99904", "Bệnh viện Sửa Sau Ký (mô phỏng)", "79", "9990000004", Habit.CHANGES_AFTERWARDS
        ),
        DemoFacility(
            "99905", "Phòng khám Tự Cấp (mô phỏng)", "46", "9990000005", Habit.SELF_SIGNED
        ),
        DemoFacility("99906", "Bệnh viện Bị Thu Hồi (mô phỏng)", "46", "9990000006", Habit.REVOKED),
        DemoFacility("99907", "Bệnh viện Hết Hạn (mô phỏng)", "01", "9990000007", Habit.EXPIRED),
        DemoFacility(
            "99908", "Bệnh viện Ký Tên Riêng (mô phỏng)", "79", "9990000008", Habit.DIRECTORS_OWN
        ),
        DemoFacility(
            "99909", "Bệnh viện Ký Thay (mô phỏng)", "46", "9990000009", Habit.FOR_ANOTHER
        ),
    )
}


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """Where the invented authority lives; private keys stay below it and nowhere else."""

    path: Path

    @property
    def anchors(self) -> Path:
        """The folder with the root's and the issuing authority's certificate."""
        return self.path / "anchors"

    @property
    def lists(self) -> list[Path]:
        """The revocation lists."""
        return [self.path / "root.crl", self.path / "issuing.crl"]

    @property
    def register(self) -> Path:
        """The register of facilities."""
        return self.path / "facilities.csv"

    def signer(self, code: str) -> Signer:
        """Return how this facility signs, whatever its certificate is worth."""
        own = self.path / "facilities" / code
        key = load_pem_private_key(own.with_suffix(".key").read_bytes(), password=None)
        certificate = x509.load_pem_x509_certificate(own.with_suffix(".pem").read_bytes())
        # This folder made the key itself, of a kind that signs.
        return Signer(key, (certificate,))  # type: ignore[arg-type]


def demonstration_in(folder: Path, at: datetime | None = None) -> DemoFolder:
    """Return the authority kept in `folder`, made now if there is none."""
    if not (folder / "facilities.csv").exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Made aside and renamed at once: a crash leaves all of it or nothing.
        aside = Path(tempfile.mkdtemp(dir=folder.parent))
        _make(DemoFolder(aside), at or datetime.now(UTC))
        try:
            aside.rename(folder)
        except OSError:
            shutil.rmtree(aside)  # another process was first: its authority counts
    return DemoFolder(folder)


def _make(folder: DemoFolder, at: datetime) -> None:
    folder.anchors.mkdir()
    (folder.path / "facilities").mkdir()
    days = {"start": at - _LONG, "end": at + _LONG}
    root = new_root(name("CA gốc mô phỏng"), new_key(), **days)
    key = new_key()
    linked = root.issue(name("CA cấp mô phỏng"), key, is_authority=True, path_length=0, **days)
    issuing = Authority(key, linked)
    for facility in FACILITIES.values():
        _keep(folder, facility.code, _identity(facility, issuing, at))
    for title, authority in (("root", root), ("issuing", issuing)):
        pem = authority.certificate.public_bytes(Encoding.PEM)
        (folder.anchors / f"{title}.pem").write_bytes(pem)
        crl = authority.revocation_list(at - _DAY, lasts=_LONG)
        (folder.path / f"{title}.crl").write_bytes(crl.public_bytes(Encoding.PEM))
    _write_register(folder.register)


def _identity(facility: DemoFacility, issuing: Authority, at: datetime) -> Signer:
    key = new_key()
    tax_code = "9990000001" if facility.habit is Habit.FOR_ANOTHER else facility.tax_code
    more: Mapping[str, str] = {"user_id": f"MST:{tax_code}"}
    if facility.habit is Habit.DIRECTORS_OWN:
        more = {"user_id": "CCCD:001099000001"}
    subject = name(facility.name, **more)
    end = at - 30 * _DAY if facility.habit is Habit.EXPIRED else at + _LONG
    if facility.habit is Habit.SELF_SIGNED:
        certificate = certify(subject, key, None, start=at - _LONG, end=end)
    else:
        certificate = issuing.issue(subject, key, start=at - _LONG, end=end)
    if facility.habit is Habit.REVOKED:
        issuing.revoke(certificate, at - 60 * _DAY)
    return Signer(key, (certificate,))


def _keep(folder: DemoFolder, code: str, signer: Signer) -> None:
    own = folder.path / "facilities" / code
    own.with_suffix(".key").touch(mode=0o600)
    own.with_suffix(".key").write_bytes(
        signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    own.with_suffix(".pem").write_bytes(signer.certificates[0].public_bytes(Encoding.PEM))


def _write_register(path: Path) -> None:
    with open(path, "w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(("facility_code", "name", "province", "tax_code"))
        for one in FACILITIES.values():
            writer.writerow((one.code, one.name, one.province, one.tax_code))
