"""The web application every simulator is: its wire, where things go wrong, and its back room."""

from typing import Any

import orjson
from flask import Blueprint, Flask
from flask.json.provider import JSONProvider

from integrations.simulators.mishaps import Mishaps
from integrations.simulators.pages import BackRoom, Staffed
from integrations.simulators.setting import Setting


class Orjson(JSONProvider):
    """JSON by orjson: replies carry files, and the standard library takes its time over them."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Return JSON text."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return what a JSON text says."""
        return orjson.loads(s)


class Application(Flask):
    """Flask with that JSON."""

    json_provider_class = Orjson


def application(
    setting: Setting,
    office: Staffed,
    wire: Blueprint,
    *pages: Blueprint,
    anchor: bytes | None = None,
) -> Flask:
    """Return the application: mishaps happen to the wire, never to pages and back room."""
    Mishaps(setting.panel).watch(wire)
    app = Application(__name__)
    for part in (wire, *pages, BackRoom(setting, office, anchor).blueprint()):
        app.register_blueprint(part)
    return app
