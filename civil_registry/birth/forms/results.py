"""How the family is told, and its paper copies."""

from django.utils.translation import gettext_lazy as _

from civil_registry.birth.forms.base import BirthPage
from portal.pipeline.manifests.results import HowTold


class ResultsPage(HowTold, BirthPage):
    """How the family is told, and how many paper copies it wants."""

    lead = _(
        "Bản điện tử luôn có và có giá trị như bản giấy. Thẻ căn cước cho bé: xin làm tại Công"
        " an xã, phường; chưa nằm trong lần khai này."
    )
    official = {"phone": "NycSdt", "email": "NycEmail", "copies": "BanSaoSoLuong"}
