"""A small threaded HTTP/1.1 server for WSGI apps that can also cut a reply short on purpose."""

import io
import logging
import socket
import socketserver
import struct
import sys
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

# Set in the WSGI environment by an app that wants its reply mistreated; see `mishaps`.
MISTREAT = "simulator.mistreat"
RESET, TRUNCATE, FLOOD = "reset", "truncate", "flood"

_IDLE_SECONDS = 75.0
_MOST_BODY = 64_000_000
_FLOOD_BLOCKS = 1_600  # of 64 KiB: about 100 MB
_log = logging.getLogger(__name__)


class Server(socketserver.ThreadingTCPServer):
    """Serve one WSGI app; a thread a connection, and connections are kept alive."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, host: str, port: int, app: WSGIApplication) -> None:
        super().__init__((host, port), Connection)
        self.app = app

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet about callers that hang up, which is what the fault tests do."""
        if not isinstance(sys.exc_info()[1], OSError):
            _log.exception("a connection failed")


class Connection(socketserver.StreamRequestHandler):
    """One caller: read a request, let the app answer it, and again until it hangs up."""

    server: Server
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS

    def handle(self) -> None:
        """Answer requests until either side closes."""
        while True:
            environ = self._read_request()
            if environ is None or not self._answer(environ):
                return

    def _read_request(self) -> dict[str, Any] | None:
        words = self.rfile.readline(65_537).decode("latin-1").split()
        if len(words) != 3:
            return None
        path, _, query = words[1].partition("?")
        environ = self._environ(words[0], path, query, words[2])
        while (line := self.rfile.readline(65_537)) not in (b"\r\n", b"\n"):
            if not line:
                return None
            _add_header(environ, line)
        length = int(environ.get("CONTENT_LENGTH", "0"))
        if length > _MOST_BODY:
            return None
        if environ.get("HTTP_EXPECT", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        environ["wsgi.input"] = io.BytesIO(self.rfile.read(length))
        return environ

    def _environ(self, method: str, path: str, query: str, protocol: str) -> dict[str, Any]:
        host, port = self.server.server_address[:2]
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": str(host),
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": protocol,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def _answer(self, environ: dict[str, Any]) -> bool:
        head: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
            head[:] = [status, headers]

        reply = self.server.app(environ, start_response)
        body = b"".join(reply)
        if hasattr(reply, "close"):
            reply.close()
        if environ.get(MISTREAT):
            self._mistreat(environ[MISTREAT], head[0], head[1], body)
            return False
        last = _wants_close(environ)
        if environ["REQUEST_METHOD"] == "HEAD":
            body = b""
        self.wfile.write(_head(head[0], head[1], last) + body)
        return not last

    def _mistreat(
        self, how: str, status: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> None:
        if how == TRUNCATE:
            self.wfile.write(_head(status, headers, True) + body[: len(body) // 2])
        elif how == FLOOD:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            for _ in range(_FLOOD_BLOCKS):
                self.wfile.write(b" " * 65_536)
        elif how == RESET:
            # Lingering for zero seconds makes the kernel answer with RST instead of FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()


def _add_header(environ: dict[str, Any], line: bytes) -> None:
    name, _, value = line.decode("latin-1").partition(":")
    name = name.strip().upper().replace("-", "_")
    if name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        name = f"HTTP_{name}"
    environ[name] = value.strip()


def _wants_close(environ: dict[str, Any]) -> bool:
    connection = str(environ.get("HTTP_CONNECTION", "")).lower()
    if environ["SERVER_PROTOCOL"] == "HTTP/1.0":
        return "keep-alive" not in connection
    return "close" in connection


def _head(status: str, headers: Iterable[tuple[str, str]], last: bool) -> bytes:
    code = int(status[:3])
    lines = [f"HTTP/1.1 {code} {HTTPStatus(code).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if last:
        lines.append("Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
