"""The pages of the simulated VNeID on which people agree, refuse, or leave it for later."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request

from integrations.simulators.cases import GRANTED, RECEIVED, REFUSED, Verdict
from integrations.simulators.consents import Consents
from integrations.simulators.people import BY_SUB, PEOPLE


def consent_pages(office: Consents) -> Blueprint:
    """Return the pages on which people answer."""
    pages = Blueprint("pages", __name__, template_folder="templates")

    @pages.get("/")
    def everyone() -> str:
        asked = office.by_person()
        listed = [
            (
                person,
                sum(one["state"] == RECEIVED for one in asked.get(person.personal_number, ())),
            )
            for person in PEOPLE
            if person.has_account
        ]
        return render_template("everyone.html", listed=listed)

    @pages.get("/people/<sub>")
    def requests_of(sub: str) -> Any:
        person = BY_SUB.get(sub)
        if person is None:
            return Response("", 404)
        mine = office.by_person().get(person.personal_number, [])
        return render_template("asked.html", person=person, requests=mine)

    @pages.post("/people/<sub>")
    def answer(sub: str) -> Any:
        key, agreed = request.form["key"], request.form.get("answer") == "agree"
        case, person = office.find(key), BY_SUB.get(sub)
        if case and person and office.number_in(case.body) == person.personal_number:
            reason = {"reason": request.form.get("reason", "")}
            office.answer_by_hand(key, Verdict(GRANTED) if agreed else Verdict(REFUSED, reason))
        return redirect(f"/people/{sub}", 303)

    return pages
