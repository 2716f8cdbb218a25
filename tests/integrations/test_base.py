"""The one HTTP client against real servers, good and bad."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Response

from integrations.answers import NoAnswer, NoAnswerKind, no_answer_for
from integrations.base import Exchange, Garbled, HttpClient, TooLarge, Unreachable
from tests.integrations.conftest import Start
from tests.integrations.listening import Received, listening
from tests.integrations.running import Running, misbehave


@pytest.fixture(scope="module")
def simulator(start: Start) -> Running:
    return start("messaging")


@pytest.fixture(scope="module")
def client(simulator: Running) -> HttpClient:
    return HttpClient(simulator.url, timeout=(1.0, 0.3), max_bytes=1_000_000)


def outcome(client: HttpClient) -> object:
    """Return the reply, or the outage that came instead."""
    try:
        return client.call("PUT", "/v1/messages/1", json={"channel": "sms", "to": "1"})
    except (Unreachable, Garbled, TooLarge) as outage:
        return outage


def no_answer(client: HttpClient) -> NoAnswer:
    """Return what the outcome amounts to."""
    found = outcome(client)
    assert isinstance(found, Exchange | Unreachable | Garbled | TooLarge)
    return no_answer_for(found)


class TestWhatIsSent:
    def test_carries_key_and_token_and_asks_for_nothing_compressed(self) -> None:
        with listening(lambda _: Response("{}")) as server:
            client = HttpClient(server.url, token="secret")
            client.call("PUT", "/a", json={"b": 1}, idempotency_key="k.1")
        (received,) = server.heard
        assert received.headers["Idempotency-Key"] == "k.1"
        assert received.headers["Authorization"] == "Bearer secret"
        assert received.headers["Accept-Encoding"] == "identity"
        assert received.body == b'{"b":1}'

    def test_is_sent_byte_for_byte_when_it_is_frozen_already(self) -> None:
        with listening(lambda _: Response("{}")) as server:
            HttpClient(server.url).call("POST", "/a", body=b'{ "b" : 1 }')
        assert server.heard[0].body == b'{ "b" : 1 }'
        assert server.heard[0].headers["Content-Type"].startswith("application/json")

    def test_goes_to_the_configured_host_whatever_the_path_says(self) -> None:
        with pytest.raises(ValueError, match="path"):
            HttpClient("http://127.0.0.1:1").call("GET", "@elsewhere.invalid/")

    def test_never_passes_through_a_proxy_of_the_environment(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        with listening(lambda _: Response("{}")) as server:
            assert HttpClient(server.url).call("GET", "/").status == 200


class TestAReply:
    def test_that_redirects_is_not_followed_and_stalls(self) -> None:
        def elsewhere(_: Received) -> Response:
            return Response("", 302, {"Location": "/elsewhere"})

        with listening(elsewhere) as server:
            reply = HttpClient(server.url).call("GET", "/here")
        assert reply.status == 302
        assert [one.path for one in server.heard] == ["/here"]
        assert no_answer_for(reply).kind is NoAnswerKind.REJECTED

    def test_sets_no_cookie_for_the_next_request(self) -> None:
        with listening(lambda _: Response("{}", headers={"Set-Cookie": "a=b"})) as server:
            client = HttpClient(server.url)
            client.call("GET", "/")
            client.call("GET", "/")
        assert "Cookie" not in server.heard[1].headers

    @pytest.mark.parametrize("body", [b"<html>", b"", b'"\\u0000"', b"[1", b"\xff\xfe", b"NaN"])
    def test_that_is_no_json_we_can_keep_is_garbled(self, body: bytes) -> None:
        with pytest.raises(Garbled):
            Exchange(200, {}, body).json()

    def test_that_is_longer_than_the_cap_is_not_read_to_its_end(self) -> None:
        with listening(lambda _: Response(b" " * 2_000)) as server:
            with pytest.raises(TooLarge):
                HttpClient(server.url, max_bytes=1_000).call("GET", "/")
            assert len(HttpClient(server.url, max_bytes=2_000).call("GET", "/").body) == 2_000

    def test_that_throttles_says_when_to_come_back_in_seconds_or_as_a_date(self) -> None:
        seconds = Exchange(429, {"Retry-After": "7"}, b"")
        until = Exchange(
            503,
            {
                "Retry-After": "Sat, 21 Nov 2026 09:00:30 GMT",
                "Date": "Sat, 21 Nov 2026 09:00:00 GMT",
            },
            b"",
        )
        nonsense = Exchange(429, {"Retry-After": "soon"}, b"")
        assert no_answer_for(seconds) == NoAnswer(
            NoAnswerKind.THROTTLED, 7.0, b"Retry-After: 7\n\n"
        )
        found = no_answer_for(until)
        assert (found.kind, found.retry_after) == (NoAnswerKind.SERVER_ERROR, 30.0)
        assert found.raw.startswith(b"Retry-After: Sat, 21 Nov 2026 09:00:30 GMT")
        assert no_answer_for(nonsense).retry_after is None


class TestAPartnerThatFails:
    @pytest.mark.parametrize(
        ("mishap", "kind"),
        [
            ("server_error", NoAnswerKind.SERVER_ERROR),
            ("throttle", NoAnswerKind.THROTTLED),
            ("timeout", NoAnswerKind.UNREACHABLE),
            ("timeout_after", NoAnswerKind.UNREACHABLE),
            ("reset", NoAnswerKind.UNREACHABLE),
            ("reset_after", NoAnswerKind.UNREACHABLE),
            ("truncated", NoAnswerKind.UNREACHABLE),
            ("flood", NoAnswerKind.GARBLED),
        ],
    )
    def test_gives_no_answer_of_its_own_kind(
        self, simulator: Running, client: HttpClient, mishap: str, kind: NoAnswerKind
    ) -> None:
        misbehave(simulator, mishap)
        assert no_answer(client).kind is kind

    @pytest.mark.parametrize("mishap", ["html", "garbage"])
    def test_may_say_200_and_mean_nothing(
        self, simulator: Running, client: HttpClient, mishap: str
    ) -> None:
        misbehave(simulator, mishap)
        reply = outcome(client)
        assert isinstance(reply, Exchange)
        assert reply.status == 200
        with pytest.raises(Garbled):
            reply.json_object()

    def test_is_told_apart_by_whether_it_timed_out_cut_or_was_never_there(
        self, simulator: Running, client: HttpClient
    ) -> None:
        kinds = []
        for mishap in ("timeout", "reset"):
            misbehave(simulator, mishap)
            found = outcome(client)
            assert isinstance(found, Unreachable)
            kinds.append(found.kind)
        absent = outcome(HttpClient("http://127.0.0.1:1"))
        assert isinstance(absent, Unreachable)
        assert [*kinds, absent.kind] == ["timeout", "reset", "connect"]

    def test_leaves_nothing_of_an_address_or_a_body_in_the_error(self, client: HttpClient) -> None:
        assert str(outcome(HttpClient("http://127.0.0.1:1"))) == "connect"


@contextmanager
def dripping(at_once: bytes, drips: bytes, every: float) -> Iterator[str]:
    """Answer one call: some bytes at once, then one byte at a time for as long as it is read."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            caller, _ = listener.accept()
            with caller:
                caller.recv(65_536)
                caller.sendall(at_once)
                for number in range(600):
                    caller.sendall(drips[number % len(drips) :][:1])
                    time.sleep(every)

    threading.Thread(target=serve, daemon=True).start()
    with listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


class TestAPartnerThatDrips:
    HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"

    @pytest.mark.parametrize(
        ("at_once", "drips"),
        [
            (b"", b"HTTP/1.1 200 OK"),
            (b"HTTP/1.1 200 OK\r\n", b"X-More: yes\r\n"),
            (HEAD, b" "),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        ],
        ids=["first line", "header", "body", "chunks"],
    )
    def test_is_left_when_the_whole_call_has_taken_too_long(
        self, at_once: bytes, drips: bytes
    ) -> None:
        with dripping(at_once, drips, every=0.05) as url:
            began = time.monotonic()
            found = outcome(HttpClient(url, timeout=(1.0, 0.3), longest=0.6))
            took = time.monotonic() - began
        assert isinstance(found, Unreachable)
        assert found.kind == "timeout"
        assert 0.5 < took < 2

    def test_may_take_its_time_within_the_limit(self) -> None:
        reply = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        with dripping(reply, b"[1,2]", every=0.05) as url:
            found = HttpClient(url, timeout=(1.0, 0.3), longest=5.0).call("GET", "/")
        assert found.json() == [1, 2]

    def test_may_not_be_silent_for_longer_than_a_silence(self) -> None:
        with dripping(self.HEAD, b" ", every=1.0) as url:
            began = time.monotonic()
            found = outcome(HttpClient(url, timeout=(1.0, 0.2), longest=30.0))
        assert isinstance(found, Unreachable)
        assert found.kind == "timeout"
        assert time.monotonic() - began < 2

    def test_that_reads_as_slowly_as_it_answers_is_left_too(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            client = HttpClient(url, timeout=(1.0, 0.2), longest=0.5)
            began = time.monotonic()
            with pytest.raises(Unreachable):
                client.call("PUT", "/", body=b" " * 30_000_000)
        assert time.monotonic() - began < 2


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server under a certificate no public authority knows; its address and certificate."""
    folder = tmp_path_factory.mktemp("tls")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*own_certificate(folder))

    class Quiet(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Quiet) as server:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"https://127.0.0.1:{server.server_port}", folder / "certificate.pem"
        server.shutdown()


class TestTls:
    def test_trusts_no_certificate_that_nobody_vouches_for(
        self, authority: tuple[str, Path]
    ) -> None:
        assert isinstance(outcome(HttpClient(authority[0], timeout=(1.0, 1.0))), Unreachable)

    def test_trusts_the_authorities_it_is_given(
        self, authority: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
        client = HttpClient(authority[0], timeout=(1.0, 1.0), authorities=str(authority[1]))
        for _ in range(2):
            assert client.call("GET", "/").json() == {}


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate that vouches for itself, and its key; return both files."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    begins = datetime.now(UTC) - timedelta(days=1)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=9))
        .add_extension(address, critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


class TestManyThreads:
    def test_share_one_client(self) -> None:
        def echo(received: Received) -> Response:
            return Response(received.body, content_type="application/json")

        with listening(echo) as server:
            client = HttpClient(server.url)
            numbers = list(range(200))
            with ThreadPoolExecutor(8) as pool:
                found = pool.map(lambda n: client.call("POST", "/", json={"n": n}).json(), numbers)
                assert [one["n"] for one in found] == numbers
        assert threading.active_count() < 60
