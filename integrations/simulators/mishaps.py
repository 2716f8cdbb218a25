"""What goes wrong between a request and its reply, before or after the request has its effect."""

import hashlib
import time
from collections import Counter
from email.utils import formatdate
from threading import Lock

from flask import Blueprint, Response, g, request

from integrations.simulators.chance import chance
from integrations.simulators.controls import Panel
from integrations.simulators.server import FLOOD, MISTREAT, RESET, TRUNCATE

BEFORE = ("server_error", "throttle", "timeout", "reset")
AFTER = (
    "server_error_after",
    "timeout_after",
    "reset_after",
    "html",
    "garbage",
    "truncated",
    "flood",
)


class Mishaps:
    """At most one mishap a request, drawn from its key and how often that key was seen."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._seen: Counter[str] = Counter()
        self._lock = Lock()

    def watch(self, wire: Blueprint) -> None:
        """Let this happen to every request of the wire."""
        wire.before_request(self._before)
        wire.after_request(self._after)

    def _before(self) -> Response | None:
        if self._panel.now.latency_ms:
            time.sleep(self._panel.now.latency_ms / 1000)
        g.mishap = self._draw()
        if g.mishap not in BEFORE:
            return None
        return self._fail_before(g.mishap)

    def _fail_before(self, mishap: str) -> Response:
        if mishap == "server_error":
            return Response("Bảo trì hệ thống", 503 if self._flip() else 500)
        if mishap == "throttle":
            wait = self._panel.now.retry_after
            # Partners use both forms: seconds, and a date.
            seconds, until = str(max(1, round(wait))), formatdate(time.time() + wait, usegmt=True)
            said = seconds if self._flip() else until
            return Response("", 429, {"Retry-After": said})
        return self._cut(hang=mishap == "timeout")

    def _after(self, reply: Response) -> Response:
        mishap = g.get("mishap")
        if mishap == "server_error_after":
            return Response("Internal Server Error", 500)
        if mishap in ("timeout_after", "reset_after"):
            return self._cut(hang=mishap == "timeout_after")
        if mishap == "html":
            return Response("<!doctype html><title>Đăng nhập</title><p>Phiên làm việc đã hết.")
        if mishap == "garbage":
            noise = hashlib.sha512(self._key().encode()).digest() * 8
            return Response(noise, 200, content_type="application/json")
        if mishap == "truncated":
            request.environ[MISTREAT] = TRUNCATE
        if mishap == "flood":
            request.environ[MISTREAT] = FLOOD
        return reply

    def _cut(self, *, hang: bool) -> Response:
        if hang:
            time.sleep(self._panel.now.hang_seconds)
        request.environ[MISTREAT] = RESET
        return Response("")

    def _draw(self) -> str:
        controls = self._panel.now
        if controls.mode != "chaos" and not (controls.misbehaviours or controls.error_rate):
            return ""
        key = self._key()
        with self._lock:
            self._seen[key] += 1
            attempt = self._seen[key]
        g.attempt = attempt
        roll = chance(controls.seed, "mishap", key, attempt)
        shares = {name: controls.share(name) for name in (*BEFORE, *AFTER)}
        shares["server_error"] += controls.error_rate
        for name, share in shares.items():
            roll -= share
            if roll < 0:
                return name
        return ""

    def _flip(self) -> bool:
        return chance(self._panel.now.seed, "flip", self._key(), g.attempt) < 0.5

    @staticmethod
    def _key() -> str:
        if "key" not in g:
            named = request.headers.get("Idempotency-Key")
            asked = request.full_path.encode() + request.get_data()
            g.key = f"{request.path} {named}" if named else hashlib.sha256(asked).hexdigest()
        return str(g.key)
