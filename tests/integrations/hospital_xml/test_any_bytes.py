"""Whatever the bytes: no surprise, no file or address opened, bounded time and memory."""

import base64
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.hospital_xml.signing import Signer
from integrations.xml_signatures import verify
from tests.integrations.hospital_xml.making import ID, Envelopes, births, deaths
from tests.integrations.hospital_xml.world import END, NOW, START, World

INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
EXAMPLES = int(os.environ.get("NOTICE_EXAMPLES", "150"))
ROOT = Path(__file__).resolve().parents[3]
# Files are made once; hypothesis runs a test many times within one fixture.
bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="session")
def valid(world: World) -> list[bytes]:
    return [births(world).file(), deaths(world).file(), Envelopes(world).file()]


@bounded
@given(which=st.integers(0, 2), place=st.integers(0, 1_000_000), byte=st.integers(0, 255))
def test_one_changed_byte_is_refused_or_changes_nothing(
    which: int, place: int, byte: int, valid: list[bytes], world: World
) -> None:
    whole = valid[which]
    place %= len(whole)
    changed = whole[:place] + bytes([byte]) + whole[place + 1 :]
    verdict = verify(changed, trust=world.trust, at=NOW)
    if verdict.ok:
        assert verdict.notices == verify(whole, trust=world.trust, at=NOW).notices


edits = st.lists(
    st.tuples(
        st.integers(0, 1_000_000),
        st.integers(0, 200),
        st.one_of(
            st.binary(max_size=20),
            st.sampled_from(
                [b"<", b">", b'"', b"&#0;", b"&#xD800;", b"<![CDATA[", b"]]>", b"<!--"]
            ),
            st.tuples(st.integers(0, 9_000), st.integers(0, 400)),
        ),
    ),
    min_size=1,
    max_size=6,
)


@bounded
@given(which=st.integers(0, 2), changes=edits)
def test_no_file_surprises(which: int, changes: list, valid: list[bytes], world: World) -> None:
    content = valid[which]
    for place, length, new in changes:
        start = place % (len(content) + 1)
        piece = content[new[0] : new[0] + new[1]] if isinstance(new, tuple) else new
        content = content[:start] + piece + content[start + length :]
    verify(content, trust=world.trust, at=NOW)


@bounded
@given(text=st.text(max_size=40), field=st.integers(0, 68))
def test_no_signed_value_surprises(text: str, field: int, world: World) -> None:
    made = births(world)
    names = made.names
    allowed = "".join(letter for letter in text if letter.isprintable())
    verdict = verify(made.file({names[field % len(names)]: allowed}), trust=world.trust, at=NOW)
    assert verdict.code.gate is None or verdict.code.gate.value in ("identity", "schema")


@bounded
@given(place=st.integers(0, 1_000_000), byte=st.integers(0, 255))
def test_no_certificate_surprises(place: int, byte: int, world: World) -> None:
    der = bytearray(world.good.certificates[0].public_bytes(Encoding.DER))
    der[place % len(der)] = byte
    made = deaths(world)
    written = _written(bytes(world.good.certificates[0].public_bytes(Encoding.DER)))
    file = made.file().decode().replace(written, _written(bytes(der)))
    verify(file.encode(), trust=world.trust, at=NOW)


def _written(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _named(world: World, address: str) -> Iterator[bytes]:
    """Yield files that name an address wherever a reader might follow it."""
    made, whole = births(world), Envelopes(world)
    template = made.template()
    body = template.partition("\n")[2]
    for declared in (f'SYSTEM "{address}"', f'[<!ENTITY % x SYSTEM "{address}"> %x;]'):
        yield made.sealed(template).replace(b"?>", f"?><!DOCTYPE x {declared}>".encode(), 1)
    yield made.sealed(template.replace("\n", f'\n<?xml-stylesheet href="{address}"?>', 1))
    yield made.sealed(template.replace(f'URI="#{ID}"', f'URI="{address}"'))
    yield made.sealed(template.replace("<KeyInfo>", f'<KeyInfo><RetrievalMethod URI="{address}"/>'))
    schema = f'xmlns:i="{INSTANCE}" i:noNamespaceSchemaLocation="{address}"'
    yield made.sealed(body.replace("<HSDLGCS>", f"<HSDLGCS {schema}>"))
    yield made.sealed(body.replace("<MA_BN>", f"<MA_BN {schema}>"))
    include = f'<include xmlns="http://www.w3.org/2001/XInclude" href="{address}"/>'
    yield made.sealed(body.replace("<MA_BN>", f"<MA_BN>{include}"))
    yield whole.sealed(whole.template().replace('URI=""', f'URI="{address}"'))
    table = "<CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH"
    yield whole.file(whole.table().replace(table, f"{table} {schema}"))
    yield whole.file(whole.table().replace("?>", f'?><!DOCTYPE x SYSTEM "{address}">', 1))
    yield made.file(signer=_pointing_signer(world, address))


def _pointing_signer(world: World, address: str) -> Signer:
    """Return a signer whose certificate says where its issuer and its list are found."""
    good = world.good.certificates[0]
    places = [x509.UniformResourceIdentifier(address)]
    point = x509.DistributionPoint(places, None, None, None)
    found = x509.AccessDescription(x509.AuthorityInformationAccessOID.CA_ISSUERS, places[0])
    builder = (
        x509.CertificateBuilder()
        .subject_name(good.subject)
        .issuer_name(good.issuer)
        .public_key(good.public_key())
        .serial_number(7)
        .not_valid_before(START)
        .not_valid_after(END)
        .add_extension(x509.CRLDistributionPoints([point]), critical=False)
        .add_extension(x509.AuthorityInformationAccess([found]), critical=False)
    )
    for extension in good.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    return Signer(world.key, (builder.sign(world.issuing.key, hashes.SHA256()),))


def test_what_a_file_names_stays_untouched(world: World, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        addresses = [f"file://{pipe}", str(pipe), f"http://127.0.0.1:{listener.getsockname()[1]}/x"]
        files = [file for address in addresses for file in _named(world, address)]

        def check() -> None:
            for file in files:
                verify(file, trust=world.trust, at=NOW)

        worker = threading.Thread(target=check, daemon=True)
        worker.start()
        worker.join(60)
        assert not worker.is_alive()  # who reads a pipe nobody writes waits for ever
        with pytest.raises(BlockingIOError):
            listener.accept()


LIMITS = """
import resource, sys, time
from datetime import UTC, datetime
from integrations.hospital_xml.trust import TrustStore
from integrations.xml_signatures import verify
trust, at = TrustStore(), datetime(2026, 11, 22, tzinfo=UTC)
files = [
    b"<a>" * 5_000 + b"</a>" * 5_000,
    b"<HSDLGCS>" * 500_000,
    b"<r>" + b"<a/>" * 1_200_000 + b"</r>",
    b"<HSDLGCS>" + b"x" * 4_900_000 + b"</HSDLGCS>",
    b"<HSDLGCS>" + b"&#65;" * 900_000 + b"</HSDLGCS>",
    b"<HSDLGCS " + b" ".join(b'a%d=""' % n for n in range(39_000)) + b"/>",
    b"<HSDLGCS><" + b"y" * 4_900_000 + b"/></HSDLGCS>",
    b"<GIAMDINHHS>" + b"<a b='1'/>" * 19_000 + b"</GIAMDINHHS>",
    b"<HSDLGCS>" + b"<!---->" * 39_000 + b"</HSDLGCS>",
]
before, slowest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 0.0
for file in files:
    start = time.process_time()
    verify(file, trust=trust, at=at)
    slowest = max(slowest, time.process_time() - start)
print(slowest, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def test_large_and_deep_files_cost_little() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LIMITS], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    seconds, megabytes = map(float, ran.stdout.split())
    assert seconds < 3
    assert megabytes < 200
