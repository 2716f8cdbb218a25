"""The commune's line: allowances of people with a social pension or under social protection."""

from flask import Flask

from integrations.simulators.benefit_office import BenefitOffice, built
from integrations.simulators.setting import Setting


class CommuneWelfare(BenefitOffice):
    """The people's committee of a commune as it pays from the budget of social assistance."""

    system = "commune_welfare"
    reference_prefix = "XH"
    days_promised = 3
    signs_as = "Ủy ban nhân dân xã (mô phỏng)"


def build(setting: Setting) -> tuple[Flask, CommuneWelfare]:
    """Return the office's web application and the office."""
    office = CommuneWelfare(setting)
    return built(office, setting), office
