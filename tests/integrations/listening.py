"""A small server inside a test: it keeps what it is sent and answers as it is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, Response, request

from integrations.simulators.server import Server


@dataclass
class Received:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Listening:
    """Where it listens, and what it has heard."""

    url: str = ""
    heard: list[Received] = field(default_factory=list)


@contextmanager
def listening(answer: Callable[[Received], Response]) -> Iterator[Listening]:
    """Listen on a free port until the block ends."""
    app, state = Flask(__name__), Listening()

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST", "PUT"])
    @app.route("/<path:path>", methods=["GET", "POST", "PUT"])
    def anything(path: str) -> Response:
        received = Received("/" + path, dict(request.headers), request.get_data())
        state.heard.append(received)
        return answer(received)

    with Server("127.0.0.1", 0, app) as server:
        state.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield state
        finally:
            server.shutdown()
