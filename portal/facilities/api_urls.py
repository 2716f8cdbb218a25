"""Addresses of the hospitals' API: the published path, at our host."""

from django.urls import path

from portal.facilities.intake import Papers
from portal.facilities.token import Token

app_name = "facilities_api"
urlpatterns = [
    path("oauth2/token", Token.as_view(), name="token"),
    path("hososuckhoe/guiGiayToDienTu", Papers.as_view(), name="papers"),
]
