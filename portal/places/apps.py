"""The Django app of provinces, communes and their offices."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Places, as the statistics office numbers them."""

    name = "portal.places"
    label = "places"
    verbose_name = "Địa bàn"
