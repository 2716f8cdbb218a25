"""The line of home affairs (Nội vụ): merit, veterans, youth volunteers, frontline labour."""

from flask import Flask

from integrations.simulators.benefit_office import BenefitOffice, built
from integrations.simulators.setting import Setting


class HomeAffairs(BenefitOffice):
    """The department of home affairs, which decides and lets the commune pay."""

    system = "home_affairs"
    reference_prefix = "NV"
    days_promised = 15
    signs_as = "Sở Nội vụ (mô phỏng)"


def build(setting: Setting) -> tuple[Flask, HomeAffairs]:
    """Return the office's web application and the office."""
    office = HomeAffairs(setting)
    return built(office, setting), office
