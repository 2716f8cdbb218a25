"""An office that decides about funeral allowances alone: the commune's, or home affairs'."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import Blueprint, Flask

from integrations.simulators.application import application
from integrations.simulators.cases import Case, Verdict
from integrations.simulators.funeral_money import TITLES, FuneralMoney
from integrations.simulators.keyed import KeyedOffice, keyed_routes
from integrations.simulators.papers import Papers
from integrations.simulators.setting import Setting


class BenefitOffice(KeyedOffice):
    """Keep claims by key, decide each, and say when it was paid."""

    signs_as: ClassVar[str]

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.papers = Papers(setting, self.signs_as, TITLES)
        self.money = FuneralMoney(setting.store, setting.panel, self.papers)

    def decide(self, case: Case) -> Verdict:
        """Decide as the clerks of funeral money do."""
        return self.money.decide(case)

    def grant(self, case: Case) -> Mapping[str, Any]:
        """Decide the sum that was asked for."""
        return self.money.grant(case)

    def told(self, case: Case) -> Mapping[str, Any]:
        """Return the decision as the caller reads it."""
        return self.money.told(case)


def built(office: BenefitOffice, setting: Setting) -> Flask:
    """Return the web application of such an office, its clerks at work."""
    wire = Blueprint("wire", __name__)
    keyed_routes(wire, "/v1/funeral-claims", office)
    office.money.add_payments(wire, office)
    app = application(setting, office, wire, anchor=office.papers.identity.anchor)
    office.papers.start()
    office.start()
    return app
