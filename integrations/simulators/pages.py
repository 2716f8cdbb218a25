"""The same back room for every simulator, under /_sim/: levers, effects, and what is owed."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Protocol

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from integrations.simulators.cases import GRANTED, REFUSED, RETURNED, Verdict
from integrations.simulators.controls import MODES
from integrations.simulators.setting import Setting

Json = dict[str, Any]

_STATES = (GRANTED, RETURNED, REFUSED)


class Staffed(Protocol):
    """An office as the back room sees it."""

    def owing(self) -> list[dict[str, Any]]:
        """Return what is owed."""

    def answer_by_hand(self, key: str, verdict: Verdict) -> bool:
        """Answer one case."""

    def hold(self, key: str, held: bool) -> bool:
        """Keep one case back."""


class BackRoom:
    """The pages and JSON behind one simulator; forms come back to the page, JSON gets JSON."""

    def __init__(self, setting: Setting, office: Staffed, anchor: bytes | None = None) -> None:
        self._setting = setting
        self._office = office
        self._anchor = anchor

    def blueprint(self) -> Blueprint:
        """Return the routes under /_sim/."""
        room = Blueprint("sim", __name__, url_prefix="/_sim", template_folder="templates")
        room.add_url_rule("/", "page", self.page)
        room.add_url_rule("/effects.json", "effects", self.effects)
        room.add_url_rule("/owing.json", "owing", self.owing)
        room.add_url_rule("/controls", "controls", self.controls)
        room.add_url_rule("/controls", "change", self.change, methods=["POST"])
        room.add_url_rule("/answer", "answer", self.answer, methods=["POST"])
        room.add_url_rule("/hold", "hold", self.hold, methods=["POST"])
        room.add_url_rule("/anchor.pem", "anchor", self.anchor)
        return room

    def page(self) -> str:
        """Show everything on one page."""
        store = self._setting.store
        (last,) = store.rows("SELECT coalesce(max(id), 0) AS id FROM effects")
        return render_template(
            "back_room.html",
            system=self._setting.system,
            controls=asdict(self._setting.panel.now),
            modes=MODES,
            count=last["id"],
            effects=store.effects_after(max(0, last["id"] - 50))[::-1],
            owing=self._office.owing()[:50],
        )

    def effects(self) -> Json:
        """Return the log of effects, oldest first, after `?after=ID`."""
        return {"effects": self._setting.store.effects_after(request.args.get("after", 0, int))}

    def owing(self) -> Json:
        """Return what a person or agency here still owes."""
        return {"owing": self._office.owing()}

    def controls(self) -> Json:
        """Return the levers as they stand."""
        return asdict(self._setting.panel.now)

    def change(self) -> Any:
        """Move the levers that are named; the others stay."""
        wanted = request.get_json() if request.is_json else _levers_of_form()
        try:
            self._setting.panel.change(wanted)
        except (ValueError, TypeError) as error:
            return {"error": str(error)}, 400
        return _done(self.controls)

    def answer(self) -> Any:
        """Answer one case by hand: key, state, reason, items, result."""
        said = _said()
        state = said.get("state", GRANTED)
        if state not in _STATES:
            return {"error": f"state is one of {', '.join(_STATES)}"}, 400
        result = dict(said.get("result") or {})
        result |= {name: said[name] for name in ("reason", "items") if name in said}
        answered = self._office.answer_by_hand(str(said.get("key")), Verdict(state, result))
        return _done(lambda: {"answered": answered})

    def hold(self) -> Any:
        """Keep one case from being answered by itself, or let it go."""
        said = _said()
        found = self._office.hold(str(said.get("key")), str(said.get("held", 1)) in ("1", "True"))
        return _done(lambda: {"found": found})

    def anchor(self) -> Response:
        """Return the certificate that vouches for the papers issued here."""
        if self._anchor is None:
            return Response("", 404)
        return Response(self._anchor, content_type="application/x-pem-file")


def _said() -> Json:
    return dict(request.get_json() if request.is_json else request.form.to_dict())


def _done(as_json: Callable[[], Json]) -> Json | WerkzeugResponse:
    return as_json() if request.is_json else redirect(url_for("sim.page"), 303)


def _levers_of_form() -> dict[str, Any]:
    form = {name: value for name, value in request.form.items() if value}
    wanted: dict[str, Any] = dict(form)
    if "answer_delay" in form:
        wanted["answer_delay"] = form["answer_delay"].split(":")
    return wanted
