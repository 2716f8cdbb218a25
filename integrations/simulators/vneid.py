"""VNeID: signs invented people in, and puts requests for agreement before them."""

from flask import Blueprint, Flask

from integrations.simulators.consent_pages import consent_pages
from integrations.simulators.consents import Consents, consent_routes
from integrations.simulators.mishaps import Mishaps
from integrations.simulators.openid import OpenId
from integrations.simulators.pages import BackRoom
from integrations.simulators.setting import Setting


def build(setting: Setting) -> tuple[Flask, Consents]:
    """Return VNeID's web application and its office of agreements."""
    office = Consents(setting)
    wire = Blueprint("wire", __name__)
    consent_routes(wire, office)
    # Mishaps happen to the wire only: a sign-in that fails by chance would teach nobody anything.
    Mishaps(setting.panel).watch(wire)
    app = Flask(__name__)
    openid = OpenId(setting.folder, setting.portal_url)
    for part in (wire, openid.blueprint(), consent_pages(office)):
        app.register_blueprint(part)
    app.register_blueprint(BackRoom(setting, office).blueprint())
    office.start()
    return app, office
