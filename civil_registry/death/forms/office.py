"""Which commune registers the death."""

from django.utils.translation import gettext_lazy as _

from civil_registry.death.forms.base import DeathPage
from portal.people.pages import radio
from portal.places.selectors import communes_on


class OfficePage(DeathPage):
    """Where the death is registered: at the last residence; if that is unknown, where it happened.

    Luật Hộ tịch 2014 Đ32.
    """

    code = "office"
    title = _("Đăng ký khai tử ở đâu?")
    lead = _("Nơi cư trú cuối cùng của người đã mất; không rõ thì nơi người đó mất.")
    columns = "office_"

    commune = radio(_("Nơi đăng ký"), ())

    def prepare(self) -> None:
        """Offer the one place the law names."""
        code = self.said("residence", "residence_commune") or self.said("event", "place_commune")
        found = communes_on([code], on=self.today).get(code) if code else None
        choices = [(found.code, f"{found.title}, {found.province.title}")] if found else []
        self.offer("commune", choices, choices[0][0] if choices else "")
