"""Which commune registers the birth."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms.base import BirthPage, lives_at, radio
from civil_registry.birth.models import PlaceFrom, Relation
from portal.people.codes import ResidenceKind
from portal.people.families import family_of
from portal.pipeline.manifests.counters import counter
from portal.pipeline.procedures import Counter
from portal.places.form_fields import CommuneField


class OfficePage(BirthPage):
    """Which commune registers the birth: where the father or the mother resides."""

    code = "office"
    wanted = frozenset({"guardian_commune"})
    title = _("Đăng ký khai sinh ở đâu?")
    lead = _("Nơi cha hoặc mẹ đang cư trú.")

    place_from = radio(_("Nơi đăng ký"), PlaceFrom.choices)
    guardian_commune = CommuneField(label=_("Xã, phường người giám hộ cư trú"), required=False)

    def prepare(self) -> None:
        """Offer the places there are, the mother's first."""
        guarded = self.said("applicant", "relation") == Relation.GUARDIAN
        places = {
            PlaceFrom.MOTHER: bool(lives_at(self.declared, "mother")),
            PlaceFrom.FATHER: bool(lives_at(self.declared, "father")),
            PlaceFrom.GUARDIAN: guarded,
        }
        offered = [(place.value, place.label) for place, offer in places.items() if offer]
        self.offer("place_from", offered, offered[0][0] if offered else "")
        if not guarded:
            del self.fields["guardian_commune"]
        elif self.applicant is not None:
            self.fields["guardian_commune"].initial = self.applicant.commune_code

    def clean(self) -> None:
        """Ask for the guardian's commune if it is chosen; tell of the residence of the child."""
        if self.answer("place_from") == PlaceFrom.GUARDIAN:
            self.require("guardian_commune")
        kinds = family_of(self.declared).residence_kinds
        if ResidenceKind.PERMANENT not in kinds and ResidenceKind.TEMPORARY in kinds:
            self.add_warning(
                "place_from",
                gettext(
                    "Bé được đăng ký thường trú theo nơi thường trú của cha hoặc mẹ. Nếu chưa"
                    " muốn, có thể đăng ký tạm trú hoặc khai báo cư trú cho bé trong 60 ngày."
                ),
            )

    def leads_to_counter(self) -> Counter | None:
        """Return B19 for the residence leg alone: the birth goes on."""
        if not family_of(self.declared).has_no_registered_residence:
            return None
        return counter(rules.NO_RESIDENCE, legs=("residence.registration",), ends=False)
