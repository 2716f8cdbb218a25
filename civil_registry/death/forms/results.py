"""How the family is told, and its paper copies."""

from django.utils.translation import gettext_lazy as _

from civil_registry.death.forms.base import DeathPage
from portal.pipeline.manifests.results import HowTold


class ResultsPage(HowTold, DeathPage):
    """How the family is told, and how many paper copies it wants."""

    lead = _("Bản điện tử luôn có và có giá trị như bản giấy.")
    official = {"phone": "NycSdt", "email": "NycEmail", "copies": "BanSaoSoluong"}
