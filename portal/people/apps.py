"""The Django app of the fields that describe people; it owns no table."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Field types and code lists about people."""

    name = "portal.people"
    label = "people"
    verbose_name = "Nhân thân"
