"""One HTTP client for every partner: timeouts, a size cap, an idempotency key, no memory."""

import os
import threading
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from typing import Any, Literal

import orjson
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from integrations import kill_points

OutageKind = Literal["timeout", "connect", "reset"]

# The longest signed document we take, and one answer with it, in base64, whether we ask for the
# answer or it is pushed to us.
MOST_DOCUMENT_BYTES = 8_000_000
MOST_BYTES = MOST_DOCUMENT_BYTES * 3 // 2

# For whoever asks while a person waits for a page; (connect, silence) as in `HttpClient`.
AT_A_DOOR = (0.5, 1.5)
UNHURRIED = (3.0, 10.0)

_CHUNK = 65_536
_POOL = 64
# When the call that this thread is making must be over, on the monotonic clock.
_ENDS_AT: ContextVar[float] = ContextVar("ends_at")


class Unreachable(Exception):
    """No whole reply came back; whether the partner acted on the request is unknown.

    `kind` is "connect" (nothing was sent), "timeout" or "reset"; `raw` is what did arrive.
    The text carries no address and no content, so that it may be logged.
    """

    def __init__(self, kind: OutageKind, raw: bytes = b"") -> None:
        super().__init__(kind)
        self.kind = kind
        self.raw = raw


class Garbled(ValueError):
    """A reply arrived whole and does not say what the partner's document promises."""

    def __init__(self, why: str, raw: bytes = b"") -> None:
        super().__init__(why)
        self.why = why
        self.raw = raw


class TooLarge(Exception):
    """A reply was longer than we read; `raw` is its beginning."""

    def __init__(self, raw: bytes = b"") -> None:
        super().__init__("reply longer than the cap")
        self.raw = raw


@dataclass(frozen=True, slots=True)
class Exchange:
    """One reply: status, headers (any case) and the bytes as they came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON; raise Garbled if it is none or holds a NUL."""
        # PostgreSQL cannot store a NUL, so it must not get past this door.
        if b"\\u0000" in self.body:
            raise Garbled("NUL in a reply", self.body)
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise Garbled("not JSON", self.body) from error

    def json_object(self) -> dict[str, Any]:
        """Return the body as a JSON object; raise Garbled if it is anything else."""
        value = self.json()
        if not isinstance(value, dict):
            raise Garbled("not a JSON object", self.body)
        return value


class HttpClient:
    """Call one partner over pooled connections; safe to share between threads and forks.

    Neither retries nor follows redirects nor reads proxies from the environment. `timeout` is
    (connect, silence between bytes) in seconds. A whole call, from the first byte sent to the last
    byte of the reply, takes `longest` seconds at most, three silences unless told: a partner that
    drips a byte now and then is as unreachable as one that says nothing. `authorities` is a file
    of certificates that vouch for the partner, in place of the usual ones.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: tuple[float, float] = UNHURRIED,
        longest: float | None = None,
        max_bytes: int = MOST_BYTES,
        token: str | None = None,
        authorities: str | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.timeout = timeout
        self.longest = longest or 3 * timeout[1]
        self.max_bytes = max_bytes
        self._token = token
        # A bare adapter reads no REQUESTS_CA_BUNDLE: what is trusted is said here.
        self._verify: bool | str = authorities or True
        self._lock = threading.Lock()
        self._pool: HTTPAdapter | None = None
        self._pid = 0

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> Exchange:
        """Return the partner's reply, whatever its status.

        Raise Unreachable when no whole reply came, TooLarge when it passed `max_bytes`.
        `body` is sent byte for byte, as JSON unless `headers` say otherwise; `json` is encoded
        here. Give one of them or neither.
        """
        if not path.startswith("/"):
            raise ValueError("a path begins with /")
        if not self.base_url:
            raise Unreachable("connect")  # nobody said where this partner answers
        request = requests.Request(
            method,
            self.base_url + path,
            headers=self._headers(
                headers, idempotency_key, as_json=json is not None or body is not None
            ),
            data=orjson.dumps(json) if json is not None else body,
        ).prepare()
        _ENDS_AT.set(time.monotonic() + self.longest)
        try:
            response = self._own_pool().send(
                request, stream=True, timeout=self.timeout, verify=self._verify
            )
        except requests.RequestException as error:
            raise Unreachable(_outage_kind(error)) from error
        with response:
            kill_points.reach("after_send_before_reply")
            return Exchange(response.status_code, response.headers, self._read(response))

    def _headers(
        self, extra: Mapping[str, str] | None, key: str | None, *, as_json: bool
    ) -> dict[str, str]:
        # A compressed reply could be small on the wire and huge in memory: ask for none.
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "lien-thong",
        }
        if as_json:
            headers["Content-Type"] = "application/json; charset=utf-8"
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        if key is not None:
            headers["Idempotency-Key"] = key
        return headers | dict(extra or {})

    def _read(self, response: requests.Response) -> bytes:
        declared = response.headers.get("Content-Length", "")
        if declared.isdigit() and int(declared) > self.max_bytes:
            raise TooLarge
        received = bytearray()
        try:
            for chunk in response.raw.stream(_CHUNK, decode_content=False):
                received += chunk
                if len(received) > self.max_bytes:
                    raise TooLarge(bytes(received[:_CHUNK]))
        except urllib3.exceptions.HTTPError as error:
            kind: OutageKind = (
                "timeout" if isinstance(error, urllib3.exceptions.TimeoutError) else "reset"
            )
            raise Unreachable(kind, bytes(received[:_CHUNK])) from error
        return bytes(received)

    def _own_pool(self) -> HTTPAdapter:
        # Connections made before a fork would be shared with the parent.
        if self._pool is None or self._pid != os.getpid():
            with self._lock:
                if self._pool is None or self._pid != os.getpid():
                    # A bare adapter, without a Session: it cannot follow a redirect, keep a
                    # cookie or read a proxy from the environment, and costs a third less.
                    self._pool = _Adapter(pool_maxsize=_POOL, max_retries=0)
                    self._pid = os.getpid()
        return self._pool


class _UntilDeadline(RawIOBase):
    """What a partner sends, read as long as neither its silence nor the whole call is too long.

    A socket's own timeout begins again with every byte, and header lines have none at all.
    """

    def __init__(self, source: Any, sock: Any, silence: float) -> None:
        self._source = source
        self._sock = sock
        self._silence = silence
        self._ends_at = _ENDS_AT.get()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(min(self._silence, _left(self._ends_at)))
        read: int | None = self._source.readinto(buffer)
        return read

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


class _Reply(HTTPResponse):
    def __init__(self, sock: Any, *args: Any, silence: float, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        # Nothing has been read yet, so nothing lies in the buffer that is given up.
        self.fp = BufferedReader(_UntilDeadline(self.fp.detach(), sock, silence))


class _Deadline:
    """A connection whose sending and reading end with the call."""

    sock: Any
    timeout: Any
    response_class: Any

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()  # type: ignore[attr-defined]  # of the class beside this one
        self.sock.settimeout(_left(_ENDS_AT.get()))
        super().send(data)  # type: ignore[misc]  # of the class beside this one

    def getresponse(self) -> Any:
        self.response_class = partial(_Reply, silence=self.timeout)
        return super().getresponse()  # type: ignore[misc]  # of the class beside this one


class _Plain(_Deadline, HTTPConnection):
    pass


class _Secure(_Deadline, HTTPSConnection):
    pass


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError("the call has taken too long")
    return left


def _outage_kind(error: requests.RequestException) -> OutageKind:
    if isinstance(error, requests.ConnectTimeout):
        return "connect"
    if isinstance(error, requests.Timeout):
        return "timeout"
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return "connect" if isinstance(cause, urllib3.exceptions.NewConnectionError) else "reset"
