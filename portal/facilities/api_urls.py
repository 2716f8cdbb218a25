"""Addresses of the hospitals' API: the published path, at our host."""

from django.urls import path

from portal.facilities.intake import Papers

app_name = "facilities_api"
urlpatterns = [
    path("hososuckhoe/guiGiayToDienTu", Papers.as_view(), name="papers"),
]
