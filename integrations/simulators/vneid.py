"""VNeID: signs invented people in, and puts requests for agreement before them."""

from flask import Blueprint, Flask

from integrations.simulators.application import application
from integrations.simulators.consent_pages import consent_pages
from integrations.simulators.consents import Consents, consent_routes
from integrations.simulators.openid import OpenId
from integrations.simulators.setting import Setting


def build(setting: Setting) -> tuple[Flask, Consents]:
    """Return VNeID's web application and its office of agreements."""
    office = Consents(setting)
    wire = Blueprint("wire", __name__)
    consent_routes(wire, office)
    openid = OpenId(setting.folder, setting.portal_url)
    app = application(setting, office, wire, openid.blueprint(), consent_pages(office))
    office.start()
    return app, office
